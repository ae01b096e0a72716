//! `luoshi assess` from the command line: the shipped examples, and what it says of mistakes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/assess").join(name)
}

fn assess(arguments: &[&str]) -> Output {
    let whole = arguments.iter().map(|a| {
        let path = example(a);
        if path.exists() { path.into_os_string() } else { (*a).into() }
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_luoshi"));
    command.arg("assess").args(whole).env("LC_ALL", "zh_CN.UTF-8").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn examples_are_scored_from_the_command_line() {
    let towns = assess(&["towns-2021.toml", "--values", "towns-2021.json"]);
    assert!(towns.status.success(), "{}", text(&towns.stderr));
    let doubts = text(&towns.stderr);
    assert!(doubts.contains("towns-2021.toml:114: 【疑似有误】 上限 5 分达不到"), "{doubts}");
    assert!(!doubts.contains("建议"), "what can only be advised is for `luoshi check`: {doubts}");
    let table = text(&towns.stdout);
    let first: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(first, ["云梯街道", "街道", "100.27", "1", "优秀", "一等奖"]);
    let files = ["villages-2023.csv", "villages-2023-marks.csv", "villages-2023-matters.csv"];
    let villages = assess(&[&["villages-2023.toml", "--json", "--explain", "--values"], &files[..]].concat());
    assert!(villages.status.success(), "{}", text(&villages.stderr));
    let found: serde_json::Value = serde_json::from_slice(&villages.stdout).unwrap();
    assert_eq!(found["totals"]["青石村"], "72.94");
    assert_eq!(found["explanations"].as_object().unwrap().len(), 30);
    let one = assess(&["safety-2024.toml", "--values", "safety-2024.xlsx", "--unit", "石门镇"]);
    assert!(text(&one.stdout).starts_with("得分说明书\n"), "{}", text(&one.stdout));
}

#[test]
fn mistakes_are_told_with_their_places_and_nothing_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let values = folder.path().join("v.csv");
    std::fs::write(&values, "单位,2.3 群众满意度·满意,1.9 某指标\n云梯街到,很多,1\n").unwrap();
    let found = assess(&["towns-2021.toml", "--values", values.to_str().unwrap()]);
    assert_eq!(found.status.code(), Some(1));
    assert!(found.stdout.is_empty());
    let told = text(&found.stderr);
    for part in [
        "第 1 行 C 列：看不懂这一列的表头“1.9 某指标”",
        "第 2 行 B 列",
        "“很多”不是数",
        "您是不是要写：云梯街道",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let large = folder.path().join("large.toml");
    std::fs::write(&large, vec![b'1'; (4 << 20) + 1]).unwrap();
    let found = assess(&[large.to_str().unwrap(), "--values", "towns-2021.json"]);
    assert_eq!(found.status.code(), Some(1));
    assert!(text(&found.stderr).contains("large.toml: 文件超过 4 MB"), "{}", text(&found.stderr));
    let unit = assess(&["towns-2021.toml", "--values", "towns-2021.json", "--unit", "云梯街到"]);
    assert_eq!(unit.status.code(), Some(1));
    let scheme = folder.path().join("s.toml");
    std::fs::write(&scheme, "[scheme]\nid = \"s\"\nname = \"n\"\nyear = 2025\nfull = 0.5\n").unwrap();
    let broken = assess(&[scheme.to_str().unwrap(), "--values", "towns-2021.json"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken.stderr).contains("s.toml:5"), "{}", text(&broken.stderr));
    assert_eq!(assess(&["towns-2021.toml"]).status.code(), Some(2), "values are needed");
}

#[test]
fn workbook_page_and_entry_form_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (xlsx, html, form) = (path("r.xlsx"), path("r.html"), path("f.xlsx"));
    let done =
        assess(&["safety-2024.toml", "--values", "safety-2024.xlsx", "--xlsx", &xlsx, "--html", &html]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(std::fs::read(&xlsx).unwrap().starts_with(b"PK"));
    assert!(std::fs::read_to_string(&html).unwrap().contains("石门镇"));
    assert!(assess(&["--template", "safety-2024.toml", "-o", &form]).status.success());
    let empty = assess(&["safety-2024.toml", "--values", &form]);
    assert_eq!(empty.status.code(), Some(1), "nobody is in it");
    assert!(text(&empty.stderr).contains("没有任何单位"), "{}", text(&empty.stderr));
}

#[test]
fn a_table_of_indicators_becomes_a_scheme_and_a_scheme_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).into_os_string().into_string().unwrap();
    let (draft, annex, back) = (path("draft.toml"), path("annex.xlsx"), path("back.toml"));
    let read = assess(&["scheme", "import", "annex-2026.csv", "-o", &draft]);
    assert!(read.status.success(), "{}", text(&read.stderr));
    let told = text(&read.stdout);
    assert!(told.contains("“酌情”没有写明扣多少"), "{told}");
    assert!(text(&read.stderr).contains("读入 10 项"), "{}", text(&read.stderr));
    let file = std::fs::read_to_string(&draft).unwrap();
    assert!(file.contains("# 可选1，1%指1个百分点：") || file.contains("可选1，1%指1个百分点："), "{file}");
    let json = assess(&["scheme", "import", "annex-2026.csv", "--json", "-o", &draft]);
    let found: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(found["items"], 10);
    assert_eq!(found["open"], 2, "{found:#}");
    let written = assess(&["scheme", "export", "villages-2023.toml", "-o", &annex]);
    assert!(written.status.success(), "{}", text(&written.stderr));
    let again = assess(&["scheme", "import", &annex, "-o", &back]);
    assert!(again.status.success() && again.stdout.is_empty(), "{}", text(&again.stdout));
    let digest = |file: &str| {
        let scheme = luoshi_core::assess::scheme::read(&std::fs::read_to_string(file).unwrap()).unwrap();
        luoshi_core::assess::scheme::canonical::digest(&scheme)
    };
    assert_eq!(digest(&back), digest(example("villages-2023.toml").to_str().unwrap()));
    let other = assess(&["scheme", "import", "villages-2023.csv", "-o", &draft]);
    assert_eq!(other.status.code(), Some(1));
}

#[test]
fn what_is_read_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let values = path("v.xlsx");
    std::fs::copy(example("safety-2024.xlsx"), &values).unwrap();
    let before = std::fs::read(&values).unwrap();
    for more in [["--xlsx", &values], ["--html", &values]] {
        let done = assess(&["safety-2024.toml", "--values", &values, more[0], more[1]]);
        assert_eq!(done.status.code(), Some(1));
        assert!(text(&done.stderr).contains("请换一个文件名"), "{}", text(&done.stderr));
    }
    assert_eq!(std::fs::read(&values).unwrap(), before);
    let scheme = path("s.toml");
    std::fs::copy(example("safety-2024.toml"), &scheme).unwrap();
    for arguments in [["--template", &scheme, "-o", &scheme], ["scheme", "export", &scheme, "-o"]] {
        let more = if arguments[3] == "-o" { vec![scheme.as_str()] } else { Vec::new() };
        assert_eq!(assess(&[&arguments[..], &more[..]].concat()).status.code(), Some(1));
    }
    assert_eq!(std::fs::read(&scheme).unwrap(), std::fs::read(example("safety-2024.toml")).unwrap());
    // A second output that cannot be made leaves nothing of either beside the first.
    let (out, bad) = (path("r.xlsx"), path("no/r.html"));
    let done = assess(&["safety-2024.toml", "--values", &values, "--html", &bad, "--xlsx", &out]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("没有这个文件"), "{}", text(&done.stderr));
    let parts = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_str().unwrap().ends_with(".part"));
    assert_eq!(parts.count(), 0);
}

#[test]
fn faults_of_schemes_and_files_are_told_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let told = |name: &str, bytes: &[u8]| {
        let file = path(name);
        std::fs::write(&file, bytes).unwrap();
        let done = assess(&[&file, "--values", "towns-2021.json"]);
        assert_eq!(done.status.code(), Some(1));
        text(&done.stderr)
    };
    let towns = std::fs::read_to_string(example("towns-2021.toml")).unwrap();
    let many = towns
        .replacen("marker = \"区财政局\"", "markr = \"区财政局\"", 1)
        .replacen("measure = \"完成率\"", "measure = \"完成律\"", 1)
        .replacen("percent = \"30\"", "percent = \"30%\"", 1);
    let found = told("many.toml", many.as_bytes());
    for part in [
        "没有“markr”这个键，应为：marker",
        "“完成律”不在规定的范围内，应为：",
        "应为一个数，不带单位和百分号",
    ] {
        assert!(found.contains(part), "{part}\n{found}");
    }
    assert!(found.contains("完成率") && !found.contains("ratio"), "{found}");
    let twice = towns.replacen("code = \"1.2\"", "code = \"1.1\"", 1);
    assert!(told("twice.toml", twice.as_bytes()).contains("1.1"));
    assert!(!told("twice.toml", twice.as_bytes()).contains("items have"));
    assert!(
        told("q.toml", "[scheme]\nname = “村”\n".as_bytes()).contains("引号、逗号、括号和等号要用英文的")
    );
    assert!(told("b.toml", b"\xc4\xe3").contains("UTF-8 编码"));
    for (file, part) in
        [(path("none.toml"), "没有这个文件"), (folder.path().to_str().unwrap().to_owned(), "文件夹")]
    {
        let done = assess(&[&file, "--values", "towns-2021.json"]);
        assert!(text(&done.stderr).contains(part), "{}", text(&done.stderr));
    }
}

#[test]
fn two_versions_of_a_scheme_are_compared_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new.toml");
    let towns = std::fs::read_to_string(example("towns-2021.toml")).unwrap();
    std::fs::write(&new, towns.replacen("full = 14", "full = 16", 1)).unwrap();
    let done = assess(&["scheme", "diff", "towns-2021.toml", new.to_str().unwrap()]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(
        text(&done.stdout).contains("1.3") && text(&done.stdout).contains("分值 14 → 16"),
        "{}",
        text(&done.stdout)
    );
    let same = assess(&["scheme", "diff", "towns-2021.toml", "towns-2021.toml"]);
    assert!(same.status.success() && same.stdout.is_empty());
    assert!(text(&same.stderr).contains("没有不同"), "{}", text(&same.stderr));
}
