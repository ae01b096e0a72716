//! How long an office waits from the upload of a task table to its tasks in the ledger.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use luoshi_core::policy::Action;

use super::documents;
use crate::app::{App, Clock};
use crate::cli::{StoreArgs, open_store};
use crate::ctx::{Ctx, day_of};
use crate::intake::{self, Receipt, Upload, Which, load::load_document};
use crate::{demo, jobs};

/// Workbooks that are taken in, one after another.
const ROUNDS: usize = 11;
/// Rows of each.
const ROWS: usize = 100;

/// Prints a table: received, read as a job, accepted in bulk, adopted, in a store that holds the demo.
#[expect(clippy::print_stdout, reason = "the contract of the command line")]
pub async fn run() -> anyhow::Result<()> {
    let folder = tempfile_folder()?;
    let config = StoreArgs::at(&folder).settings()?;
    let db = open_store(&config).await?;
    let tenant = demo::build(&db, &config, day_of(Clock::system().now())).await?;
    let app = App::new(db, config, Clock::system());
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        let ctx = Ctx::program(&app, tenant, "bench");
        let year = crate::plan::years::current(&ctx, None).await?.year;
        let bytes = documents::workbook(ROWS, &format!("第{round}批"))?;
        let begun = Instant::now();
        let name = format!("bench-{round}.xlsx");
        let upload = Upload { name, bytes: Arc::new(bytes), previous: None };
        let Receipt::New(id) = intake::receive(&ctx, year, upload).await? else {
            anyhow::bail!("the workbook of round {round} was not taken");
        };
        jobs::run_due(&app).await?;
        let accepted = intake::accept_many(&ctx, id, Which::All).await?;
        let document = load_document(&ctx, ctx.reader(), id, Action::Modify).await?;
        let adopted = intake::adopt(&ctx, id, document.version).await?;
        times.push(begun.elapsed());
        anyhow::ensure!(adopted.tasks == ROWS, "{} of {accepted} accepted rows entered", adopted.tasks);
    }
    app.db.clone().close().await?;
    std::fs::remove_dir_all(&folder).context("removing the store of the measurement")?;
    println!("| what | median ms | slowest ms |");
    println!("| --- | --- | --- |");
    documents::times("100-row workbook, from upload to adopted", times);
    Ok(())
}

fn tempfile_folder() -> anyhow::Result<std::path::PathBuf> {
    let folder = std::env::temp_dir().join(format!("luoshi-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
