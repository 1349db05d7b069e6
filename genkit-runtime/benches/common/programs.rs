//! Programs that are compiled for the time it takes, each a crate of one workspace.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// A workspace of programs, with our versions of what they depend on.
pub(crate) struct Programs {
    home: PathBuf,
    names: Vec<&'static str>,
}

impl Programs {
    /// Writes a workspace of programs without sources into this folder.
    pub(crate) fn new(folder: &str, names: impl IntoIterator<Item = &'static str>) -> Self {
        let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        let programs = Self { home, names: names.into_iter().collect() };
        let members = format!("[workspace]\nresolver = \"3\"\nmembers = {:?}\n", programs.names);
        programs.write("Cargo.toml", &members);
        let lock = std::fs::read_to_string(ours.join("../Cargo.lock")).expect("a lock file");
        programs.write("Cargo.lock", &lock);
        for name in &programs.names {
            programs.write(&format!("{name}/Cargo.toml"), &manifest(name, ours));
        }
        programs
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.home.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// What each takes to be compiled, nothing of it kept: seconds of processor time, the median over the rounds, in which
    /// they take turns. What they depend on is compiled before.
    pub(crate) fn times(&self, what: &str, rounds: usize) -> Vec<f64> {
        for name in &self.names {
            self.cargo(what, name);
        }
        let mut times = vec![Vec::new(); self.names.len()];
        for _ in 0..rounds {
            for (name, times) in self.names.iter().zip(&mut times) {
                times.push(self.compile(what, name));
            }
        }
        times.into_iter().map(median).collect()
    }

    fn compile(&self, what: &str, name: &str) -> f64 {
        let main = self.home.join(name).join("src/main.rs");
        let file = std::fs::File::options().append(true).open(main).expect("the program");
        file.set_modified(std::time::SystemTime::now()).expect("a new time");
        let (before, begun) = (children(), Instant::now());
        self.cargo(what, name);
        let took = children() - before;
        eprintln!("# {what} {name}: {took:.2} s, wall {:.2} s", begun.elapsed().as_secs_f64());
        took
    }

    fn cargo(&self, what: &str, name: &str) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([what, "--quiet", "--offline", "--package", name]).current_dir(&self.home);
        cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", self.home.join("target"));
        // Set for tests, by the configuration of the workspace.
        cargo.env_remove("CARGO_PROFILE_DEV_DEBUG");
        assert!(cargo.status().expect("cargo").success(), "{what} {name}");
    }
}

fn manifest(name: &str, runtime: &Path) -> String {
    let runtime = runtime.display();
    format!(
        r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[dependencies]
genkit-runtime = {{ path = "{runtime}" }}
schemars = "1"
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
"#
    )
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Processor time of all child processes so far, in seconds.
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name: the state is the third field, user and system time of children the 16th and 17th, in 1/100 s.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
