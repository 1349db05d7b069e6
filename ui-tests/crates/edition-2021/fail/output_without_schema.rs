use genkit::prelude::*;

struct Dish;

/// Cooks.
#[flow]
async fn cook(name: String) -> Result<Dish> {
    let _ = name;
    Ok(Dish)
}

fn main() {}
