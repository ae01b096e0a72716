//! What somebody wrote into a cell of the file, as a change of a task.

use luoshi_core::decimal::Decimal;
use luoshi_docs::write::ledger::{LedgerColumn, LedgerRow};

use crate::db::ids::{PersonId, PostId};
use crate::error::{FieldErrors, Notice};
use crate::org::Org;
use crate::plan::draft::{DueDraft, DutyDraft, MeasureDraft, MilestoneDraft, TaskDraft};
use crate::plan::edit::Patch;
use crate::plan::ledger::query::iso;
use crate::plan::store::{Direction, DueKind, DutyKind, MilestoneKind};
use crate::plan::task::form::{Reading, quarter_end, read_due, read_units, some};
use crate::plan::views::sheet::WholeTask;
use crate::web::i18n::Locale;

/// Longest title, in characters; as in the form.
const TITLE_MAX: usize = 500;

/// Columns that the program fills and nobody can change in a file.
#[must_use]
pub const fn derived(column: LedgerColumn) -> bool {
    use LedgerColumn as C;
    matches!(column, C::Seq | C::Number | C::Phone | C::Progress | C::Status)
}

/// Puts cells into a task one by one; each answers the patch that it makes of the whole task, so that
/// two cells of one field (牵头单位 and 配合单位) end in one patch.
#[derive(Debug)]
pub struct Cells<'a> {
    reading: &'a Reading<'a>,
    duties: Vec<DutyDraft>,
    measures: Vec<MeasureDraft>,
    milestones: Vec<MilestoneDraft>,
    patches: Vec<Patch>,
}

impl<'a> Cells<'a> {
    /// Begins with a task as it is.
    #[must_use]
    pub fn of(reading: &'a Reading<'a>, whole: &WholeTask) -> Self {
        let steps = whole.milestones.iter();
        Self {
            reading,
            duties: whole.duties.iter().map(|d| DutyDraft { unit: d.unit_id, kind: d.kind }).collect(),
            measures: whole.measures.iter().cloned().map(MeasureDraft::from).collect(),
            milestones: steps
                .map(|m| MilestoneDraft { kind: m.kind, day: m.day, title: m.title.clone() })
                .collect(),
            patches: Vec::new(),
        }
    }

    /// The changes, one a field.
    #[must_use]
    pub fn patches(self) -> Vec<Patch> {
        self.patches
    }

    /// Takes a cell.
    ///
    /// # Errors
    /// What is wrong with it; then nothing of it is taken.
    pub fn take(&mut self, column: LedgerColumn, text: &str) -> Result<(), Notice> {
        use LedgerColumn as C;
        let patch = match column {
            C::Area => Patch::Area(some(text)),
            C::Title => Patch::Title(title(text)?),
            C::Requirement => Patch::Requirement(some(text)),
            C::Measure => Patch::Method(some(text)),
            C::Note => Patch::Note(some(text)),
            C::Due | C::DueDay => Patch::Due(due(self.reading, text)?),
            C::Sponsor => Patch::Sponsor(post(self.reading.org, text)?),
            C::Owner => return self.owner(text),
            C::Lead => self.units(text, DutyKind::Lead)?,
            C::Responsible => self.units(text, DutyKind::Responsible)?,
            C::Assist => self.units(text, DutyKind::Assist)?,
            C::Indicator => {
                self.measures = measures(text, &self.measures)?;
                Patch::Measures(self.measures.clone())
            }
            C::Q1 => self.quarter(1, text),
            C::Q2 => self.quarter(2, text),
            C::Q3 => self.quarter(3, text),
            C::Q4 => self.quarter(4, text),
            C::Seq | C::Number | C::Phone | C::Progress | C::Status => {
                return Err(Notice::new("import-derived"));
            }
        };
        self.put(patch);
        Ok(())
    }

    fn put(&mut self, patch: Patch) {
        self.patches.retain(|p| p.field() != patch.field());
        self.patches.push(patch);
    }

    fn owner(&mut self, text: &str) -> Result<(), Notice> {
        let org = self.reading.org;
        let (post, person) = match some(text) {
            None => (None, None),
            Some(name) => match person(org, &name)? {
                Some(id) => (org.posts_of(id).first().map(|p| p.id), Some(id)),
                None => (Some(titled(org, &name)?), None),
            },
        };
        // Whoever holds the post answers for it; naming him or her as well would outlive a change.
        let held = post.and_then(|p| org.holder(p)).map(|h| h.id) == person;
        self.put(Patch::OwnerPost(post));
        self.put(Patch::OwnerPerson(person.filter(|_| !held)));
        Ok(())
    }

    fn units(&mut self, text: &str, kind: DutyKind) -> Result<Patch, Notice> {
        let mut errors = FieldErrors::default();
        let named = read_units(self.reading, text, kind, "duties", &mut errors);
        if let Some((_, notice)) = errors.0.into_iter().next() {
            return Err(notice);
        }
        self.duties.retain(|d| d.kind != kind);
        self.duties.extend(named);
        self.duties.sort_by_key(|d| d.kind);
        // A unit has one part in a task: the first that was named.
        let mut seen = std::collections::BTreeSet::new();
        self.duties.retain(|d| seen.insert(d.unit));
        Ok(Patch::Duties(self.duties.clone()))
    }

    fn quarter(&mut self, quarter: u8, text: &str) -> Patch {
        if let Some(day) = quarter_end(self.reading.year, quarter) {
            self.milestones.retain(|m| m.kind != MilestoneKind::Quarter || m.day != day);
            let kind = MilestoneKind::Quarter;
            self.milestones.extend(some(text).map(|title| MilestoneDraft { kind, day, title }));
            self.milestones.sort_by_key(|m| (m.day, m.kind));
        }
        Patch::Milestones(self.milestones.clone())
    }
}

/// A row that somebody added, as a task.
///
/// # Errors
/// What is wrong, by column.
pub fn draft(r: &Reading<'_>, row: &LedgerRow) -> Result<TaskDraft, Vec<(LedgerColumn, Notice)>> {
    let mut cells = Cells {
        reading: r,
        duties: Vec::new(),
        measures: Vec::new(),
        milestones: Vec::new(),
        patches: Vec::new(),
    };
    let mut wrong = Vec::new();
    for column in LedgerColumn::ALL.into_iter().filter(|c| !derived(*c)) {
        let text = row.get(column);
        // The day of a limit in words follows from the words.
        let follows = column == LedgerColumn::DueDay && !row.due_text.trim().is_empty();
        if !text.trim().is_empty()
            && !follows
            && let Err(notice) = cells.take(column, &text)
        {
            wrong.push((column, notice));
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut draft = TaskDraft::default();
    for patch in cells.patches() {
        match patch {
            Patch::Area(v) => draft.area = v,
            Patch::Title(v) => draft.title = v,
            Patch::Requirement(v) => draft.requirement = v,
            Patch::Method(v) => draft.method = v,
            Patch::Due(v) => draft.due = v,
            Patch::Sponsor(v) => draft.sponsor = v,
            Patch::OwnerPost(v) => draft.owner_post = v,
            Patch::OwnerPerson(v) => draft.owner_person = v,
            Patch::Duties(v) => draft.duties = v,
            Patch::Measures(v) => draft.measures = v,
            Patch::Milestones(v) => draft.milestones = v,
            Patch::Note(v) => draft.note = v,
            Patch::Theme(_)
            | Patch::Goal(_)
            | Patch::Upper { .. }
            | Patch::RaiseReason(_)
            | Patch::Done(_) => {}
        }
    }
    Ok(draft)
}

fn title(text: &str) -> Result<String, Notice> {
    let title = text.trim();
    if title.is_empty() {
        return Err(Notice::new("invalid-title-empty"));
    }
    if title.chars().count() > TITLE_MAX {
        return Err(Notice::new("invalid-title-long").with("n", TITLE_MAX));
    }
    Ok(title.to_owned())
}

fn due(r: &Reading<'_>, text: &str) -> Result<DueDraft, Notice> {
    if let Some(day) = iso(text) {
        return Ok(DueDraft { text: None, kind: DueKind::Day, start: None, day: Some(day) });
    }
    let mut errors = FieldErrors::default();
    let due = read_due(r, text, &mut errors);
    errors.0.into_iter().next().map_or(Ok(due), |(_, notice)| Err(notice))
}

/// A post by its holder or its title.
fn post(org: &Org, text: &str) -> Result<Option<PostId>, Notice> {
    let Some(name) = some(text) else { return Ok(None) };
    match person(org, &name)? {
        Some(id) => match org.posts_of(id).first() {
            Some(post) => Ok(Some(post.id)),
            None => Err(Notice::new("import-no-post").with("found", &name)),
        },
        None => titled(org, &name).map(Some),
    }
}

fn person(org: &Org, name: &str) -> Result<Option<PersonId>, Notice> {
    match org.people_named(name)[..] {
        [] => Ok(None),
        [person] => Ok(Some(person.id)),
        _ => Err(Notice::new("import-person-several").with("found", name)),
    }
}

fn titled(org: &Org, title: &str) -> Result<PostId, Notice> {
    let posts: Vec<PostId> = org.posts().iter().filter(|p| p.title == title).map(|p| p.id).collect();
    match posts[..] {
        [post] => Ok(post),
        [] => Err(Notice::new("invalid-person").with("found", title)),
        _ => Err(Notice::new("import-person-several").with("found", title)),
    }
}

/// Reads measures as the export writes them; what a file cannot say (last year's value, the upper
/// level's) is kept from the measure of the same name.
fn measures(text: &str, now: &[MeasureDraft]) -> Result<Vec<MeasureDraft>, Notice> {
    let parts = text.split([';', '；', '\n']).map(str::trim).filter(|p| !p.is_empty());
    parts
        .map(|part| {
            let read = one_measure(part).ok_or_else(|| Notice::new("import-measure").with("found", part))?;
            let kept = now.iter().find(|m| m.name == read.name);
            Ok(MeasureDraft {
                base: kept.and_then(|m| m.base.clone()),
                upper: kept.and_then(|m| m.upper.clone()),
                raise_reason: kept.and_then(|m| m.raise_reason.clone()),
                ..read
            })
        })
        .collect()
}

/// `新增企业不少于5家`: name, direction, decimal digits, unit.
fn one_measure(part: &str) -> Option<MeasureDraft> {
    let (at, direction, word) = Direction::ALL
        .iter()
        .map(|d| (*d, Locale::Zh.text(&format!("direction-{}", d.word()))))
        .filter_map(|(d, word)| part.rfind(&word).map(|at| (at, d, word)))
        .max_by_key(|(at, _, _)| *at)?;
    let name = part.get(..at)?.trim();
    let rest = part.get(at + word.len()..)?.trim();
    let digits = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(rest.len());
    let value = rest.get(..digits)?;
    value.parse::<Decimal>().ok()?;
    (!name.is_empty()).then(|| MeasureDraft {
        name: name.to_owned(),
        direction,
        value: value.to_owned(),
        unit: rest.get(digits..).unwrap_or_default().trim().to_owned(),
        base: None,
        upper: None,
        raise_reason: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::views::sheet::MEASURE_MARK;

    #[test]
    fn measures_are_read_as_they_are_written() {
        let read = measures("新增企业不少于5家；税收增长 6.5%", &[]).unwrap_or_default();
        let shown: Vec<_> =
            read.iter().map(|m| (m.name.as_str(), m.direction, m.value.as_str(), m.unit.as_str())).collect();
        assert_eq!(
            shown,
            [("新增企业", Direction::AtLeast, "5", "家"), ("税收", Direction::Growth, "6.5", "%")]
        );
        assert!(measures("把事办好", &[]).is_err());
        assert_eq!(measures(MEASURE_MARK, &[]), Ok(Vec::new()));
    }
}
