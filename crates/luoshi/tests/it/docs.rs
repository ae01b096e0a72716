//! Documents that are made from the code: the command line and the settings.

use std::fmt::Write as _;
use std::path::Path;

use clap::CommandFactory as _;
use luoshi::cli::Cli;
use luoshi::config::Config;

use crate::support::generated;

#[test]
fn generated_command_line_is_current() {
    let mut out = String::from("<!-- Generated from crates/luoshi/src/cli: `make docs`. -->\n\n# luoshi\n");
    let mut command = Cli::command();
    command.build();
    chapter(&mut out, &mut command, 0);
    generated("docs/cli.md", &out);
}

fn chapter(out: &mut String, command: &mut clap::Command, depth: usize) {
    if depth > 0 {
        let name = command.get_bin_name().unwrap_or_default().to_owned();
        let _ = writeln!(out, "\n{} `{name}`", "#".repeat(depth + 1));
    }
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = writeln!(out, "\n```text\n{}\n```", lines.join("\n").trim_end());
    for sub in command.get_subcommands_mut() {
        chapter(out, sub, depth + 1);
    }
}

#[test]
fn generated_settings_are_current() {
    let source =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/config.rs")).unwrap();
    let body = source.split("pub struct Config {").nth(1).unwrap().split("\n}").next().unwrap();
    let defaults = serde_json::to_value(Config::default()).unwrap();
    let mut out = String::from(
        "<!-- Generated from crates/luoshi/src/config.rs: `make docs`. -->\n\n# Settings\n\n\
         Defaults, then the TOML file named by `--config`, then `LUOSHI_…` variables, then the command line.\n\n\
         | key | variable | default | what it is |\n| --- | --- | --- | --- |\n",
    );
    let (mut comment, mut rows) = (String::new(), 0);
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push_str(text);
        } else if let Some((key, _)) = line.strip_prefix("pub ").and_then(|l| l.split_once(':')) {
            let variable = format!("LUOSHI_{}", key.to_uppercase());
            let _ = writeln!(out, "| `{key}` | `{variable}` | `{}` | {} |", defaults[key], comment.trim());
            comment.clear();
            rows += 1;
        }
    }
    assert_eq!(rows, defaults.as_object().unwrap().len());
    generated("docs/config.md", &out);
}
