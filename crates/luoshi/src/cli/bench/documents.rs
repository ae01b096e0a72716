//! How long reading and understanding take, without a server and without a disk.

use std::hint::black_box;
use std::time::{Duration, Instant};

use luoshi_docs::extract::{self, Known};
use luoshi_docs::read::{self, Limits};
use luoshi_docs::table;

/// Rounds; the table shows the median and the slowest of twenty.
const ROUNDS: usize = 20;

/// Prints a table.
#[expect(clippy::print_stdout, reason = "the contract of the command line")]
pub fn run() -> anyhow::Result<()> {
    println!("| what | median ms | slowest ms |");
    println!("| --- | --- | --- |");
    let text = sample_text(3_000);
    row("reading plus extraction, text of 3,000 characters", || {
        let document = read::text(&text);
        black_box(extract::extract(&document, &Known::default()));
    });
    let book = workbook(300, "")?;
    row("reading plus extraction, workbook of 300 rows", || {
        let reading = read::read(&book, "bench.xlsx", &Limits::default());
        if let Some(document) = &reading.document {
            black_box(table::recognise(document));
        }
    });
    Ok(())
}

fn row(what: &str, mut work: impl FnMut()) {
    work(); // lexicons are compiled once
    let times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    self::times(what, times);
}

/// Prints a row: the median and the slowest.
#[expect(clippy::print_stdout, reason = "the contract of the command line")]
pub(super) fn times(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |d: Option<&Duration>| d.map_or(0, Duration::as_micros);
    let (median, slowest) = (ms(times.get(times.len() / 2)), ms(times.last()));
    println!(
        "| {what} | {}.{:03} | {}.{:03} |",
        median / 1000,
        median % 1000,
        slowest / 1000,
        slowest % 1000
    );
}

/// The demo's plan as the prose of work priorities, cut to a length in characters.
fn sample_text(characters: usize) -> String {
    let Ok(world) = crate::demo::World::read() else { return String::new() };
    let mut out = String::new();
    for (number, task) in (1..).zip(&world.task) {
        let units = task.lead.join("、");
        let due = task.deadline.as_deref().unwrap_or_default();
        let requirement = task.requirement.as_deref().unwrap_or_default();
        out.push_str(&format!("{number}.{}。{requirement}，{due}完成。（{units}）\n", task.title));
        if out.chars().count() >= characters {
            break;
        }
    }
    out.chars().take(characters).collect()
}

/// The demo's plan over and over, as a workbook with the usual columns; a mark before each title makes
/// other tasks of it.
pub(super) fn workbook(rows: usize, mark: &str) -> anyhow::Result<Vec<u8>> {
    use luoshi_docs::write::ledger::{LedgerColumn, LedgerRow, LedgerSheet};
    let world = crate::demo::World::read()?;
    let rows = world
        .task
        .iter()
        .cycle()
        .take(rows)
        .map(|task| LedgerRow {
            title: format!("{mark}{}", task.title),
            area: task.area.clone(),
            lead: task.lead.clone(),
            assist: task.assist.clone(),
            // A day: words such as 汛期前 would be asked about, and wait for a person.
            due: Some(time::macros::date!(2026 - 06 - 30)),
            ..LedgerRow::default()
        })
        .collect();
    let sheet = LedgerSheet {
        year: 2026,
        title: format!("{mark}{}", world.tenant.name),
        unit: world.tenant.name.clone(),
        date: time::macros::date!(2026 - 03 - 01),
        filled_by: String::new(),
        checked_by: String::new(),
        columns: LedgerColumn::usual(),
        rows,
    };
    Ok(luoshi_docs::write::xlsx::workbook(&sheet)?)
}
