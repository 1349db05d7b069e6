//! Any text as a template, rendered with any input: no panic, and no more work and output than the limits allow.
#![no_main]

use genkit_dotprompt::{Checker, Data, Environment, Limits, Partials, Prompt, Template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str, &str)| {
    let (template, partial, data) = input;
    let mut env = Environment::new();
    env.set_limits(Limits::default().max_output_bytes(1 << 16).max_steps(20_000));
    let _ = env.define_partial("p", partial);
    let data: serde_json::Value = serde_json::from_str(data).unwrap_or_default();
    if let Ok(template) = Template::parse(template)
        && let Ok(rendered) = env.render_template(&template, &Data::new(&data))
    {
        assert!(rendered.to_text().len() <= 1 << 16);
        let _ = rendered.to_messages(&[]);
    }
    let mut partials = Partials::new();
    let _ = partials.define("p", partial);
    if let Ok(prompt) = Prompt::parse(template) {
        let _ = Checker::new(&partials).check(&prompt);
    }
});
