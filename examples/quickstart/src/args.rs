//! The command line.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::PathBuf;

use genkit::Action;
use lexopt::prelude::*;

/// What is asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Ask {
    Help,
    Demonstration,
    One {
        flow: String,
        input: String,
    },
    /// A file of inputs; without a flow each line names its own.
    Many {
        flow: Option<String>,
        file: PathBuf,
    },
}

/// The command line, read.
#[derive(Debug, PartialEq)]
pub(crate) struct Args {
    pub(crate) ask: Ask,
    /// Draw the traces of a file's inputs, too.
    pub(crate) trace: bool,
}

impl Args {
    /// Reads what stands after the name of the program.
    ///
    /// # Errors
    /// A sentence for whoever wrote it.
    pub(crate) fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, lexopt::Error> {
        let (mut flow, mut input, mut file) = (None, None, None);
        let (mut trace, mut help) = (false, false);
        let mut parser = lexopt::Parser::from_args(args);
        while let Some(arg) = parser.next()? {
            match arg {
                Short('f') | Long("file") => file = Some(PathBuf::from(parser.value()?)),
                Short('t') | Long("trace") => trace = true,
                Short('h') | Long("help") => help = true,
                Value(text) if flow.is_none() => flow = Some(text.string()?),
                Value(text) if input.is_none() => input = Some(text.string()?),
                other => return Err(other.unexpected()),
            }
        }
        let ask = match (flow, input, file) {
            _ if help => Ask::Help,
            (_, Some(_), Some(_)) => return Err("either an input or --file, not both".into()),
            (flow, None, Some(file)) => Ask::Many { flow, file },
            (Some(flow), Some(input), None) => Ask::One { flow, input },
            (Some(flow), None, None) => {
                return Err(format!("`{flow}` needs an input, as JSON, or --file").into());
            }
            (None, ..) => Ask::Demonstration,
        };
        Ok(Self { ask, trace })
    }
}

/// What `--help` prints.
pub(crate) fn help(flows: &[Action]) -> String {
    let mut text = "\
A menu service on Genkit for Rust. Its model is built in: no key, no server.

Usage:
  quickstart                        a demonstration
  quickstart FLOW INPUT             one input, as JSON
  quickstart [FLOW] --file FILE     many inputs, a line of JSON each; `-` is standard input

Options:
  -f, --file FILE    lines such as {\"flow\": \"suggest_dish\", \"input\": {\"theme\": \"seaside\"}};
                     with FLOW each line is an input of it
  -t, --trace        draw the trace of each line of the file, too
  -h, --help         print this

Flows:
"
    .to_owned();
    for flow in flows {
        let _ = writeln!(text, "  {:<18} {}", flow.name(), flow.description().unwrap_or_default());
    }
    text.push_str(
        "
Results are JSON lines on standard output. Traces, progress and complaints (`place: path: what`) go to
standard error. Exit code: 0 if every input was answered, 1 if not, 2 if the command line is wrong.
",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Ask, String> {
        Args::read(args.iter().map(OsString::from)).map(|args| args.ask).map_err(|e| e.to_string())
    }

    #[test]
    fn each_form_is_read() {
        let (flow, input) = ("menu".to_owned(), "{}".to_owned());
        assert_eq!(read(&[]), Ok(Ask::Demonstration));
        assert_eq!(read(&["menu", "{}"]), Ok(Ask::One { flow: flow.clone(), input }));
        assert_eq!(read(&["--file", "a"]), Ok(Ask::Many { flow: None, file: "a".into() }));
        assert_eq!(read(&["menu", "-f", "-"]), Ok(Ask::Many { flow: Some(flow), file: "-".into() }));
        assert_eq!(read(&["menu", "-h"]), Ok(Ask::Help));
    }

    #[test]
    fn what_is_no_form_is_refused() {
        assert_eq!(read(&["menu"]), Err("`menu` needs an input, as JSON, or --file".into()));
        assert_eq!(read(&["menu", "{}", "-fa"]), Err("either an input or --file, not both".into()));
        assert_eq!(read(&["menu", "{}", "more"]), Err("unexpected argument \"more\"".into()));
        assert_eq!(read(&["--nope"]), Err("invalid option '--nope'".into()));
        assert_eq!(read(&["--file"]), Err("missing argument for option '--file'".into()));
    }
}
