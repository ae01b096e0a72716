//! Who may use whom. Features have one order, each uses only those before it; the shell knows no
//! feature. `org` comes before `account`: an account is a person's, and people hold posts in units.

use std::path::Path;

use crate::support::sources;

const FEATURES: [&str; 4] = ["org", "account", "plan", "intake"];

/// Files of the shell that know a feature, each with its reason.
const EXCEPTIONS: &[(&str, &[&str])] = &[
    ("web/mod.rs", &FEATURES),        // merges their routes
    ("web/ui.rs", &["account"]),      // who is signed in
    ("web/visitor.rs", &["account"]), // resumes the session
    ("web/desk.rs", &FEATURES),       // my desk shows what waits in each
    ("jobs/worker.rs", &FEATURES),    // the list of the jobs' handlers
    ("app.rs", &["org"]),             // keeps the body in memory
];

/// The modules that a file names after `crate::`, comments left out.
fn named(text: &str) -> Vec<String> {
    let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    let mut out = Vec::new();
    for line in code {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            if let Some(list) = rest.strip_prefix('{') {
                out.extend(
                    list.split(['}', ',']).filter_map(|p| p.trim().split("::").next()).map(ToOwned::to_owned),
                );
            } else {
                out.push(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned());
            }
        }
    }
    out.retain(|m| m.starts_with(|c: char| c.is_ascii_lowercase()));
    out
}

fn may(file: &str, module: &str) -> bool {
    let Some(rank) = FEATURES.iter().position(|f| *f == module) else { return true };
    let top = file.split(['/', '.']).next().unwrap();
    match FEATURES.iter().position(|f| *f == top) {
        Some(own) => rank <= own,
        None if matches!(top, "cli" | "demo" | "lib" | "main") => true,
        None => EXCEPTIONS.iter().any(|(f, may)| *f == file && may.contains(&module)),
    }
}

#[test]
fn features_use_only_those_before_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (file, text) in sources(&root, &["rs", "html"]) {
        for module in named(&text) {
            if !may(&file, &module) {
                wrong.push(format!("{file} uses {module}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nobody_but_the_command_line_uses_the_command_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (file, text) in sources(&root, &["rs"]) {
        let outside = !file.starts_with("cli") && !file.starts_with("main") && !file.starts_with("lib");
        assert!(!(outside && named(&text).iter().any(|m| m == "cli")), "{file}");
    }
}

#[test]
fn the_rule_can_fail() {
    assert!(!may("org/store.rs", "account") && !may("db/mod.rs", "plan") && !may("account/x.rs", "intake"));
    assert!(may("intake/mod.rs", "org") && may("web/visitor.rs", "account") && may("plan/a/b.rs", "plan"));
    assert_eq!(
        named("use crate::{app::App, org};\n// crate::plan\nlet x = crate::intake::y();"),
        ["app", "org", "intake"]
    );
}
