//! Whatever comes in, the work is bounded: in depth, in steps, in bytes.

use std::time::{Duration, Instant};

use genkit_dotprompt::{Data, Environment, ErrorKind, Limits, Partials, Prompt, Template, check};
use serde_json::{Value, json};

use crate::support::{error, render_in};

trials![
    nested_blocks,
    nested_expressions,
    long_chains,
    endless_partials,
    exponential_partials,
    deepest_allowed,
    output_bytes,
    deep_values,
    big_inputs_are_linear,
];

/// Threads of async runtimes have two megabytes of stack; half of that must do, unoptimised too.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

fn nested_blocks() {
    on_small_stack(|| {
        for depth in [49, 100_000] {
            let source = format!("{}x{}", "{{#if a}}".repeat(depth), "{{/if}}".repeat(depth));
            assert_eq!(error(&source, &json!({})).kind(), ErrorKind::Limit);
        }
    });
}

fn nested_expressions() {
    on_small_stack(|| {
        let source = format!("{{{{json {}x{}}}}}", "(lookup ".repeat(100_000), " 1)".repeat(100_000));
        assert_eq!(error(&source, &json!({})).kind(), ErrorKind::Limit);
    });
}

/// A chain of branches is long, not deep.
fn long_chains() {
    on_small_stack(|| {
        let source = format!("{{{{#if a}}}}0{}{{{{else}}}}last{{{{/if}}}}", "{{else if a}}x".repeat(20_000));
        assert_eq!(render_in(&Environment::new(), &source, &json!({})).unwrap().to_text(), "last");
    });
}

fn endless_partials() {
    on_small_stack(|| {
        let mut env = Environment::new();
        let blocks = 40;
        let source = format!(
            "{}{{{{> p x=(lookup this 'y')}}}}{}",
            "{{#each a}}".repeat(blocks),
            "{{/each}}".repeat(blocks)
        );
        env.define_partial("p", &source).unwrap();
        env.define_partial("q", "{{#if true}}{{> q}}{{/if}}").unwrap();
        env.define_partial("r", "{{#each @root.a}}{{> r x=this}}{{/each}}").unwrap();
        for name in ["p", "q", "r"] {
            let input = json!({"a": [{"a": 1}]});
            let result = render_in(&env, &format!("{{{{> {name}}}}}"), &input);
            if name != "p" {
                let error = result.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
                assert_eq!(error.partial(), Some(name));
            }
        }
    });
}

/// Two inclusions each, so that their number doubles with each level.
fn exponential_partials() {
    let mut env = Environment::new();
    for level in 0..60 {
        let next = level + 1;
        env.define_partial(format!("p{level}"), &format!("{{{{> p{next}}}}}{{{{> p{next}}}}}")).unwrap();
    }
    env.define_partial("p60", "").unwrap();
    env.set_limits(Limits::default().max_steps(100_000));
    let error = render_in(&env, "{{> p0}}", &json!({})).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let prompt = Prompt::parse("{{> p0}}").unwrap();
    assert_eq!(check(&prompt, env.partials()), []);
}

/// The deepest that is allowed fits on a small stack, in every kind of nesting at once.
fn deepest_allowed() {
    on_small_stack(|| {
        let expression = format!("{}this{}", "(lookup ".repeat(24), " 'a')".repeat(24));
        let source = format!("{}{{{{> p}}}}{}", "{{#each l}}".repeat(48), "{{/each}}".repeat(48));
        let lists = (0..60).fold(json!({"l": []}), |inner, _| json!({"l": [inner]}));
        let mut env = Environment::new();
        env.define_partial(
            "p",
            &format!("{}{{{{json {expression}}}}}{}", "{{#each l}}".repeat(48), "{{/each}}".repeat(48)),
        )
        .unwrap();
        let template = Template::parse(&source).unwrap();
        assert!(env.render_template(&template, &Data::new(&lists)).is_ok());
        let prompt = Prompt::parse(&source).unwrap();
        assert_eq!(check(&prompt, env.partials()), []);
    });
}

fn output_bytes() {
    let mut env = Environment::new();
    env.set_limits(Limits::default().max_output_bytes(100));
    let input = json!({"items": vec![1; 60], "word": "x".repeat(101), "object": {"k": "x".repeat(101)}});
    for source in [
        "{{#each items}}ab{{/each}}",
        "{{word}}",
        "{{json word}}",
        "{{object}}",
        "{{items}}",
        "{{media url=word}}",
        "{{#each items}}{{history}}{{role 'user'}}{{/each}}",
    ] {
        let error = render_in(&env, source, &input).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{source}: {error}");
    }
    assert!(render_in(&env, "{{#each items}}a{{/each}}", &input).is_ok());
}

fn deep_values() {
    on_small_stack(|| {
        let deep = (0..500).fold(json!(1), |inner, _| json!([inner]));
        let deep = json!({"deep": deep});
        for source in ["{{deep}}", "{{json deep}}"] {
            assert_eq!(error(source, &deep).kind(), ErrorKind::Limit, "{source}");
        }
    });
}

/// Ten times the input must not take a hundred times as long.
fn big_inputs_are_linear() {
    let unit = "a{{x}} \\{{y}} {{#if z}}b{{else}} {{! c }}{{/if}}{{json x a='b'}}\n[{\"'{{'as'}}\n";
    let front = "k: [a, {b: c}]\nl: \"x\"\n";
    let once = |count: usize| -> Duration {
        let yaml: String = (0..count)
            .map(|n| front.replace("k:", &format!("k{n}:")).replace("l:", &format!("l{n}:")))
            .collect();
        let source = format!("---\n{yaml}---\n{}", unit.repeat(count));
        let start = Instant::now();
        let prompt = Prompt::parse(&source);
        let _ = prompt.map(|prompt| check(&prompt, &Partials::new()));
        start.elapsed()
    };
    // The best of three: other work on the machine only ever adds to it.
    let time = |count| (0..3).map(|_| once(count)).min().unwrap();
    let (small, big) = (time(300).max(Duration::from_millis(2)), time(3_000));
    assert!(big < small * 40, "{small:?} became {big:?}");
    for source in ["{{", "{{!", "{{[", "{{'", "\\{{", "{{#if a}}", "{{(", "{{a ", "~", "\n", "{{else}}"] {
        let start = Instant::now();
        let _ = Template::parse(&source.repeat(100_000)).map(|_| Value::Null);
        assert!(start.elapsed() < Duration::from_secs(10), "{source}");
    }
}
