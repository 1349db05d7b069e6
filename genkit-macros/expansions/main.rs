/// Runs.
fn main() -> ::std::process::ExitCode {
    async fn main() -> Result<()> {
        Ok(())
    }
    ::genkit::__private::run_main(
        ::genkit::__private::MainOptions {
            current_thread: false,
            worker_threads: ::core::option::Option::Some(2usize),
        },
        main,
        <Result<()> as ::genkit::__private::MainResult>::exit,
    )
}
