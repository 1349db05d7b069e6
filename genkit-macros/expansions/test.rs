#[should_panic]
#[::core::prelude::v1::test]
fn fails() {
    async fn fails(ai: TestGenkit) -> Result<()> {
        Ok(())
    }
    ::genkit::__private::run_test(fails)
}
