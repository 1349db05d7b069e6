//! The parameters of a tool, as properties of its input.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::core::action::{ActionInput, Arguments, Handle};

/// A tool whose parameter at this place is of this type. Here, and nowhere else, the type is proven: all that follows
/// is generic over it, so that the compiler tells of a wrong one once.
pub trait Takes<const AT: usize> {
    /// The type of the parameter.
    type It: ActionInput;
}

/// A parameter as a member of the input; on the wire it is the parameter itself.
#[derive(Debug)]
pub struct Held<H: Takes<AT>, const AT: usize>(pub H::It);

impl<H: Takes<AT>, const AT: usize> Serialize for Held<H, AT> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.data().serialize(serializer)
    }
}

impl<'de, H: Takes<AT>, const AT: usize> Deserialize<'de> for Held<H, AT> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(H::It::from_data).map(Self)
    }
}

type Data<H, const AT: usize> = <<H as Takes<AT>>::It as ActionInput>::Data;

impl<H: Takes<AT>, const AT: usize> JsonSchema for Held<H, AT> {
    fn inline_schema() -> bool {
        Data::<H, AT>::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        Data::<H, AT>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        Data::<H, AT>::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Data::<H, AT>::json_schema(generator)
    }

    // An optional parameter need not be given; schemars tells it by these.
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        Data::<H, AT>::_schemars_private_non_optional_json_schema(generator)
    }

    fn _schemars_private_is_option() -> bool {
        Data::<H, AT>::_schemars_private_is_option()
    }
}

/// The struct that has the parameters as members.
pub trait Parameters: Sized {
    /// The parameters in their order.
    type Args: Arguments<Self>;
}

/// The parameters in their order.
#[must_use]
pub fn unpack<H: Handle>(input: H::Input) -> H::Args {
    H::Args::unpack(input)
}

/// The struct that has the parameters of a tool as members. Those with attributes of serde or schemars, in brackets,
/// keep their types: functions that the attributes name work on these.
#[doc(hidden)]
#[macro_export]
macro_rules! __parameters {
    ($vis:vis $tool:ident { $($(#[$attr:meta])* $field:ident: $ty:ty = $at:tt,)* }) => {
        $($crate::__parameters!(@proof $tool $ty = $at);)*

        #[derive($crate::__private::Serialize, $crate::__private::Deserialize, $crate::__private::JsonSchema)]
        #[serde(crate = "__gk::serde")]
        #[schemars(crate = "__gk::schemars")]
        $vis struct __Parameters {
            $($(#[$attr])* $field: $crate::__parameters!(@member $tool $ty = $at),)*
        }

        impl __gk::Parameters for __Parameters {
            type Args = ($($ty,)*);
        }

        impl __gk::Arguments<__Parameters> for ($($ty,)*) {
            fn pack(self) -> __Parameters {
                let ($($field,)*) = self;
                __Parameters { $($field: $crate::__parameters!(@held $field = $at)),* }
            }

            #[allow(clippy::unused_unit)]
            fn unpack(__Parameters { $($field),* }: __Parameters) -> Self {
                ($($crate::__parameters!(@given $field = $at),)*)
            }
        }
    };
    (@proof $tool:ident $ty:ty = [$at:tt]) => {};
    (@proof $tool:ident $ty:ty = $at:tt) => {
        impl __gk::Takes<$at> for $tool {
            type It = $ty;
        }
    };
    (@member $tool:ident $ty:ty = [$at:tt]) => { $ty };
    (@member $tool:ident $ty:ty = $at:tt) => { __gk::Held<$tool, $at> };
    (@held $field:ident = [$at:tt]) => { $field };
    (@held $field:ident = $at:tt) => { __gk::Held($field) };
    (@given $field:ident = [$at:tt]) => { $field };
    (@given $field:ident = $at:tt) => { $field.0 };
}
