//! Luoshi 落实: everything is in the library, so that tests can call it.

/// Pages are made of thousands of short texts: with the system's allocator a page of the ledger took a
/// tenth more time, and more where several were made at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    luoshi::cli::run()
}
