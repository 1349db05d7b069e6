//! Any text, pushed in any pieces, reads as the whole text does; nothing that is cut off is taken for whole.
#![no_main]

use genkit::json::JsonStream;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, u8)| {
    let (text, step) = input;
    let mut whole = JsonStream::new();
    whole.push(text);
    let mut pieces = JsonStream::new();
    let mut piece = String::new();
    for (i, c) in text.chars().enumerate() {
        piece.push(c);
        if i % (usize::from(step) + 1) == 0 {
            pieces.push(&std::mem::take(&mut piece));
            let _ = pieces.value();
        }
    }
    pieces.push(&piece);
    assert_eq!(pieces.value(), whole.value());
    assert_eq!(pieces.finish().ok(), whole.finish().ok());
});
