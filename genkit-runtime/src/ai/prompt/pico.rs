//! What Rust types may stand where a prompt's schema says `string`, `integer` and so on.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::num::{NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

macro_rules! pico {
    ($($(#[doc = $doc:literal])+ $name:ident, $message:literal, $label:literal, $note:literal;)+) => {$(
        $(#[doc = $doc])+
        #[diagnostic::on_unimplemented(
            message = $message,
            label = $label,
            note = $note
        )]
        pub trait $name {}
        pico!(@through $name Box Arc Rc);
        #[diagnostic::do_not_recommend]
        impl<T: $name + ?Sized> $name for &T {}
    )+};
    (@through $name:ident $($wrapper:ident)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: $name + ?Sized> $name for $wrapper<T> {}
    )+};
}

pico! {
    /// Written as a string.
    PicoString, "the prompt's schema says `string` here, which `{Self}` is not", "not written as a string", "take a `String`; a type of your own that serde writes as a string says so with `impl genkit::PicoString for ..`";
    /// Written as a whole number.
    PicoInteger, "the prompt's schema says `integer` here, which `{Self}` is not", "not written as an integer", "take a whole number such as `i64`";
    /// Written as a number.
    PicoNumber, "the prompt's schema says `number` here, which `{Self}` is not", "not written as a number", "take a number such as `f64`";
    /// Read from any number, whole or not.
    PicoFloat, "the prompt's schema says `number` here, which `{Self}` does not take", "not read from every number", "take an `f64`, or say `integer` in the file";
    /// Written as `null`.
    PicoNull, "the prompt's schema says `null` here, which `{Self}` is not", "not written as null", "take `()`";
    /// Written as `true` or `false`.
    PicoBoolean, "the prompt's schema says `boolean` here, which `{Self}` is not", "not written as a boolean", "take a `bool`";
    /// Written as one of the words that the schema lists.
    PicoEnum, "the prompt's schema says `enum` here, which `{Self}` is not", "not written as one of the words", "declare an enum with `#[prompt_file(\"..\", at = \"..\")]`, or take a `String`";
    /// Written as an object; `#[prompt_file("..", at = "..")]` on a struct compares its fields.
    PicoObject, "the prompt's schema says `object` here, which `{Self}` is not", "not written as an object", "declare a struct with `#[prompt_file(\"..\", at = \"..\")]`";
}

/// Read from anything at all.
#[diagnostic::on_unimplemented(
    message = "the prompt's schema says `any` here, which `{Self}` does not take",
    label = "not read from anything",
    note = "take a `serde_json::Value`, or say in the file what it is"
)]
pub trait PicoAny {}

impl PicoAny for Value {}

/// Written as a list of items that are `T`.
#[diagnostic::on_unimplemented(
    message = "the prompt's schema says `array` here, which `{Self}` is not",
    label = "not written as an array",
    note = "take a `Vec<T>`"
)]
pub trait PicoArray {
    /// An item.
    type Item: ?Sized;
}

macro_rules! all {
    ($name:ident: $($ty:ty),+) => {$(impl $name for $ty {})+};
}

all!(PicoString: String, str, char);
all!(PicoEnum: String, str);
all!(PicoInteger: i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);
all!(PicoNumber: i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64);
all!(PicoFloat: f32, f64, serde_json::Number, Value);
all!(PicoNull: ());
all!(PicoBoolean: bool);
all!(PicoObject: Value, serde_json::Map<String, Value>);

all!(PicoInteger: NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize);
all!(PicoNumber: NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize);
impl PicoString for Cow<'_, str> {}
impl PicoEnum for Cow<'_, str> {}
impl PicoNumber for serde_json::Number {}
impl<V> PicoObject for BTreeMap<String, V> {}
impl<V, S> PicoObject for HashMap<String, V, S> {}

impl<T> PicoArray for Vec<T> {
    type Item = T;
}
impl<T, const N: usize> PicoArray for [T; N] {
    type Item = T;
}
impl<T> PicoArray for Arc<[T]> {
    type Item = T;
}
impl<T> PicoArray for Box<[T]> {
    type Item = T;
}

// What expansions ask of a type; written out, since the compiler shows these lines.

#[doc(hidden)]
pub const fn string<T: PicoString + ?Sized>() {}

#[doc(hidden)]
pub const fn words<T: PicoEnum + ?Sized>() {}

#[doc(hidden)]
pub const fn integer<T: PicoInteger + ?Sized>() {}

#[doc(hidden)]
pub const fn number<T: PicoNumber + ?Sized>() {}

#[doc(hidden)]
pub const fn float<T: PicoFloat + ?Sized>() {}

#[doc(hidden)]
pub const fn boolean<T: PicoBoolean + ?Sized>() {}

#[doc(hidden)]
pub const fn null<T: PicoNull + ?Sized>() {}

#[doc(hidden)]
pub const fn object<T: PicoObject + ?Sized>() {}

#[doc(hidden)]
pub const fn list<T: PicoArray + ?Sized>() {}

#[doc(hidden)]
pub const fn any<T: PicoAny + ?Sized>() {}
