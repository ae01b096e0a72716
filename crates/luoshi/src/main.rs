//! Luoshi 落实: everything is in the library, so that tests can call it.

fn main() -> std::process::ExitCode {
    luoshi::cli::run()
}
