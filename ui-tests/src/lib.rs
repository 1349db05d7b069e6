//! What must and must not compile, and how the error reads: `<group>/{fail,pass}/*.rs`, one mistake a file.
