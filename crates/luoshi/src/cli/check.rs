//! `luoshi check`: what speaks against a scheme before it is issued.

use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::anyhow;
use clap::Args;
use luoshi_core::assess::fault::{Fault, Wrong};
use luoshi_core::assess::packs::{self, Does, Notice};
use luoshi_core::assess::scheme::canonical::digest;
use luoshi_core::assess::scheme::{self, Finding, MAX_BYTES, Opened, Place, Severity};
use luoshi_core::assess::trace::Language;
use serde_json::{Value, json};

use super::{language, tell};
use crate::web::i18n::Locale;

/// Check a scheme before it is issued: sums, bands and caps, and the rules that limit assessments
///
/// Exit code 1: the scheme cannot be read, or something must be changed before it is issued.
#[derive(Debug, Args)]
pub struct Check {
    /// Scheme file (TOML)
    #[arg(value_name = "SCHEME")]
    file: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Province whose rules hold besides those of the country
    #[arg(long, value_name = "NAME")]
    province: Option<String>,
}

impl Check {
    /// Checks it.
    ///
    /// # Errors
    /// When the file cannot be read or the output cannot be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let name = self.file.display().to_string();
        let text = text_of(&self.file)
            .map_err(|e| anyhow!(super::assess::told::system(language(), &self.file, &e)))?;
        let province = self.province.as_deref();
        if let Some(asked) = province.filter(|asked| packs::find(asked).is_none()) {
            let known = packs::provinces(tongue()).join("、");
            tell(
                &language().text_with("cli-check-province", &[("name", asked.to_owned()), ("known", known)]),
            );
        }
        let opened = match &text {
            Some(text) => scheme::open(text),
            None => Err(vec![Place { line: 0, fault: Fault::new("", Wrong::Unfit("not UTF-8")) }]),
        };
        let mut out = std::io::stdout().lock();
        let blocked = match opened {
            Err(places) => {
                let own = text.as_deref().map(scheme::refusals).unwrap_or_default();
                refused(&mut out, &name, &faults(&places, &own), self.json)?;
                true
            }
            Ok(opened) => {
                let notices = packs::check(&opened.scheme, &opened.source, province);
                if self.json {
                    writeln!(out, "{}", report(&name, &opened, &notices))?;
                } else {
                    write!(out, "{}", told(&name, &opened, &notices))?;
                }
                notices.iter().any(|n| n.does == Does::Block)
            }
        };
        Ok(if blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// The text of a file; one byte more than is read is enough to refuse it. `None`: it is no UTF-8.
fn text_of(file: &Path) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file)?.take(most).read_to_end(&mut bytes)?;
    // A file that is cut off may end within a character; the reader refuses it for its length.
    let text = if bytes.len() > MAX_BYTES {
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    } else {
        String::from_utf8(bytes)
    };
    Ok(text.ok().map(|text| text.trim_start_matches('\u{feff}').to_owned()))
}

fn tongue() -> Language {
    match language() {
        Locale::Zh => Language::Chinese,
        Locale::En => Language::English,
    }
}

/// A fault of a file: its line, its key, and what is wrong in either language.
struct Told {
    line: usize,
    key: String,
    zh: String,
    en: String,
}

/// Faults of a file. What cannot be computed has sentences of its own; the rest is said here.
fn faults(places: &[Place], own: &[Finding]) -> Vec<Told> {
    let found = own.iter().map(|f| {
        let [zh, en] = [Language::Chinese, Language::English].map(|l| f.sentence(l));
        Told { line: f.line, key: f.key.clone(), zh, en }
    });
    if !own.is_empty() {
        return found.collect();
    }
    let read = places.iter().map(|p| {
        let [zh, en] = [Locale::Zh, Locale::En].map(|l| fault(l, &p.fault));
        Told { line: p.line, key: p.fault.key.clone(), zh, en }
    });
    read.collect()
}

/// A file that is no scheme.
fn refused(out: &mut impl Write, name: &str, faults: &[Told], json: bool) -> std::io::Result<()> {
    if json {
        let list = faults.iter().map(|f| json!({"line": f.line, "key": f.key, "zh": f.zh, "en": f.en}));
        let list: Vec<Value> = list.collect();
        let report =
            json!({"file": name, "readable": false, "blocked": true, "faults": list, "findings": []});
        return writeln!(out, "{report}");
    }
    for one in faults {
        let text = if language() == Locale::Zh { &one.zh } else { &one.en };
        let key = super::assess::told::place_of(language(), &one.key);
        let key = if key.is_empty() { key } else { format!("{key}: ") };
        let spot = spot(name, one.line);
        writeln!(out, "{spot}: {key}{text}")?;
    }
    writeln!(out, "{}", language().text_with("cli-check-refused", &[("n", faults.len().to_string())]))
}

/// File and line; what is written nowhere has no line.
fn spot(name: &str, line: usize) -> String {
    if line == 0 { name.to_owned() } else { format!("{name}:{line}") }
}

/// A fault in the words of a language; what only the parser can say stays in its own.
fn fault(locale: Locale, fault: &Fault) -> String {
    use super::assess::told::{native, text_in};
    let (key, found, expected) = match &fault.what {
        Wrong::Missing => ("cli-check-missing", String::new(), String::new()),
        Wrong::DivisionByZero => ("cli-check-zero", String::new(), String::new()),
        Wrong::TooLarge => ("cli-check-large", String::new(), String::new()),
        Wrong::TooMany { limit } => ("cli-check-many", limit.to_string(), String::new()),
        Wrong::Unknown { found, expected } => {
            ("cli-check-unknown", found.clone(), native(locale, expected).join("、"))
        }
        Wrong::Key { found, expected } if expected.is_empty() => {
            ("cli-check-no-key", found.clone(), String::new())
        }
        Wrong::Key { found, expected } => ("cli-check-key", found.clone(), expected.join("、")),
        Wrong::Shape(text) => ("cli-check-shape", text_in(locale, text), String::new()),
        Wrong::Unfit(text) => ("cli-check-shape", text_in(locale, text), String::new()),
    };
    locale.text_with(key, &[("found", found), ("expected", expected)])
}

fn told(name: &str, opened: &Opened, notices: &[Notice]) -> String {
    use std::fmt::Write as _;
    let (lang, tongue) = (language(), tongue());
    let mut out = String::new();
    let mut line = |mark: &str, line: usize, sentence: &str| {
        let _ = writeln!(out, "{}: {} {sentence}", spot(name, line), lang.text(mark));
    };
    let (firm, soft): (Vec<&Notice>, Vec<&Notice>) = notices.iter().partition(|n| n.does == Does::Block);
    for notice in &firm {
        line("cli-check-block", notice.line, &cited(lang, tongue, notice));
    }
    for finding in &opened.findings {
        let mark = if finding.severity == Severity::Advise { "cli-check-advise" } else { "cli-check-warn" };
        line(mark, finding.line, &finding.sentence(tongue));
    }
    for notice in &soft {
        line("cli-check-advise", notice.line, &cited(lang, tongue, notice));
    }
    let warn = opened.findings.iter().filter(|f| f.severity != Severity::Advise).count();
    let advise = opened.findings.len() - warn + soft.len();
    let counts =
        [("block", firm.len().to_string()), ("warn", warn.to_string()), ("advise", advise.to_string())];
    let _ = writeln!(out, "{}", lang.text_with("cli-check-count", &counts));
    out
}

/// What was found, and on what it rests.
fn cited(lang: Locale, tongue: Language, notice: &Notice) -> String {
    let args = [
        ("article", notice.article(tongue)),
        ("paraphrase", notice.paraphrase(tongue)),
        ("source", notice.source().to_owned()),
        ("grade", format!("{:?}", notice.grade())),
    ];
    format!("{}\n    {}", notice.sentence(tongue), lang.text_with("cli-check-source", &args))
}

fn report(name: &str, opened: &Opened, notices: &[Notice]) -> Value {
    let rules = notices.iter().map(|n| {
        let both = |say: &dyn Fn(Language) -> String| json!({"zh": say(Language::Chinese), "en": say(Language::English)});
        json!({
            "code": n.rule(), "pack": n.pack(), "severity": n.does, "line": n.line, "key": n.key,
            "zh": n.sentence(Language::Chinese), "en": n.sentence(Language::English),
            "article": both(&|l| n.article(l)), "paraphrase": both(&|l| n.paraphrase(l)),
            "source": n.source(), "grade": n.grade(),
        })
    });
    let own = opened.findings.iter().map(|f: &Finding| {
        json!({
            "code": f.code, "pack": null, "severity": f.severity, "line": f.line, "key": f.key,
            "zh": f.sentence(Language::Chinese), "en": f.sentence(Language::English),
        })
    });
    let findings: Vec<Value> = rules.chain(own).collect();
    let blocked = notices.iter().any(|n| n.does == Does::Block);
    json!({
        "file": name, "readable": true, "blocked": blocked, "digest": digest(&opened.scheme),
        "faults": [], "findings": findings,
    })
}
