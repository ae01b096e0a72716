//! `luoshi check` as a person and as a program reads it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const TOWNS: &str = include_str!("../../../luoshi-core/tests/assess/schemes/towns.toml");
const SAFETY: &str = include_str!("../../../luoshi-core/tests/assess/schemes/safety.toml");

fn check(text: &str, more: &[&str], language: &str) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("scheme.toml");
    std::fs::write(&file, text).unwrap();
    run(&file, more, language)
}

fn run(file: &Path, more: &[&str], language: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_luoshi"));
    command.arg("check").arg(file).args(more).env("LC_ALL", language).output().unwrap()
}

fn json(text: &str, more: &[&str]) -> (Value, Option<i32>) {
    let more: Vec<&str> = more.iter().copied().chain(["--json"]).collect();
    let out = check(text, &more, "en_GB.UTF-8");
    (serde_json::from_slice(&out.stdout).unwrap(), out.status.code())
}

fn codes(report: &Value, severity: &str) -> Vec<String> {
    let all = report["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == severity);
    all.map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_blocks_is_exit_code_one_and_cites_its_source() {
    let (report, code) = json(TOWNS, &[]);
    assert_eq!((code, report["blocked"].as_bool()), (Some(1), Some(true)));
    assert_eq!(codes(&report, "block"), ["petition-counts"], "人次 are counted in item 3.1");
    let notice = &report["findings"][0];
    assert_eq!((notice["grade"].as_str(), notice["pack"].as_str()), (Some("L"), Some("national")));
    let line = usize::try_from(notice["line"].as_u64().unwrap()).unwrap();
    assert!(TOWNS.lines().nth(line - 1).unwrap().contains("赴"), "line {line}");
    assert!(notice["article"]["zh"].as_str().unwrap().contains("第三十九条"));
    assert_eq!(report["digest"].as_str().unwrap().len(), 64);
    let (report, code) = json(TOWNS, &["--province", "山东省"]);
    assert_eq!(
        (codes(&report, "block"), code),
        (vec!["petition-counts".to_owned(), "sd-veto".to_owned()], Some(1))
    );
}

#[test]
fn advice_alone_does_not_block() {
    let (report, code) = json(SAFETY, &[]);
    assert_eq!((code, report["blocked"].as_bool()), (Some(0), Some(false)));
    assert!(codes(&report, "advise").contains(&"veto-without-document".to_owned()));
    assert!(codes(&report, "advise").contains(&"no-marker".to_owned()));
}

#[test]
fn people_read_it_in_their_language() {
    let zh = check(TOWNS, &["--province", "某省"], "zh_CN.UTF-8");
    let (out, told) = (String::from_utf8(zh.stdout).unwrap(), String::from_utf8(zh.stderr).unwrap());
    assert!(out.contains("【必须修改】") && out.contains("《信访工作条例》第三十九条"), "{out}");
    assert!(
        out.contains("scheme.toml:") && out.lines().last().unwrap().starts_with("必须修改 1 处"),
        "{out}"
    );
    assert!(told.contains("某省") && told.contains("山东"), "{told}");
    let en = String::from_utf8(check(TOWNS, &[], "en_GB.UTF-8").stdout).unwrap();
    assert!(en.contains("[must change]") && en.contains("Regulations on Petition Work, art. 39"), "{en}");
}

#[test]
fn faults_are_told_all_at_once_with_their_lines() {
    let broken =
        TOWNS.replace("full = 100", "full = 99.5").replace("method = \"并列占位\"", "method = \"乱排\"");
    let (report, code) = json(&broken, &[]);
    assert_eq!((code, report["readable"].as_bool()), (Some(1), Some(false)));
    let faults = report["faults"].as_array().unwrap();
    assert_eq!(faults.len(), 2, "{faults:?}");
    for (fault, word) in faults.iter().zip(["99.5", "乱排"]) {
        let line = usize::try_from(fault["line"].as_u64().unwrap()).unwrap();
        assert!(broken.lines().nth(line - 1).unwrap().contains(word), "{fault}");
    }
    let zh = String::from_utf8(check(&broken, &[], "zh_CN.UTF-8").stdout).unwrap();
    assert!(zh.contains("方案无法读取，共 2 处错误"), "{zh}");
    let twice = TOWNS.replace("code = \"1.2\"", "code = \"1.1\"");
    let zh = String::from_utf8(check(&twice, &[], "zh_CN.UTF-8").stdout).unwrap();
    assert!(zh.contains("指标 1.1.code: 有两项指标的编号都是“1.1”"), "{zh}");
    let gone = run(Path::new("/nowhere/scheme.toml"), &[], "zh_CN.UTF-8");
    assert_eq!(gone.status.code(), Some(1));
    assert!(String::from_utf8(gone.stderr).unwrap().contains("/nowhere/scheme.toml"));
}
