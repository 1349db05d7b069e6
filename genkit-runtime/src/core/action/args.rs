//! The arguments of an action as its callers write them: of one parameter its value, of several a tuple, of none `()`.

use super::Handle;

/// What a caller of an action writes: the value of its one parameter, a tuple of several, `()` for none.
pub type ArgsOf<H> = <<H as Handle>::Args as CallArgs>::Call;

/// A tuple of arguments; where it has only one, that one stands for it.
pub trait CallArgs: Sized + 'static {
    /// `()`, the one argument, or the tuple.
    type Call;

    /// As a caller writes them.
    fn call(self) -> Self::Call;

    /// As a tuple.
    #[must_use]
    fn of(call: Self::Call) -> Self;
}

impl CallArgs for () {
    type Call = ();

    fn call(self) {}

    fn of((): ()) {}
}

impl<A: 'static> CallArgs for (A,) {
    type Call = A;

    fn call(self) -> A {
        self.0
    }

    fn of(call: A) -> Self {
        (call,)
    }
}

macro_rules! call_args {
    ($(($($a:ident)*))*) => {$(
        impl<$($a: 'static),*> CallArgs for ($($a,)*) {
            type Call = Self;

            fn call(self) -> Self {
                self
            }

            fn of(call: Self) -> Self {
                call
            }
        }
    )*};
}

call_args! {
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
}

/// The arguments of an action as a tuple, and the input that they make.
#[doc(hidden)]
pub trait Arguments<I>: CallArgs {
    /// The input of these arguments.
    fn pack(self) -> I;
    /// The arguments of this input.
    fn unpack(input: I) -> Self;
}

impl Arguments<()> for () {
    fn pack(self) {}

    fn unpack((): ()) {}
}

impl<I: 'static> Arguments<I> for (I,) {
    fn pack(self) -> I {
        self.0
    }

    fn unpack(input: I) -> Self {
        (input,)
    }
}

/// The input that the arguments make, as a caller writes them.
pub(crate) fn packed<H: Handle>(args: ArgsOf<H>) -> H::Input {
    H::Args::of(args).pack()
}
