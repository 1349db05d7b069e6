//! Properties of the streams as a whole.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::*;

/// Any JSON value; `containers`: an object or an array.
fn any_json(containers: bool) -> BoxedStrategy<Value> {
    let text = prop_oneof![
        any::<String>(),
        "[a-z ]{0,12}",
        r#"["'\\/{}\[\],:\n\t 😀é\u{0}]{0,8}"#,
        Just("tr".to_owned())
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1000..1000_i32).prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |n| n.is_finite().then(|| Value::from(n))),
        text.clone().prop_map(Value::from),
    ];
    let nest = move |inner: BoxedStrategy<Value>| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    };
    let any = leaf.prop_recursive(4, 40, 6, {
        let nest = nest.clone();
        move |inner| nest(inner.boxed()).boxed()
    });
    if containers { nest(any.boxed()).boxed() } else { any.boxed() }
}

/// Text that is nearly JSON, in and out of prose.
fn nearly_json() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        4 => r#"[{}\[\],:"'\\/*\n t1-]{0,4}"#,
        1 => any_json(true).prop_map(|value| value.to_string()),
        1 => any_json(false).prop_map(|value| value.to_string()),
        2 => "(true|fal|null|1e|0x|-Inf|NaN|name|\"a\": |// x\n|/\\*|\\*/|\\\\u12|\\\\ud83d|é|😀|```json\n)",
        1 => any::<String>(),
    ];
    proptest::collection::vec(bit, 0..12).prop_map(|bits| bits.concat())
}

/// `text` in pieces of the lengths that `cuts` gives, over and over, at the next whole character.
fn pieces<'a>(text: &'a str, cuts: &'a [usize]) -> impl Iterator<Item = &'a str> {
    let (mut rest, mut cuts) = (text, cuts.iter().cycle());
    std::iter::from_fn(move || {
        let mut cut = (*cuts.next()?).min(rest.len());
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        let (piece, behind) = rest.split_at(cut);
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    })
}

fn stream_of(text: &str, cuts: &[usize]) -> JsonStream {
    let mut stream = JsonStream::new();
    pieces(text, cuts).for_each(|piece| stream.push(piece));
    stream
}

fn lines_of(text: &str, cuts: &[usize]) -> JsonLinesStream {
    let mut stream = JsonLinesStream::new();
    pieces(text, cuts).for_each(|piece| stream.push(piece));
    stream
}

/// What an outcome is, for comparison: a partial of malformed text may depend on where the text was cut.
fn outcome<T>(result: Result<T, JsonError>) -> Result<T, (JsonErrorKind, usize, String, Option<Value>)> {
    result.map_err(|error| {
        let (kind, offset, message) = (error.kind(), error.offset(), error.to_string());
        let comparable = kind != JsonErrorKind::Malformed;
        (kind, offset, message, error.into_partial().filter(|_| comparable))
    })
}

/// Whether `value` may be shown on the way to `whole`.
fn leads_to(value: &Value, whole: &Value) -> bool {
    match (value, whole) {
        (Value::String(value), Value::String(whole)) => whole.starts_with(value.as_str()),
        (Value::Number(_), Value::Number(_)) => true,
        (Value::Array(value), Value::Array(whole)) => {
            value.len() <= whole.len()
                && value.iter().zip(whole).enumerate().all(|(at, (item, whole))| {
                    if at + 1 < value.len() { item == whole } else { leads_to(item, whole) }
                })
        }
        (Value::Object(value), Value::Object(whole)) => {
            value.len() <= whole.len()
                && value.iter().zip(whole).enumerate().all(|(at, ((key, item), (whole_key, whole)))| {
                    key == whole_key
                        && if at + 1 < value.len() { item == whole } else { leads_to(item, whole) }
                })
        }
        _ => value == whole,
    }
}

proptest! {
    #![proptest_config(Config { cases: 1000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn the_split_does_not_matter(text in nearly_json(), cuts in proptest::collection::vec(1..9_usize, 1..9)) {
        let (whole, split) = (stream_of(&text, &[text.len().max(1)]), stream_of(&text, &cuts));
        prop_assert_eq!(whole.state(), split.state());
        prop_assert_eq!(whole.span(), split.span());
        prop_assert_eq!(whole.trailing(), split.trailing());
        if whole.state() != JsonState::Malformed {
            prop_assert_eq!(whole.value(), split.value());
            prop_assert_eq!(whole.items(), split.items());
        }
        prop_assert_eq!(outcome(whole.finish()), outcome(split.finish()));

        let (whole, split) = (lines_of(&text, &[text.len().max(1)]), lines_of(&text, &cuts));
        prop_assert_eq!(whole.state(), split.state());
        prop_assert_eq!(whole.value(), split.value());
        prop_assert_eq!(whole.items(), split.items());
        prop_assert_eq!(outcome(whole.finish()), outcome(split.finish()));
    }

    #[test]
    fn anything_can_be_pushed(text in any::<String>(), cuts in proptest::collection::vec(1..5_usize, 1..5)) {
        let _ = stream_of(&text, &cuts).finish();
        let _ = lines_of(&text, &cuts).finish();
        let _ = extract_scalar(&text);
        let _ = extract_items(&text);
    }

    #[test]
    fn json_means_what_serde_json_says(value in any_json(true), pretty in any::<bool>(), cut in 1..30_usize) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        let stream = stream_of(&text, &[cut]);
        prop_assert_eq!(stream.value(), Some(&expected));
        let found = stream.finish().unwrap();
        prop_assert_eq!(found.to_string(), expected.to_string()); // the order of members, too
    }

    #[test]
    fn scalars_mean_what_serde_json_says(value in any_json(false)) {
        let text = value.to_string();
        if !value.is_object() && !value.is_array() {
            prop_assert_eq!(extract_scalar(&text), serde_json::from_str(&text).ok());
        }
    }

    #[test]
    fn items_are_given_out_once_and_whole(value in any_json(true), cut in 1..9_usize) {
        let text = value.to_string();
        let (mut stream, mut items) = (JsonStream::new(), Vec::new());
        for piece in pieces(&text, &[cut]) {
            stream.push(piece);
            items.extend_from_slice(stream.new_items());
            prop_assert_eq!(items.as_slice(), stream.items());
        }
        let value: Value = serde_json::from_str(&text).unwrap();
        let list = value.as_array().or_else(|| value.as_object()?.values().find_map(Value::as_array));
        prop_assert_eq!(items.as_slice(), list.map_or(&[] as &[Value], Vec::as_slice));
    }

    #[test]
    fn lines_are_items(values in proptest::collection::vec(any_json(true), 0..5), cut in 1..9_usize) {
        let values: Vec<Value> = values.into_iter().filter(Value::is_object).collect();
        let text: String = values.iter().map(|value| format!("{value}\n")).collect();
        let expected: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (mut stream, mut items) = (JsonLinesStream::new(), Vec::new());
        for piece in pieces(&text, &[cut]) {
            stream.push(piece);
            items.extend_from_slice(stream.new_items());
            prop_assert!(leads_to(stream.value(), &Value::from(expected.clone())));
        }
        prop_assert_eq!(&items, &expected);
        prop_assert_eq!(stream.finish().unwrap(), expected);
    }
}

#[test]
fn every_proper_prefix_is_refused_and_shows_a_prefix() {
    let mut runner = TestRunner::deterministic();
    let strategy = any_json(true);
    let texts = std::iter::repeat_with(|| strategy.new_tree(&mut runner).unwrap().current().to_string());
    // Each is read as often as it is long.
    for text in texts.filter(|text| text.len() < 200).take(1000) {
        let whole: Value = serde_json::from_str(&text).unwrap();
        let mut stream = JsonStream::new();
        for (at, piece) in text.char_indices().map(|(at, c)| (at, &text[at..at + c.len_utf8()])) {
            let cut = stream_of(&text[..at], &[7]);
            assert_eq!(cut.value(), stream.value());
            assert!(
                stream.value().is_none_or(|value| leads_to(value, &whole)),
                "{:?} of {text}",
                stream.value()
            );
            let shown = cut.value().cloned();
            let error = cut.finish().unwrap_err();
            let expected = if at == 0 { JsonErrorKind::Missing } else { JsonErrorKind::Truncated };
            assert_eq!((error.kind(), error.offset()), (expected, at));
            assert_eq!(error.into_partial(), shown);
            stream.push(piece);
        }
        assert_eq!(stream.finish().unwrap(), whole);
    }
}

/// The steps that `text` takes in pieces of `size` bytes.
fn steps(text: &str, size: usize) -> usize {
    stream_of(text, &[size]).parser.tree.steps
}

#[test]
fn the_cost_is_linear() {
    let rows = |n: usize| {
        let rows: Vec<String> =
            (0..n).map(|id| format!(r#"{{"id":{id},"text":"row number {id}"}}"#)).collect();
        format!("[{}]", rows.join(","))
    };
    let long = |n: usize| format!("{{\"a\": [\"{}\"]}}", "many words\\n ".repeat(n));
    let number = |n: usize| format!("[{}]", "1234567890".repeat(n));
    let repeated = |n: usize| format!("{{{}\"z\":0}}", "\"a\":[1],\"b\":2,".repeat(n));
    let prose = |n: usize| "[/* {x: y} [docs] \"{\" ".repeat(n);
    let deep = |n: usize| format!("[{}]", "[[[[[[[[[[1]]]]]]]]]],".repeat(n));
    for text in [rows, long, number, repeated, prose, deep] as [fn(usize) -> String; 6] {
        for size in [1, 3, 16, 1000] {
            let (small, large) = (text(100), text(10_000));
            let (few, many) = (steps(&small, size), steps(&large, size));
            assert!(few <= 30 * small.len() && many <= 30 * large.len(), "{few}, {many} for {small:.20}");
        }
    }
}

#[test]
fn deep_nesting_costs_its_depth_a_piece_and_no_stack() {
    let text = "[".repeat(MAX_DEPTH) + "\"" + &"x".repeat(1000);
    assert!(steps(&text, 1) < (2 * MAX_DEPTH + 2) * text.len());
    let stream = stream_of(&"{\"a\":[".repeat(100_000), &[100]);
    assert_eq!(stream.state(), JsonState::Malformed);
    let error = stream.finish().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (JsonErrorKind::TooDeep, 6 * 64));
    assert!(error.partial().is_some());
}

/// What Genkit shows of a value that is cut off.
#[test]
fn cut_off_values_show_what_genkit_shows() {
    for (text, shown) in [
        (r#"{"#, json!({})),
        (r#"["#, json!([])),
        (r#"{"a"#, json!({})),
        (r#"{"a""#, json!({})),
        (r#"{"a":"#, json!({})),
        (r#"{"a": t"#, json!({"a": true})),
        (r#"{"a": fal"#, json!({"a": false})),
        (r#"{"a": n"#, json!({"a": null})),
        (r#"{"a": -"#, json!({})),
        (r#"{"a": 1"#, json!({"a": 1})),
        (r#"{"a": 1.5e"#, json!({"a": 1.5})),
        (r#"{"a": 1e+"#, json!({"a": 1})),
        (r#"{"a": 1, "a":"#, json!({"a": 1})),
        (r#"{"a": 1, "a": 2, ""#, json!({"a": 2})),
        (r#"{"a": [], "b": {"#, json!({"a": [], "b": {}})),
        (r#"{"a": "x", "b": "y \"q"#, json!({"a": "x", "b": "y \"q"})),
        (r#"[""#, json!([""])),
        (r#"["a\"#, json!(["a"])),
        (r#"["a\u00"#, json!(["a"])),
        (r#"[1,"#, json!([1])),
        (r#"[-"#, json!([])),
        (r#"[Inf"#, json!([null])),
        (r#"[1, {"b": [tr"#, json!([1, {"b": [true]}])),
    ] {
        assert_eq!(stream_of(text, &[1]).value(), Some(&shown), "{text}");
        assert_eq!(stream_of(text, &[99]).value(), Some(&shown), "{text}");
    }
    // Genkit shows nothing of this one, so that the member would go and come back.
    assert_eq!(stream_of("[1.", &[9]).value(), Some(&json!([1])));
}
