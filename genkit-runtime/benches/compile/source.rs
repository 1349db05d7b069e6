//! The programs that are compiled.

type Program = fn(usize) -> String;

pub(crate) const PROGRAMS: [(&str, Program); 3] = [("flows", flows), ("hand", hand), ("bare", bare)];

/// One function with its types.
fn function(i: usize, attribute: &str) -> String {
    format!(
        r#"
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Order{i} {{
    /// What is ordered
    pub dish: String,
    pub count: u32,
    pub notes: Option<Vec<String>>,
}}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Bill{i} {{
    pub total: f64,
    pub lines: Vec<String>,
}}

/// Makes a bill of an order.
{attribute}
pub async fn bill_{i}(order: Order{i}) -> Result<Bill{i}> {{
    if order.count == 0 {{
        return Err(Error::invalid_argument("nothing is ordered"));
    }}
    let lines = order.notes.into_iter().flatten().chain([order.dish]).collect();
    Ok(Bill{i} {{ total: f64::from(order.count) * {i}.5, lines }})
}}
"#
    )
}

fn program(n: usize, attribute: &str, rest: &str) -> String {
    let functions: String = (0..n).map(|i| function(i, attribute)).collect();
    format!("#![allow(dead_code)]\nuse genkit::prelude::*;\n{functions}\n{rest}")
}

/// Annotated.
fn flows(n: usize) -> String {
    let main = r#"
#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let bill = ai.run_json("/flow/bill_7", serde_json::json!({"dish": "soup", "count": 2})).await?;
    assert_eq!(bill["total"], 15.0);
    Ok(())
}
"#;
    program(n, "#[flow]", main)
}

/// Run with JSON by a name, with schemas, all of it by hand.
fn hand(n: usize) -> String {
    let calls: String = (0..n)
        .map(|i| {
            format!(
                "        \"bill_{i}\" => Ok(serde_json::to_value(bill_{i}(serde_json::from_value(input)?).await?)?),\n"
            )
        })
        .collect();
    let schemas: String = (0..n)
        .map(|i| {
            format!(
                "        \"bill_{i}\" => (genkit::schema::input::<Order{i}>(), genkit::schema::output::<Bill{i}>()),\n"
            )
        })
        .collect();
    let rest = format!(
        r#"
async fn run(name: &str, input: serde_json::Value) -> Result<serde_json::Value> {{
    match name {{
{calls}        _ => Err(Error::not_found("no such function")),
    }}
}}

fn schemas(name: &str) -> (serde_json::Value, serde_json::Value) {{
    match name {{
{schemas}        _ => Default::default(),
    }}
}}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {{
    let bill = run("bill_7", serde_json::json!({{"dish": "soup", "count": 2}})).await?;
    assert_eq!(bill["total"], 15.0);
    assert!(schemas("bill_7").0.is_object());
    Ok(())
}}
"#
    );
    program(n, "", &rest)
}

/// Left alone: nothing calls them.
fn bare(n: usize) -> String {
    program(n, "", "fn main() {}\n")
}
