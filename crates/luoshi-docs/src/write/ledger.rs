//! The task ledger as plain rows, and the columns of its printed form.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use time::Date;

use super::guard::holdable;

/// A ledger to print or send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSheet {
    /// Year of the plan.
    pub year: i32,
    /// Title over the table: 松岗镇2025年重点工作任务分解表.
    pub title: String,
    /// Unit that issues it.
    pub unit: String,
    /// Day of issue.
    pub date: Date,
    /// Who filled it in; empty leaves room to sign.
    pub filled_by: String,
    /// Who checked it; empty leaves room to sign.
    pub checked_by: String,
    /// Printed columns in order; [`LedgerColumn::usual`] is the usual form.
    pub columns: Vec<LedgerColumn>,
    /// The tasks in order.
    pub rows: Vec<LedgerRow>,
}

/// A task of the ledger. Empty strings and lists are empty cells. Members of lists hold no `、`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Identity of the task, for the way back.
    pub id: String,
    /// Version of the task when it was written.
    pub version: i64,
    /// Number by which people call the task, such as 2025-0012.
    pub number: String,
    /// Area of work.
    pub area: String,
    /// The task.
    pub title: String,
    /// Requirement.
    pub requirement: String,
    /// How.
    pub measure: String,
    /// Quantified target.
    pub indicator: String,
    /// Visible progress by quarter.
    pub quarters: [String; 4],
    /// Time limit as typed; when empty the day is shown.
    pub due_text: String,
    /// Last day.
    pub due: Option<Date>,
    /// Leaders in charge.
    pub sponsor: Vec<String>,
    /// Leading units, the first named first.
    pub lead: Vec<String>,
    /// Units that are responsible beside those that lead.
    pub responsible: Vec<String>,
    /// Helping units.
    pub assist: Vec<String>,
    /// People responsible.
    pub owner: Vec<String>,
    /// Telephone.
    pub phone: String,
    /// Progress so far.
    pub progress: String,
    /// State in the office's words.
    pub status: String,
    /// Note.
    pub note: String,
}

/// Columns of the form, in the order of the data sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of LedgerRow of the same name")]
pub enum LedgerColumn {
    Seq,
    Number,
    Area,
    Title,
    Requirement,
    Measure,
    Indicator,
    Q1,
    Q2,
    Q3,
    Q4,
    Due,
    DueDay,
    Sponsor,
    Lead,
    Responsible,
    Assist,
    Owner,
    Phone,
    Progress,
    Status,
    Note,
}

impl LedgerColumn {
    /// All columns.
    pub const ALL: [Self; 22] = [
        Self::Seq,
        Self::Number,
        Self::Area,
        Self::Title,
        Self::Requirement,
        Self::Measure,
        Self::Indicator,
        Self::Q1,
        Self::Q2,
        Self::Q3,
        Self::Q4,
        Self::Due,
        Self::DueDay,
        Self::Sponsor,
        Self::Lead,
        Self::Responsible,
        Self::Assist,
        Self::Owner,
        Self::Phone,
        Self::Progress,
        Self::Status,
        Self::Note,
    ];

    /// The columns of the usual annex form.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        let left_out =
            [Self::Number, Self::Requirement, Self::DueDay, Self::Responsible, Self::Progress, Self::Status];
        Self::ALL.into_iter().filter(|c| !left_out.contains(c)).collect()
    }

    /// Whether it stands under 进度安排.
    #[must_use]
    pub const fn is_quarter(self) -> bool {
        matches!(self, Self::Q1 | Self::Q2 | Self::Q3 | Self::Q4)
    }

    /// Its heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        self.form().map_or("", |c| &c.heading)
    }

    /// The column with that heading.
    #[must_use]
    pub fn by_heading(heading: &str) -> Option<Self> {
        form().column.iter().find(|c| c.heading == heading).map(|c| c.field)
    }

    pub(super) fn form(self) -> Option<&'static FormColumn> {
        form().column.iter().find(|c| c.field == self)
    }
}

const LIST_MARK: &str = "、";

impl LedgerRow {
    /// What a cell shows; lists joined by 、, the day as ISO. 序号 belongs to the sheet, not to the task.
    #[must_use]
    pub fn get(&self, column: LedgerColumn) -> String {
        let [q1, q2, q3, q4] = &self.quarters;
        match column {
            LedgerColumn::Seq => String::new(),
            LedgerColumn::Number => self.number.clone(),
            LedgerColumn::Area => self.area.clone(),
            LedgerColumn::Title => self.title.clone(),
            LedgerColumn::Requirement => self.requirement.clone(),
            LedgerColumn::Measure => self.measure.clone(),
            LedgerColumn::Indicator => self.indicator.clone(),
            LedgerColumn::Q1 => q1.clone(),
            LedgerColumn::Q2 => q2.clone(),
            LedgerColumn::Q3 => q3.clone(),
            LedgerColumn::Q4 => q4.clone(),
            LedgerColumn::Due if !self.has_due_words() => self.get(LedgerColumn::DueDay),
            LedgerColumn::Due => self.due_text.clone(),
            LedgerColumn::DueDay => self.due.map_or_else(String::new, |d| d.to_string()),
            LedgerColumn::Sponsor => self.sponsor.join(LIST_MARK),
            LedgerColumn::Lead => self.lead.join(LIST_MARK),
            LedgerColumn::Responsible => self.responsible.join(LIST_MARK),
            LedgerColumn::Assist => self.assist.join(LIST_MARK),
            LedgerColumn::Owner => self.owner.join(LIST_MARK),
            LedgerColumn::Phone => self.phone.clone(),
            LedgerColumn::Progress => self.progress.clone(),
            LedgerColumn::Status => self.status.clone(),
            LedgerColumn::Note => self.note.clone(),
        }
    }

    /// Whether 完成时限 shows words; without any that a cell can hold it shows the day.
    #[must_use]
    pub fn has_due_words(&self) -> bool {
        !holdable(&self.due_text).trim().is_empty()
    }

    /// Takes what a cell shows. An ISO day in 完成时限 is a day, everything else there is words, which
    /// the caller reads with [`luoshi_core::deadline::parse`].
    pub fn set(&mut self, column: LedgerColumn, text: &str) {
        let [q1, q2, q3, q4] = &mut self.quarters;
        let list = || text.split(LIST_MARK).map(str::to_owned).filter(|t| !t.is_empty()).collect();
        match column {
            LedgerColumn::Seq => {}
            LedgerColumn::Number => text.clone_into(&mut self.number),
            LedgerColumn::Area => text.clone_into(&mut self.area),
            LedgerColumn::Title => text.clone_into(&mut self.title),
            LedgerColumn::Requirement => text.clone_into(&mut self.requirement),
            LedgerColumn::Measure => text.clone_into(&mut self.measure),
            LedgerColumn::Indicator => text.clone_into(&mut self.indicator),
            LedgerColumn::Q1 => text.clone_into(q1),
            LedgerColumn::Q2 => text.clone_into(q2),
            LedgerColumn::Q3 => text.clone_into(q3),
            LedgerColumn::Q4 => text.clone_into(q4),
            LedgerColumn::Due => match iso_day(text) {
                Some(day) => {
                    self.due_text.clear();
                    self.due = Some(day);
                }
                None => text.clone_into(&mut self.due_text),
            },
            LedgerColumn::DueDay => self.due = iso_day(text),
            LedgerColumn::Sponsor => self.sponsor = list(),
            LedgerColumn::Lead => self.lead = list(),
            LedgerColumn::Responsible => self.responsible = list(),
            LedgerColumn::Assist => self.assist = list(),
            LedgerColumn::Owner => self.owner = list(),
            LedgerColumn::Phone => text.clone_into(&mut self.phone),
            LedgerColumn::Progress => text.clone_into(&mut self.progress),
            LedgerColumn::Status => text.clone_into(&mut self.status),
            LedgerColumn::Note => text.clone_into(&mut self.note),
        }
    }
}

/// `2025-06-30`, also with a time of day behind it as some programs store it.
pub(crate) fn iso_day(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    let rest = text.get(10..)?;
    let format = time::macros::format_description!("[year]-[month]-[day]");
    (rest.is_empty() || rest.starts_with(' ')).then(|| Date::parse(day, format).ok())?
}

/// `{年}-{表名}-{单位}-{yyyymmdd}.{extension}` without characters that a file system refuses.
#[must_use]
pub fn file_name(sheet: &LedgerSheet, extension: &str) -> String {
    let day = sheet.date;
    let day = format!("{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day());
    let name = format!("{}-{}-{}-{day}", sheet.year, form().words.print_sheet, sheet.unit);
    let safe: String = holdable(&name)
        .chars()
        .filter(|c| !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\n' | '\t'))
        .take(100)
        .collect();
    format!("{safe}.{extension}")
}

/// A sheet name that a workbook accepts: at most 31 characters, none of `[]:*?/\`, no quotation mark
/// at its ends.
#[must_use]
pub fn sheet_name(name: &str) -> String {
    let fits = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\n' | '\t');
    // Workbooks count UTF-16 units.
    let mut units = 0;
    let kept: String = holdable(name)
        .chars()
        .filter(fits)
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    let kept = kept.trim_matches('\'').trim().to_owned();
    if kept.is_empty() { form().words.print_sheet.clone() } else { kept }
}

/// The printed form: `lexicon/ledger.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Form {
    pub words: FormWords,
    pub column: Vec<FormColumn>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct FormWords {
    pub data_sheet: String,
    pub print_sheet: String,
    pub schedule: String,
    pub unit: String,
    pub day: String,
    pub filled_by: String,
    pub checked_by: String,
    pub footer: String,
    pub title_face: String,
    pub heading_face: String,
    pub body_face: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct FormColumn {
    pub field: LedgerColumn,
    pub heading: String,
    /// In characters of the sheet; a Han character takes two.
    pub width: u16,
    pub align: FormAlign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FormAlign {
    Left,
    Center,
}

pub(crate) fn form() -> &'static Form {
    static FORM: LazyLock<Form> =
        LazyLock::new(|| toml::from_str(include_str!("../../lexicon/ledger.toml")).unwrap_or_default());
    &FORM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_form() {
        for column in LedgerColumn::ALL {
            assert_eq!(LedgerColumn::by_heading(column.heading()), Some(column));
        }
        assert_eq!(LedgerColumn::usual().len(), 16);
    }

    #[test]
    fn names_fit_file_systems_and_workbooks() {
        assert_eq!(sheet_name("2025年[重点]/任务:表*?\\"), "2025年重点任务表");
        assert_eq!(sheet_name("''"), "任务分解表");
        assert_eq!(sheet_name(&"表".repeat(40)).chars().count(), 31);
    }

    #[test]
    fn due_shows_words_or_day() {
        let mut row = LedgerRow::default();
        row.set(LedgerColumn::Due, "2025-06-30");
        assert_eq!((row.due.is_some(), row.get(LedgerColumn::Due)), (true, "2025-06-30".to_owned()));
        row.set(LedgerColumn::Due, "6月底前");
        assert_eq!(row.get(LedgerColumn::Due), "6月底前");
        assert!(row.due.is_some());
    }
}
