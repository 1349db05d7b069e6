use genkit::prelude::*;

mod outer {
    pub mod inner {
        use genkit::prelude::*;

        #[flow]
        pub(crate) fn deep() -> u8 {
            1
        }
    }

    #[genkit::flow]
    pub(super) fn shallow() -> u8 {
        2
    }
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    #[flow]
    fn local() -> u8 {
        3
    }
    assert_eq!(ai.run::<outer::inner::deep>(()).await?, 1);
    assert_eq!(ai.run::<outer::shallow>(()).await?, 2);
    assert_eq!(ai.run::<local>(()).await?, 3);
    Ok(())
}
