//! Embeds the files of `assets/`: each with its hash for the address and, where it helps, a copy
//! compressed once and for all.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::Digest as _;

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let folder = manifest.join("../../assets");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed={}", manifest.join("../../locales").display());
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files)?;
    files.sort();
    let mut table = fs::File::create(out.join("assets.rs"))?;
    writeln!(table, "pub static FILES: &[File] = &[")?;
    for name in files {
        let bytes = fs::read(folder.join(&name))?;
        let hash: String = sha2::Sha256::digest(&bytes).iter().take(6).map(|b| format!("{b:02x}")).collect();
        let path = fs::canonicalize(folder.join(&name))?;
        let packed = pack(&out, &name, &bytes)?;
        writeln!(
            table,
            "File {{ name: {name:?}, hash: {hash:?}, bytes: include_bytes!({path:?}), brotli: {packed} }},"
        )?;
    }
    writeln!(table, "];")
}

/// Every file that a browser may ask for, by its name relative to `assets/`.
fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Some(ext) = path.extension().and_then(|e| e.to_str())
            && matches!(ext, "css" | "js" | "svg" | "png" | "ico" | "woff2")
            && let Ok(name) = path.strip_prefix(root)
        {
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// Compresses text files; answers the Rust expression for the field.
fn pack(out: &Path, name: &str, bytes: &[u8]) -> io::Result<String> {
    if !matches!(Path::new(name).extension().and_then(|e| e.to_str()), Some("css" | "js" | "svg")) {
        return Ok("None".to_owned());
    }
    let target = out.join(format!("{}.br", name.replace('/', "_")));
    let mut writer = brotli::CompressorWriter::new(fs::File::create(&target)?, 4096, 11, 22);
    writer.write_all(bytes)?;
    writer.flush()?;
    drop(writer);
    Ok(format!("Some(include_bytes!({target:?}))"))
}
