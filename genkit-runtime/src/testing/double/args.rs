//! Arguments as a test sees them.

/// A tuple of arguments; where it has only one, that one stands for it.
pub trait CallArgs {
    /// `()`, the one argument, or the tuple.
    type Call;

    /// As a test sees them.
    fn call(self) -> Self::Call;
}

impl CallArgs for () {
    type Call = ();

    fn call(self) {}
}

impl<A> CallArgs for (A,) {
    type Call = A;

    fn call(self) -> A {
        self.0
    }
}

macro_rules! call_args {
    ($(($($a:ident)*))*) => {$(
        impl<$($a),*> CallArgs for ($($a,)*) {
            type Call = Self;

            fn call(self) -> Self {
                self
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
}
