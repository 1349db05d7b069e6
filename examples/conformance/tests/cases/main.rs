//! The conformance cases, one trial each: `run.py` compares, this only starts the app and reads what it says.
//!
//! The cases are found in `../shared` beside the workspace, or in the folder that `GENKIT_SHARED` names.

mod app;
mod witness;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};

use app::App;
use witness::{Report, Witness};

/// Groups and cases that are not held, and why.
const NOT_HELD: [(&str, &str); 0] = [];

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let (trials, app) = match Witness::find() {
        Ok(witness) => trials(witness),
        Err(absent) => (vec![skipped(format!("cases ({absent})"))], Arc::default()),
    };
    let conclusion = libtest_mimic::run(&args, trials);
    if let Some(Ok(app)) = app.get() {
        app.stop();
    }
    conclusion.exit_code()
}

/// The app, and what `run.py` said of it; started by the first trial that asks.
type Shared = Arc<OnceLock<Result<App, String>>>;

fn trials(witness: Witness) -> (Vec<Trial>, Shared) {
    let names = match witness.names() {
        Ok(names) => names,
        Err(error) => {
            let broken = Trial::test("the cases can be read", move || Err(Failed::from(error)));
            return (vec![broken], Arc::default());
        }
    };
    let app = Shared::default();
    let report = Arc::new(OnceLock::<Result<Report, String>>::new());
    let witness = Arc::new(witness);
    let mut by_group: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (group, case) in names {
        by_group.entry(group).or_default().push(case);
    }
    let mut trials = Vec::new();
    for (group, cases) in by_group {
        for case in cases {
            let name = format!("{group}/{case}");
            if let Some((_, why)) = NOT_HELD.iter().find(|(prefix, _)| name.starts_with(prefix)) {
                trials.push(skipped(format!("{name} ({why})")));
                continue;
            }
            let (app, report, witness) = (app.clone(), report.clone(), witness.clone());
            trials.push(Trial::test(name.clone(), move || {
                let app = app.get_or_init(App::start).as_ref()?;
                report.get_or_init(|| witness.check(app.url())).as_ref()?.told(&name)
            }));
        }
    }
    let (app_of, name) = (app.clone(), "the app writes a runtime file where it runs");
    trials.push(Trial::test(name, move || app_of.get_or_init(App::start).as_ref()?.has_runtime_file()));
    (trials, app)
}

fn skipped(name: String) -> Trial {
    Trial::test(name, || Ok(())).with_ignored_flag(true)
}
