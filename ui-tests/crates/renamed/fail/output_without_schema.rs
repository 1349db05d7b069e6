use genkit2::prelude::*;

struct Dish;

/// Cooks.
#[flow(crate = ::genkit2)]
async fn cook(name: String) -> Result<Dish> {
    let _ = name;
    Ok(Dish)
}

fn main() {}
