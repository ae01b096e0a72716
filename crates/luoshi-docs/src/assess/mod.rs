//! Values of an assessment: read from json, csv and xlsx files, entered into the engine, written out.
//!
//! Every file is read whole; faults and questions of all files are listed together, and nothing is
//! entered as long as there is one. Several files are merged: the same value twice is no fault, two
//! different values are.
//!
//! # Layouts
//!
//! **json** — as whole schemes are written in exact cases; decimals stand in quotation marks:
//!
//! ```json
//! {
//!   "units": [{"name": "云梯街道", "group": "街道", "coefficient": "1.02", "attributes": {"人口": 3100}}],
//!   "values": {
//!     "1.1": {"云梯街道": {"value": "8.2"}},
//!     "1.3": {"云梯街道": {"actual": "61.30", "target": "52.00"}},
//!     "1.4": {"云梯街道": "缺项"},
//!     "3.1": {"云梯街道": {"events": [{"level": "超期"}]}}
//!   },
//!   "matters": {"云梯街道": ["重特大安全事故"]}
//! }
//! ```
//!
//! An entry is an object of facts, one bare value where the item has one fact, `缺项`
//! (`{"state": "na"}`) or `未报` (`{"state": "missing"}`). Facts may have their Chinese names.
//!
//! **Wide sheets** (csv, xlsx) — a row per unit: `单位`, and as needed `分组`, `难度系数`, `否决事项`,
//! attributes of groups (`人口`), and a column per fact, headed `1.3 招商到位资金·实绩`. An item with one
//! fact may be headed by its code or its name alone. Options, periods, list entries, variables and
//! levels are facts too: `2.3 群众满意度·满意`, `2.1 人居环境·1季度`, `3.1 信访维稳·超期` (how often). Several
//! marks of a group of raters stand in one cell with `、` between them. An empty cell is not reported;
//! `缺项` does not apply.
//!
//! **Long sheets** — a row per matter, ballot, mark or period: `指标`, `单位` and what belongs to it:
//! `事项 级别 类别 规模 标记 日期 次数` for matters, `选项 票数` for ballots, `评分组 分数` for marks,
//! `分期 得分` for periods, `变量 数值` for formulas, `清单项 完成情况` for lists. For items of matters no
//! row means that nothing happened.
//!
//! Titles above the heading are passed over. Numbers are read digit by digit: full-width digits and
//! thousands separators are understood, a cell that shows `98%` is 98 (a coefficient of `105%` is
//! 1.05), and of a number that a workbook stores in binary form the fifteen digits count that Excel
//! shows.

pub mod annex;
mod draft;
mod facts;
mod fields;
mod finish;
mod json;
mod labels;
mod long;
mod number;
pub mod report;
mod sheets;
pub mod template;
mod tree;
mod trouble;
mod wide;
mod words;

use std::sync::Arc;

use luoshi_core::assess::scheme::model::Scheme;

pub use finish::{MAX_UNITS, Ready};
pub use labels::title;
pub use trouble::{CODES, Spot, Trouble, Weight};

use draft::{At, Draft};
use sheets::Sheet;
use words::Frame;

/// A file of values.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for messages; its ending tells json from tables.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// Reads files of values together, enters them and computes.
///
/// # Errors
/// Every fault and every question of all files, in their order. Nothing is entered then.
pub fn read(scheme: &Arc<Scheme>, files: &[File<'_>], threads: usize) -> Result<Ready, Vec<Trouble>> {
    let mut draft = Draft::new(scheme);
    for file in files {
        let number = draft.file(file.name);
        let is_json = file.name.to_lowercase().ends_with(".json")
            || file.bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
        if is_json {
            json::read(&mut draft, number, file.bytes);
        } else {
            tables(&mut draft, number, file);
        }
    }
    finish::finish(draft, Arc::clone(scheme), threads)
}

/// Rows above which a heading is looked for.
const HEAD_WITHIN: usize = 20;

fn tables(draft: &mut Draft<'_>, file: usize, source: &File<'_>) {
    let sheets = match sheets::open(source.name, source.bytes) {
        Ok(sheets) => sheets,
        Err(refusal) => {
            let details = refusal.details.iter().map(|(name, value)| format!("{name} {value}")).collect();
            draft.fault(At::File { file }, "file-unreadable", "", &refusal.code, details);
            return;
        }
    };
    // Each sheet goes once it is read: what it says is kept in another form.
    for one in sheets {
        let one = &one;
        let sheet = draft.sheet(&one.name);
        if words::is_guidance(&one.name) {
            continue;
        }
        let Some((head, is_long)) = heading(one) else {
            if one.rows.iter().any(|(_, row)| row.iter().any(|c| !c.is_empty())) {
                let expected = vec![words::frame_title(Frame::Unit).to_owned()];
                draft.fault(At::Sheet { file, sheet }, "sheet-without-units", &one.name, "", expected);
            }
            continue;
        };
        if is_long {
            long::read(draft, (file, sheet), head, one);
        } else {
            wide::read(draft, (file, sheet), head, one);
        }
    }
}

/// The row of the heading, and whether it heads a long sheet.
fn heading(sheet: &Sheet) -> Option<(usize, bool)> {
    sheet.rows.iter().take(HEAD_WITHIN).enumerate().find_map(|(index, (_, row))| {
        let frames: Vec<Frame> = row.iter().filter_map(|c| words::frame(&c.text)).collect();
        frames.contains(&Frame::Unit).then(|| (index, frames.contains(&Frame::Item)))
    })
}
