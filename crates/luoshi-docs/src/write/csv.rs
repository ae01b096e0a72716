//! The ledger as comma separated values: UTF-8 with a mark, so that spreadsheet programs show Chinese
//! as it is, and no cell that such a program would run as a formula.

use super::guard::guarded;
use super::ledger::{LedgerColumn, LedgerSheet};
use super::xlsx::{ID_HEADING, VERSION_HEADING};

/// Writes the ledger: one heading row, then a row a task, ids and versions last. The columns are
/// those of the sheet.
#[must_use]
pub fn csv(sheet: &LedgerSheet) -> Vec<u8> {
    let heading = sheet.columns.iter().map(|c| c.heading().to_owned());
    let mut records =
        vec![heading.chain([ID_HEADING.to_owned(), VERSION_HEADING.to_owned()]).collect::<Vec<_>>()];
    for (at, row) in sheet.rows.iter().enumerate() {
        let cells = sheet.columns.iter().map(|c| match c {
            LedgerColumn::Seq => (at + 1).to_string(),
            _ => guarded(&row.get(*c)),
        });
        records.push(cells.chain([guarded(&row.id), row.version.to_string()]).collect());
    }
    let mut text = String::from("\u{FEFF}");
    for record in records {
        text.push_str(&record.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// RFC 4180: quotation marks around everything that needs them.
fn quoted(cell: &str) -> String {
    let plain = !cell.contains(['"', ',', '\n', '\r', '\t', ';']) && cell.trim() == cell;
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}
