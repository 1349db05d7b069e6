//! Numbers and the words `true`, `false`, `null`, `Infinity` and `NaN`, read one character at a time.
//!
//! Each character is checked when it comes, so a token that lives is always the beginning of a valid one.
//! That is what lets a cut-off token be shown ([`Scalar::partial`]) and lets prose such as `[note]` be
//! recognised at its second letter.

use serde_json::{Number, Value};

/// How much of an endless number is looked at to show it while it grows, so that a chunk's cost does not
/// depend on it.
const SHOWN: usize = 64;

/// What the token may go on with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    Sign,
    Zero,
    Int,
    /// A point with no digit before it: at least one has to follow.
    BarePoint,
    /// Behind the point; JSON5 lets a number end with it.
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
    HexStart,
    Hex,
    Word,
}

/// A number or a word under construction.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Scalar {
    token: String,
    state: State,
}

/// Whether a number or a word can begin with this character.
pub(super) fn starts_scalar(c: char) -> bool {
    matches!(c, '0'..='9' | '-' | '+' | '.' | 't' | 'f' | 'n' | 'I' | 'N')
}

/// Whether this character belongs to the token, rightly or not; any other ends it.
fn continues_scalar(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '_' | '$')
}

impl Scalar {
    pub(super) fn clear(&mut self) {
        self.token.clear();
        self.state = State::Start;
    }

    /// Takes what belongs to the token off the front of `text` and says how much that was.
    /// `Err` if the token cannot become a value any more.
    pub(super) fn feed(&mut self, text: &str) -> Result<usize, ()> {
        let mut taken = 0;
        for c in text.chars().take_while(|c| continues_scalar(*c)) {
            self.step(c)?;
            taken += 1; // the characters of a token are single bytes
        }
        Ok(taken)
    }

    fn step(&mut self, c: char) -> Result<(), ()> {
        use State::{
            BarePoint, Exponent, ExponentDigits, ExponentSign, Fraction, Hex, HexStart, Int, Sign, Start,
            Word, Zero,
        };
        self.token.push(c);
        self.state = match (self.state, c) {
            (Start, '+' | '-') => Sign,
            (Start | Sign, '0') => Zero,
            (Start | Sign | Int, '0'..='9') => Int,
            (Start | Sign, '.') => BarePoint,
            (Zero | Int, '.') | (BarePoint | Fraction, '0'..='9') => Fraction,
            (Zero | Int | Fraction, 'e' | 'E') => Exponent,
            (Exponent, '+' | '-') => ExponentSign,
            (Exponent | ExponentSign | ExponentDigits, '0'..='9') => ExponentDigits,
            (Zero, 'x' | 'X') => HexStart,
            (HexStart | Hex, c) if c.is_ascii_hexdigit() => Hex,
            (Start | Sign | Word, _) if word(&self.token).is_some() => Word,
            _ => return Err(()),
        };
        Ok(())
    }

    /// The value of the whole token; `None` if it is cut off or out of range.
    pub(super) fn complete(&self) -> Option<Value> {
        match self.state {
            State::Word => {
                word(&self.token).filter(|(name, _)| unsigned(&self.token) == *name).map(|(_, v)| v)
            }
            State::Hex => hex(&self.token),
            State::Zero | State::Int | State::Fraction | State::ExponentDigits => decimal(&self.token),
            _ => None,
        }
    }

    /// What to show of a token that may go on: the word it begins, or the number read so far.
    pub(super) fn partial(&self) -> Option<Value> {
        if self.state == State::Word {
            return word(&self.token).map(|(_, value)| value);
        }
        let token = self.token.get(..SHOWN).unwrap_or(&self.token);
        if matches!(self.state, State::HexStart | State::Hex) {
            return hex(token).or(Some(Value::from(0)));
        }
        let mantissa = token.split(['e', 'E']).next().unwrap_or_default();
        decimal(token.trim_end_matches(['e', 'E', '+', '-'])).or_else(|| decimal(mantissa))
    }
}

fn unsigned(token: &str) -> &str {
    token.strip_prefix(['+', '-']).unwrap_or(token)
}

/// The word that `token` begins, and its value.
fn word(token: &str) -> Option<(&'static str, Value)> {
    let (name, signed) = (unsigned(token), token.starts_with(['+', '-']));
    let known = match name.chars().next()? {
        't' if !signed => ("true", Value::Bool(true)),
        'f' if !signed => ("false", Value::Bool(false)),
        'n' if !signed => ("null", Value::Null),
        // JSON has no such numbers; JavaScript writes them as null.
        'I' => ("Infinity", Value::Null),
        'N' => ("NaN", Value::Null),
        _ => return None,
    };
    known.0.starts_with(name).then_some(known)
}

fn hex(token: &str) -> Option<Value> {
    let digits = unsigned(token).strip_prefix(['0']).and_then(|rest| rest.strip_prefix(['x', 'X']))?;
    if digits.is_empty() {
        return None;
    }
    let negative = token.starts_with('-');
    if let Ok(number) = u64::from_str_radix(digits, 16) {
        return match negative {
            false => Some(Value::from(number)),
            true => i64::try_from(-i128::from(number)).ok().map(Value::from),
        };
    }
    let float = digits.chars().filter_map(|c| c.to_digit(16)).fold(0.0, |n, d| n * 16.0 + f64::from(d));
    Number::from_f64(if negative { -float } else { float }).map(Value::Number)
}

/// Reads what JSON5 allows beyond JSON (`+1`, `.5`, `5.`) by writing it as JSON; everything else is up to
/// `serde_json`, so that big and long numbers mean what they mean there.
fn decimal(token: &str) -> Option<Value> {
    if token.len() < 19 && token.bytes().all(|b| b.is_ascii_digit()) {
        return token.parse::<u64>().ok().map(Value::from);
    }
    let digits = unsigned(token);
    let plain = !token.starts_with('+')
        && !digits.starts_with('.')
        && !digits.ends_with('.')
        && !digits.contains(".e")
        && !digits.contains(".E");
    if plain {
        return serde_json::from_str::<Number>(token).ok().map(Value::Number);
    }
    let mut json = String::with_capacity(token.len() + 1);
    if token.starts_with('-') {
        json.push('-');
    }
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    json.push_str(if whole.is_empty() { "0" } else { whole });
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        json.push('.');
    } else if whole.is_empty() {
        return None;
    }
    json.push_str(rest);
    serde_json::from_str::<Number>(&json).ok().map(Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn scalar(text: &str) -> Option<Scalar> {
        let mut scalar = Scalar::default();
        (scalar.feed(text) == Ok(text.len())).then_some(scalar)
    }

    fn complete(text: &str) -> Option<Value> {
        scalar(text)?.complete()
    }

    fn partial(text: &str) -> Option<Value> {
        scalar(text)?.partial()
    }

    #[test]
    fn numbers_mean_what_serde_json_says() {
        for text in [
            "0",
            "-0",
            "7",
            "-12",
            "1.5",
            "1e3",
            "1E+3",
            "2.5e-3",
            "18446744073709551615",
            "-9223372036854775808",
            "123456789012345678901234567890",
        ] {
            assert_eq!(complete(text), serde_json::from_str(text).ok(), "{text}");
        }
        assert_eq!(complete("1e999"), None);
    }

    #[test]
    fn json5_numbers() {
        for (text, value) in [
            ("+1", json!(1)),
            (".5", json!(0.5)),
            ("-.5", json!(-0.5)),
            ("5.", json!(5)),
            ("5.e1", json!(50.0)),
            ("0x1F", json!(31)),
            ("-0xa", json!(-10)),
            ("0xffffffffffffffffff", json!(4722366482869645213695.0_f64)),
            ("Infinity", json!(null)),
            ("-Infinity", json!(null)),
            ("NaN", json!(null)),
        ] {
            assert_eq!(complete(text), Some(value), "{text}");
        }
    }

    #[test]
    fn cut_off_tokens_are_incomplete_and_show_what_is_sure() {
        for (text, shown) in [
            ("t", Some(json!(true))),
            ("fals", Some(json!(false))),
            ("nu", Some(json!(null))),
            ("-Inf", Some(json!(null))),
            ("-", None),
            ("+", None),
            (".", None),
            ("1e", Some(json!(1))),
            ("1.5e-", Some(json!(1.5))),
            ("0x", Some(json!(0))),
        ] {
            assert_eq!(complete(text), None, "{text}");
            assert_eq!(partial(text), shown, "{text}");
        }
        assert_eq!(partial("1."), Some(json!(1)));
        assert_eq!(partial("1e999"), Some(json!(1)));
    }

    #[test]
    fn nonsense_is_noticed_at_once() {
        for text in ["no", "nul1", "trues", "01", "1x", "--1", "1.2.3", "-true", "0xg", "1e5.5", "_"] {
            assert!(scalar(text).is_none(), "{text}");
        }
    }
}
