//! What the macros of prompts write, in one place: the files and the schemas that a program carries.

/// The path of a file as the program that is compiled has it: below its package, or `at` the place that is written.
#[doc(hidden)]
#[macro_export]
macro_rules! __prompt_path {
    (at $full:literal) => {
        $full
    };
    ($($below:literal)+) => {
        ::core::concat!(::core::env!("CARGO_MANIFEST_DIR") $(, "/", $below)+)
    };
}

/// A file as a macro read it; the compiler then follows its changes.
#[doc(hidden)]
#[macro_export]
macro_rules! __prompt_file {
    ($written:literal) => {
        $crate::__prompt_file!(@ $written, [$written])
    };
    ($written:literal at $full:literal) => {
        $crate::__prompt_file!(@ $written, [at $full])
    };
    (@ $written:literal, [$($path:tt)+]) => {
        $crate::__private::PromptFile {
            path: $written,
            full: $crate::__private::dev_path($crate::__prompt_path!($($path)+)),
            text: ::core::include_str!($crate::__prompt_path!($($path)+)),
        }
    };
}

/// A folder of files: its path, then the names in it.
#[doc(hidden)]
#[macro_export]
macro_rules! __embedded {
    ($folder:literal: $($name:literal)*) => {
        $crate::__private::EmbeddedPrompts::new(
            $crate::__private::dev_path($crate::__prompt_path!($folder)),
            &[$(($name, ::core::include_str!($crate::__prompt_path!($folder $name)))),*],
        )
    };
    (at $folder:literal: $($name:literal)*) => {
        $crate::__private::EmbeddedPrompts::new(
            $crate::__private::dev_path($folder),
            &[$(($name, ::core::include_str!(::core::concat!($folder, "/", $name)))),*],
        )
    };
}

/// A type that says its JSON schema as the file has it.
#[doc(hidden)]
#[macro_export]
macro_rules! __described {
    ($ty:ident, $schema:literal) => {
        impl $crate::__private::JsonSchema for $ty {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::core::stringify!($ty).into()
            }
            fn json_schema(
                _: &mut $crate::__private::schemars::SchemaGenerator,
            ) -> $crate::__private::schemars::Schema {
                $crate::__private::schema_of_text($schema)
            }
        }
    };
}

/// A tool of a prompt in its place: proven to be one, and asserted to be one that the file names.
#[doc(hidden)]
#[macro_export]
macro_rules! __tool {
    ($prompt:ident, $at:literal = $tool:path, $($named:literal)* in $file:literal) => {
        impl $crate::__private::UsesTool<$at> for $prompt {
            type Tool = $tool;
        }
        const _: () = ::core::assert!(
            false $(|| $crate::__private::is_tool::<$prompt, $at>($named))*,
            ::core::concat!($file, " does not name this tool in `tools` [GK0067]"),
        );
    };
}

/// The assertion that a tool which the file names is given.
#[doc(hidden)]
#[macro_export]
macro_rules! __named {
    ($prompt:ident, $($at:literal)*, $named:literal in $place:literal) => {
        const _: () = ::core::assert!(
            false $(|| $crate::__private::is_tool::<$prompt, $at>($named))*,
            ::core::concat!($place, ": no handle of `tools = [..]` is the tool `", $named, "` [GK0067]"),
        );
    };
}

/// The tools of a prompt: those given, and those that are only known by name.
#[doc(hidden)]
#[macro_export]
macro_rules! __tools {
    ($prompt:ident, $($at:literal)*, $($name:literal)*) => {
        || ::std::vec![
            $($crate::__private::tool_of::<$prompt, $at>(),)*
            $($crate::ToolRef::Name($name.into()),)*
        ]
    };
}
