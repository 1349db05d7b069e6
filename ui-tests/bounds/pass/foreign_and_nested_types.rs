use genkit::prelude::*;

use std::collections::{BTreeMap, HashMap};

#[flow]
fn count(words: HashMap<String, Vec<Option<(u8, bool)>>>) -> BTreeMap<String, usize> {
    words.into_iter().map(|(word, all)| (word, all.len())).collect()
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let words = HashMap::from([("a".to_owned(), vec![None, Some((1, true))])]);
    assert_eq!(ai.run::<count>(words).await?["a"], 2);
    Ok(())
}
