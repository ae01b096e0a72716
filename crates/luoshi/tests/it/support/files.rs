//! Files of the repository as tests read them.

use std::path::{Path, PathBuf};

/// Every file under a folder with one of these extensions: its path inside the folder, and its text.
pub fn sources(folder: &Path, extensions: &[&str]) -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = Vec::new();
    collect(folder, &mut files);
    files.sort();
    files
        .into_iter()
        .filter(|f| f.extension().is_some_and(|e| extensions.iter().any(|x| e == *x)))
        .map(|f| {
            let name = f.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            (name, std::fs::read_to_string(&f).unwrap())
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// Compares a generated document of the repository with what it should be; `UPDATE=1` writes it.
#[track_caller]
pub fn generated(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let present = std::fs::read_to_string(&file).unwrap_or_default();
    if let Some((line, (is, should))) =
        present.lines().zip(text.lines()).enumerate().find(|(_, (is, should))| is != should)
    {
        panic!("{name}:{}: stale, run `make docs`\n  is:     {is}\n  should: {should}", line + 1);
    }
    assert_eq!(present.lines().count(), text.lines().count(), "{name} is stale, run `make docs`");
}
