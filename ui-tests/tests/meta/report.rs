//! What the compiler said of a case, taken apart.

/// An error.
pub(crate) struct Report {
    /// The first line, without the code.
    pub(crate) message: String,
    /// The file that it points at.
    pub(crate) file: String,
    /// What its carets stand under.
    pub(crate) underlined: String,
    /// What stands beside the carets.
    pub(crate) label: String,
}

impl Report {
    /// The errors of a `.stderr` file, in order.
    pub(crate) fn all(stderr: &str) -> Vec<Report> {
        let lines: Vec<&str> = stderr.lines().collect();
        let starts: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].starts_with("error")).collect();
        let ends = starts.iter().skip(1).copied().chain([lines.len()]);
        starts.iter().zip(ends).map(|(&start, end)| Report::read(&lines[start..end])).collect()
    }

    fn read(lines: &[&str]) -> Report {
        let (_, message) = lines[0].split_once(": ").unwrap_or_default();
        let place = lines.iter().find_map(|line| line.trim_start().strip_prefix("--> ")).unwrap_or_default();
        let (file, _) = place.split_once(':').unwrap_or_default();
        let (underlined, label) = underlined(lines);
        Report { message: message.to_owned(), file: file.to_owned(), underlined, label }
    }

    /// The kind of what the carets stand under.
    pub(crate) fn token(&self) -> &'static str {
        const KEYWORDS: [&str; 14] = [
            "async", "const", "enum", "extern", "fn", "impl", "mod", "pub", "self", "struct", "trait",
            "unsafe", "use", "where",
        ];
        let text = self.underlined.as_str();
        let word = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        match text.chars().next() {
            None => "nothing",
            Some('"') => "text",
            Some('#' | '/') => "attribute",
            Some('&') => "reference",
            Some(first) if first.is_ascii_digit() => "number",
            Some(first) if !first.is_alphanumeric() && first != '_' => "punctuation",
            Some(_) if KEYWORDS.contains(&word) => "keyword",
            Some(_) if word == text => "name",
            Some(_) => "several tokens",
        }
    }
}

/// The text over the first carets, and the one beside them.
fn underlined(lines: &[&str]) -> (String, String) {
    for pair in lines.windows(2) {
        let (Some((_, source)), Some((before, marks))) = (pair[0].split_once('|'), pair[1].split_once('|'))
        else {
            continue;
        };
        if before.trim().is_empty() && marks.contains('^') {
            let carets = marks.chars().zip(source.chars()).skip_while(|(mark, _)| *mark != '^');
            let text = carets.take_while(|(mark, _)| *mark == '^').map(|(_, c)| c).collect();
            let label = marks.trim_start_matches(|c| c != '^').trim_start_matches('^').trim();
            return (text, label.to_owned());
        }
    }
    (String::new(), String::new())
}
