//! What is declared in the 2021 edition runs, and mistakes are told as elsewhere.

#![allow(missing_docs, reason = "tests")]

use genkit::prelude::*;
use ui_tests_edition_2021::{cook, taste, Dish};

#[genkit::test]
async fn actions_are_found_run_and_doubled(ai: TestGenkit) -> Result<()> {
    assert_eq!(ai.run::<cook>("soup".into()).await?, Dish { name: "soup".into() });
    assert_eq!(ai.summary(), "13 actions from 1 crate: ui-tests-edition-2021 13");
    let double = ai.double::<taste>().computes(|(name, _)| Dish { name: name.to_uppercase() });
    assert_eq!(ai.run::<cook>("soup".into()).await?.name, "SOUP");
    assert_eq!(double.calls(), [("soup".to_owned(), Some(1))]);
    Ok(())
}

#[test]
fn mistakes_are_told_once() {
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}
