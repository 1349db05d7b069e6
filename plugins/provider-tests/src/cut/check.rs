//! What a cut may give.

use genkit::{Error, Status};
use serde_json::Value;

use crate::stream::{events, text_of_chunk};
use crate::{Outline, Recorded};

/// What came of a cut.
#[derive(Debug, PartialEq)]
pub(super) struct Made {
    chunks: Vec<Value>,
    /// The response; or the status and the details of the error: what there was, and its usage.
    result: Result<Value, (Status, Value)>,
}

impl Made {
    pub(super) fn of(chunks: Vec<Value>, result: Result<Value, Error>) -> Self {
        let told = |error: Error| (error.status(), error.details().cloned().unwrap_or_default());
        Self { chunks, result: result.map_err(told) }
    }

    /// The same as far as cuts within one event are the same: an event that is cut may be no JSON.
    fn is(&self, other: &Self) -> bool {
        let same = match (&self.result, &other.result) {
            (Ok(a), Ok(b)) | (Err((_, a)), Err((_, b))) => a == b,
            _ => false,
        };
        same && self.chunks == other.chunks
    }

    fn partial(&self) -> Option<&Value> {
        self.result.as_ref().err()?.1.get("partial")
    }
}

/// What the cuts of a recording may give.
pub(super) struct Check<'a> {
    recorded: &'a Recorded,
    expected: Outline,
    outline: fn(&[Value]) -> Outline,
    whole: Made,
    /// The event that is cut.
    events: usize,
    /// The chunks before it, and their text.
    chunks: usize,
    text: String,
    /// What may come of a cut within it: as without it, or as with it.
    before: Made,
    after: Made,
    complete: bool,
}

impl<'a> Check<'a> {
    pub(super) fn new(recorded: &'a Recorded, outline: fn(&[Value]) -> Outline, whole: Made) -> Self {
        let expected = outline(&events(&recorded.body, recorded.framing));
        let none = || Made { chunks: Vec::new(), result: Ok(Value::Null) };
        let (before, after) = (none(), none());
        Self {
            recorded,
            expected,
            outline,
            whole,
            events: 0,
            chunks: 0,
            text: String::new(),
            before,
            after,
            complete: false,
        }
    }

    /// The event at this place is cut next.
    pub(super) fn event(&mut self, at: usize, before: Made, after: Made) -> Result<(), String> {
        self.text.extend(self.after.chunks.iter().map(text_of_chunk));
        self.chunks += self.after.chunks.len();
        (self.before, self.after) = (before, after);
        self.events += 1;
        let Err((_, details)) = &self.before.result else { return Ok(()) };
        let Some(partial) = details.get("partial") else { return Err(format!("cut at {at}: no partial")) };
        let kept = text_of_chunk(&partial["message"]);
        if kept != self.text {
            return Err(format!("cut at {at}: shown {:?}, kept {kept:?}", self.text));
        }
        // The end of some recordings tells other words than the pieces did.
        let in_order = self.whole.chunks.iter().map(text_of_chunk).collect::<String>() == self.expected.text;
        if in_order && !self.expected.text.starts_with(&kept) {
            return Err(format!("cut at {at}: the partial is no beginning: {kept:?}"));
        }
        self.usage(at, &details["usage"])
    }

    /// What came of a cut.
    pub(super) fn cut(&mut self, at: usize, made: &Made) -> Result<(), String> {
        let wrong = |why: &str| Err(format!("cut at {at} of {}: {why}: {made:?}", self.recorded.body.len()));
        match (&made.result, &self.whole.result) {
            (Ok(_), Err(_)) => return wrong("a success of a stream that fails"),
            (Ok(response), Ok(whole)) => {
                let shown = self.whole.chunks.get(self.chunks..);
                if response != whole || shown != Some(&made.chunks) {
                    return wrong("a wrong success");
                }
                self.complete = true;
            }
            (Err(_), Ok(_)) if self.complete => return wrong("it was complete before"),
            (Err(_), _) if made.partial().is_none() => return wrong("no partial"),
            (Err(_), _) if !made.is(&self.before) && !made.is(&self.after) => {
                return wrong("neither as without the event nor as with it");
            }
            (Err(_), _) => {}
        }
        Ok(())
    }

    /// The same cut by a call of the model.
    pub(super) fn same(&self, at: usize, made: &Made, called: &Made) -> Result<(), String> {
        let chunks = called.chunks.get(self.chunks..) == Some(&made.chunks);
        if chunks && made.result == called.result {
            return Ok(());
        }
        Err(format!("cut at {at}: by a call it is {called:?}, else {made:?}"))
    }

    /// All cuts are made.
    pub(super) fn end(&self) -> Result<(), String> {
        let whole = self.whole.result.is_ok();
        if whole != self.complete {
            return Err("no cut was late enough".to_owned());
        }
        Ok(())
    }

    /// The usage that the events up to here tell is kept. Adding them up anew for each event would take long.
    fn usage(&self, at: usize, kept: &Value) -> Result<(), String> {
        if !(self.events.is_power_of_two() || self.after.result.is_ok()) {
            return Ok(());
        }
        let so_far = self.recorded.body.get(..at).unwrap_or_default();
        let told = (self.outline)(&events(so_far, self.recorded.framing)).usage;
        let is = (kept["inputTokens"].as_f64(), kept["outputTokens"].as_f64());
        if told == is { Ok(()) } else { Err(format!("cut at {at}: told usage {told:?}, kept {is:?}")) }
    }
}
