//! Bounds on what a template may cost.

/// How deep blocks may stand in one another in one template.
pub(crate) const MAX_BLOCK_DEPTH: usize = 48;
/// How deep sub-expressions may stand in one another.
pub(crate) const MAX_EXPRESSION_DEPTH: usize = 24;
/// How deep blocks and partials together may go while rendering. It keeps an unoptimised build within a megabyte of
/// stack, half of what the threads of an async runtime have.
pub(crate) const MAX_RENDER_DEPTH: usize = 100;
/// How deep front matter, schemas and values handed to `json` may go.
pub(crate) const MAX_VALUE_DEPTH: usize = 128;

/// Bounds on one rendering. What reaches a bound ends in an error, never in a cut text.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, ErrorKind, Limits, Template};
///
/// let mut env = Environment::new();
/// env.set_limits(Limits::default().max_output_bytes(3));
/// let error = env.render_template(&Template::parse("four")?, &Data::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Limit);
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub(crate) output_bytes: usize,
    pub(crate) steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { output_bytes: 64 << 20, steps: 10_000_000 }
    }
}

impl Limits {
    /// At most so many bytes of output. By default 64 MiB.
    #[must_use]
    pub fn max_output_bytes(mut self, bytes: usize) -> Self {
        self.output_bytes = bytes;
        self
    }

    /// At most so many steps, each a node or an argument evaluated. By default ten million.
    #[must_use]
    pub fn max_steps(mut self, steps: u64) -> Self {
        self.steps = steps;
        self
    }
}
