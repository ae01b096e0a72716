//! The plan of changes that a roster asks for.

use luoshi_docs::model::Place;
use luoshi_docs::table::{Field, Roster};
use time::Date;

use super::{people, units};
use crate::db::ids::{PersonId, PostId, UnitId};
use crate::error::Notice;
use crate::event::Change;
use crate::org::Org;
use crate::org::posts::PostDraft;
use crate::org::store::holding;
use crate::org::units::UnitDraft;

/// What a roster would change.
#[derive(Debug, Default)]
pub struct Plan {
    /// Units, in the order of the file.
    pub units: Vec<Line>,
    /// Posts with their holders, in the order of the file.
    pub posts: Vec<Line>,
    /// Cells that cannot be right; their rows are left out.
    pub faults: Vec<Fault>,
    /// Cells to look at; their rows are taken.
    pub remarks: Vec<Fault>,
    /// Open units that the file does not name.
    pub missing_units: Vec<String>,
    /// Open posts that the file does not name.
    pub missing_posts: Vec<String>,
    pub(super) unit_steps: Vec<UnitStep>,
    pub(super) new_people: Vec<crate::org::people::PersonDraft>,
    pub(super) phone_steps: Vec<(PersonId, String)>,
    pub(super) post_steps: Vec<PostStep>,
}

impl Plan {
    /// How many lines have a fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.units.iter().chain(&self.posts).filter(|l| l.fate == fate).count()
    }

    /// Whether there is anything to confirm.
    #[must_use]
    pub fn changes_something(&self) -> bool {
        self.count(Fate::New) + self.count(Fate::Changed) > 0
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is entered.
    New,
    /// Something of it changes.
    Changed,
    /// It is so already.
    Unchanged,
}

impl Fate {
    /// Tail of its locale key.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// A row of the preview.
#[derive(Debug, Clone)]
pub struct Line {
    /// What becomes of it.
    pub fate: Fate,
    /// The unit.
    pub unit: String,
    /// Title of the post, or kind of the unit (`UnitKind::word`).
    pub what: String,
    /// Holder, or unit above.
    pub who: String,
    /// What changes.
    pub changes: Vec<Change>,
}

/// A cell that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Sheet and address, such as `人员!C7`.
    pub address: String,
    /// Heading of the column.
    pub heading: String,
    /// What stands there.
    pub found: String,
    /// What is wrong, and what is expected.
    pub notice: Notice,
}

/// A unit that is there, or one that the same file brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitRef {
    Known(UnitId),
    /// Index into [`Plan::unit_steps`] at the time of applying, by row of the list of names.
    New(usize),
}

/// A person who is there, or one that the same file brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PersonRef {
    Known(PersonId),
    /// Index into [`Plan::new_people`].
    New(usize),
}

#[derive(Debug)]
pub(super) enum UnitStep {
    Add { key: usize, above: UnitRef, draft: UnitDraft },
    Change { id: UnitId, draft: UnitDraft },
    Move { id: UnitId, above: UnitRef },
}

/// A holding that begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub person: PersonRef,
    /// The first day as the file says it; else the day of the import.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Debug)]
pub(super) enum PostStep {
    Add { unit: UnitRef, whole_body: bool, draft: PostDraft, taken: Option<Taken> },
    Take { id: PostId, taken: Taken },
    Days { holding: holding::Model, from: Date, to: Option<Date> },
    Leave { holding: holding::Model },
}

/// What rosters are compared with.
pub(super) struct Base<'a> {
    pub org: &'a Org,
    /// Every holding, past ones too.
    pub holdings: &'a [holding::Model],
    pub today: Date,
    /// Whether roles may be given.
    pub administers: bool,
    /// Who imports: nobody gives a role to himself or herself.
    pub own: Option<PersonId>,
}

/// Compares rosters with the body and all its holdings.
#[must_use]
pub fn plan(rosters: &[Roster], org: &Org, holdings: &[holding::Model], ctx: &crate::ctx::Ctx) -> Plan {
    use luoshi_core::policy::{Action, Kind, may_some};
    let base = Base {
        org,
        holdings,
        today: ctx.today(),
        administers: may_some(&ctx.actor, Action::Administer, Kind::Roster),
        own: ctx.actor.person.map(PersonId),
    };
    let mut plan = Plan::default();
    for roster in rosters {
        for error in &roster.errors {
            let at = address(&error.place, error.col);
            let fault = Fault {
                address: at,
                heading: error.heading.clone(),
                found: error.found.clone(),
                notice: Notice::new(reader_key(&error.code)),
            };
            if harmless(&error.code) { plan.remarks.push(fault) } else { plan.faults.push(fault) }
        }
    }
    let names = units::compare(&mut plan, rosters, &base);
    people::compare(&mut plan, rosters, &base, &names);
    plan
}

/// Whether a row with such a fault is taken all the same.
fn harmless(code: &str) -> bool {
    matches!(code, "odd-name" | "odd-phone")
}

/// Whether the reader found a fault in this row that leaves it out.
pub(super) fn left_out(roster: &Roster, row: usize) -> bool {
    roster.errors.iter().any(|e| e.row == row && !harmless(&e.code))
}

fn reader_key(code: &str) -> &'static str {
    match code {
        "no-unit" => "roster-fault-no-unit",
        "unit-twice" => "roster-fault-unit-twice",
        "own-parent" => "roster-fault-own-parent",
        "no-post" => "roster-fault-no-post",
        "odd-name" => "roster-fault-odd-name",
        "two-names" => "roster-fault-two-names",
        "odd-phone" => "roster-fault-odd-phone",
        "until-before-since" => "roster-fault-until-before-since",
        "odd-date" => "roster-fault-odd-date",
        _ => "roster-fault-other",
    }
}

/// A fault of a cell that a comparison found.
pub(super) fn fault(
    roster: &Roster,
    place: Option<&Place>,
    row: usize,
    field: Field,
    found: &str,
    notice: Notice,
) -> Fault {
    let column = roster.columns.iter().find(|c| c.field == Some(field));
    let file = Place::Cell { sheet: roster.name.clone(), address: format!("A{}", row + 1) };
    Fault {
        address: address(place.unwrap_or(&file), column.map_or(0, |c| c.index)),
        heading: column.map(|c| c.heading.clone()).unwrap_or_default(),
        found: found.to_owned(),
        notice,
    }
}

/// The address of a cell from the place of its row and its column from 0.
fn address(row: &Place, column: usize) -> String {
    match row {
        Place::Cell { sheet, address } => {
            let number: String = address.chars().filter(char::is_ascii_digit).collect();
            let cell = format!("{}{number}", letters(column));
            if sheet.is_empty() { cell } else { format!("{sheet}!{cell}") }
        }
        Place::Line(n) | Place::Paragraph(n) | Place::Page(n) => format!("{}{n}", letters(column)),
        Place::File => letters(column),
    }
}

/// 0 is A, 26 is AA.
fn letters(column: usize) -> String {
    let mut out = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        out.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_that_people_see() {
        let place = Place::Cell { sheet: "人员".into(), address: "A12".into() };
        assert_eq!(address(&place, 2), "人员!C12");
        assert_eq!(letters(25), "Z");
        assert_eq!(letters(26), "AA");
    }
}
