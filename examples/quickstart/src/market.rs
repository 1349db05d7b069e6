//! What the market has: the data behind the tool.

use genkit::prelude::*;

/// One of today's goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Good {
    /// What it is, for example "mussels".
    pub(crate) name: String,
    /// Price of a portion in US dollars.
    pub(crate) price_usd: f64,
}

struct Stall {
    good: &'static str,
    price_usd: f64,
    vegetarian: bool,
    /// The words of a theme that it goes with.
    goes_with: &'static [&'static str],
}

const STALLS: &[Stall] = &[
    stall("mussels", 7.5, false, &["seaside", "sea", "beach", "harbour", "ocean"]),
    stall("samphire", 2.25, true, &["seaside", "sea", "beach", "ocean", "marsh"]),
    stall("smoked trout", 6.0, false, &["mountain", "alpine", "lake", "river", "forest"]),
    stall("alpine cheese", 4.5, true, &["mountain", "alpine", "chalet", "winter"]),
    stall("chanterelles", 5.75, true, &["forest", "mountain", "autumn", "woodland"]),
    stall("lamb", 8.25, false, &["farm", "country", "desert", "spring"]),
    stall("chickpeas", 1.75, true, &["desert", "country", "street", "vegan"]),
    stall("tortillas", 1.25, true, &["street", "desert", "party"]),
];

/// Goes with everything.
const STAPLES: &[Stall] = &[
    stall("potatoes", 1.0, true, &[]),
    stall("lemon", 0.5, true, &[]),
    stall("sourdough bread", 1.5, true, &[]),
];

const fn stall(
    good: &'static str,
    price_usd: f64,
    vegetarian: bool,
    goes_with: &'static [&'static str],
) -> Stall {
    Stall { good, price_usd, vegetarian, goes_with }
}

/// Three goods: those that go with a word of the theme first, then staples.
pub(crate) fn goods_for(theme: &str, vegetarian: bool) -> Vec<Good> {
    let theme = theme.to_lowercase();
    let words: Vec<&str> = theme.split(|c: char| !c.is_alphanumeric()).collect();
    let fits = |stall: &&Stall| stall.goes_with.iter().any(|with| words.contains(with));
    STALLS
        .iter()
        .filter(fits)
        .chain(STAPLES)
        .filter(|stall| stall.vegetarian || !vegetarian)
        .take(3)
        .map(|stall| Good { name: stall.good.to_owned(), price_usd: stall.price_usd })
        .collect()
}
