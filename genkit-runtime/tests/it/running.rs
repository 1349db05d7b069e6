//! How tests are run, and how they fail.

use std::panic::{AssertUnwindSafe, catch_unwind};

use genkit::__private::run_test;
use genkit::prelude::*;

/// Fails below a step.
#[flow]
async fn stumble(at: String, ctx: Ctx) -> Result<String> {
    ctx.step("walk", async move { Err(Error::not_found(format!("no {at}"))) }).await
}

/// What a test that fails says.
fn said(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("the test passed");
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|&s| s.to_owned()))
        .unwrap()
}

#[test]
fn tests_take_a_runtime_or_nothing_and_return_a_result_or_nothing() {
    async fn one(ai: TestGenkit) -> Result<()> {
        ai.run::<stumble>("stone".into()).await.map(|_| ()).or(Ok(()))
    }
    async fn two(_ai: TestGenkit) {}
    async fn three() -> Result<(), std::num::ParseIntError> {
        "3".parse::<u8>().map(|_| ())
    }
    async fn four() {}
    run_test(one);
    run_test(two);
    run_test(three);
    run_test(four);
}

#[test]
fn a_test_that_fails_shows_the_error_and_its_trace() {
    let said = said(|| {
        run_test(|ai: TestGenkit| async move {
            ai.run::<stumble>("stone".into()).await?;
            Ok::<_, Error>(())
        });
    });
    let (error, trace) = said.split_once("\n\n").unwrap();
    assert!(error.starts_with("NOT_FOUND: no stone\ntrace: "), "{said}");
    assert_eq!(
        trace,
        "trace of the test:\n\
         flow stumble 0.0 ms ✗ NOT_FOUND: no stone\n\
         └─ flowStep walk 0.0 ms ✗ NOT_FOUND: no stone\n"
    );
}

#[test]
fn a_test_that_panics_panics() {
    let said = said(|| run_test(|_ai: TestGenkit| async { assert_eq!(1, 2, "numbers") }));
    assert!(said.contains("numbers"), "{said}");
}

#[test]
fn a_test_fails_that_leaves_something_undone() {
    let said = said(|| {
        run_test(|ai: TestGenkit| async move {
            let _double = ai.double::<stumble>().expects("root").returns("up".to_owned());
            ai.script(["unsaid"]);
        });
    });
    assert_eq!(
        said,
        "\n- the call stumble(\"root\") did not come\n- the script of script has 1 replies, and 1 were not used"
    );
}

#[test]
fn runtimes_that_a_test_makes_are_verified_too() {
    let said = said(|| {
        run_test(|| async {
            let ai = TestGenkit::new();
            let _double = ai.double::<stumble>().returns_once("up".to_owned());
        });
    });
    assert!(said.contains("was promised 1"), "{said}");
}

#[test]
fn a_runtime_made_by_hand_is_verified_when_it_is_dropped() {
    let said = said(|| {
        let ai = TestGenkit::new();
        let clone = ai.clone();
        ai.script(["unsaid"]);
        drop(ai);
        assert!(clone.name().is_none());
    });
    assert!(said.starts_with("the script of script has 1"), "{said}");
}

#[test]
#[should_panic(expected = "no model of this test was asked yet")]
fn there_is_no_last_request_before_the_first() {
    let _ = TestGenkit::new().last_request();
}

#[genkit::test]
#[should_panic(expected = "the trace is not as expected")]
async fn other_attributes_stay_on_the_test(ai: TestGenkit) {
    ai.expect_trace("flow stumble");
}
