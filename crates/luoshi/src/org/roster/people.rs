//! Comparing posts and people of a roster with those of the body.

use std::collections::BTreeMap;

use luoshi_docs::table::{Field, PersonRow, Roster};

use super::plan::{Base, Fate, Line, PersonRef, Plan, PostStep, Taken, UnitRef, fault, left_out};
use super::units::Names;
use super::words::{self, Lent};
use crate::db::ids::{PersonId, PostId, UnitId};
use crate::error::Notice;
use crate::event::Change;
use crate::org::people::PersonDraft;
use crate::org::posts::PostDraft;
use crate::org::squeeze;
use crate::org::store::{holding, post};

/// A row with the unit it belongs to.
struct Row<'a> {
    roster: &'a Roster,
    row: &'a PersonRow,
    unit: UnitRef,
    who: Option<PersonRef>,
}

/// Compares posts and holders.
pub(super) fn compare(plan: &mut Plan, rosters: &[Roster], base: &Base<'_>, names: &Names) {
    let mut spoilt: Vec<(UnitRef, String)> = Vec::new();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for roster in rosters {
        for row in &roster.people {
            match accept(plan, roster, row, base, names, &rows) {
                Ok(accepted) => rows.push(accepted),
                Err(Some(unit)) => spoilt.push((unit, squeeze(&row.post))),
                Err(None) => {}
            }
        }
    }
    if rows.is_empty() && spoilt.is_empty() {
        return;
    }
    let pairs = pair(&rows, base);
    for (order, row) in rows.iter().enumerate() {
        match pairs.get(&order) {
            Some(post) => existing(plan, row, post, base),
            None => new_post(plan, row, order, base),
        }
    }
    let named: Vec<PostId> = pairs.values().map(|p| p.id).collect();
    for post in base.org.posts() {
        let key = (UnitRef::Known(post.unit_id), squeeze(&post.title));
        if !named.contains(&post.id) && !spoilt.contains(&key) {
            let holder = base.org.holder(post.id).map(|p| p.name.clone()).unwrap_or_default();
            let unit = base.org.unit_label(post.unit_id);
            plan.missing_posts.push(format!("{unit} {} {holder}", post.title).trim_end().to_owned());
        }
    }
}

/// Finds unit and person of a row, or says what is wrong with it. A row that is left out answers
/// its unit, so that its post does not count as missing.
fn accept<'a>(
    plan: &mut Plan,
    roster: &'a Roster,
    row: &'a PersonRow,
    base: &Base<'_>,
    names: &Names,
    before: &[Row<'_>],
) -> Result<Row<'a>, Option<UnitRef>> {
    let unit = if row.unit.is_empty() {
        base.org.root().map(|r| UnitRef::Known(r.id)).ok_or("roster-fault-unknown-unit")
    } else {
        names.one(&row.unit)
    };
    let unit = match unit {
        Ok(unit) => unit,
        Err(key) => {
            if !left_out(roster, row.row) {
                let place = Some(&row.place);
                plan.faults.push(fault(roster, place, row.row, Field::Unit, &row.unit, Notice::new(key)));
            }
            return Err(None);
        }
    };
    if left_out(roster, row.row) || row.post.is_empty() {
        return Err(Some(unit));
    }
    let who = match row.name.as_deref() {
        None => None,
        Some(name) => match person(plan, name, phone_of(roster, row), base) {
            Ok(person) => Some(person),
            Err(key) => {
                let place = Some(&row.place);
                plan.faults.push(fault(roster, place, row.row, Field::Name, name, Notice::new(key)));
                return Err(Some(unit));
            }
        },
    };
    let same = |b: &&Row<'_>| b.unit == unit && squeeze(&b.row.post) == squeeze(&row.post) && b.who == who;
    if let Some(first) = before.iter().find(same).filter(|_| who.is_some()) {
        let notice = Notice::new("roster-fault-post-twice").with("row", first.row.row + 1);
        plan.faults.push(fault(roster, Some(&row.place), row.row, Field::Post, &row.post, notice));
        return Err(Some(unit));
    }
    Ok(Row { roster, row, unit, who })
}

/// A telephone number that the reader did not doubt.
fn phone_of<'a>(roster: &Roster, row: &'a PersonRow) -> Option<&'a str> {
    let odd = roster.errors.iter().any(|e| e.row == row.row && e.code == "odd-phone");
    row.phone.as_deref().filter(|_| !odd)
}

/// The person of a name; among namesakes the telephone decides.
fn person(
    plan: &mut Plan,
    name: &str,
    phone: Option<&str>,
    base: &Base<'_>,
) -> Result<PersonRef, &'static str> {
    let namesakes = base.org.people_named(name);
    let known = match namesakes.as_slice() {
        [] => return Ok(new_person(plan, name, phone)),
        [one] => one,
        many => many
            .iter()
            .find(|p| phone.is_some() && p.phone.as_deref() == phone)
            .ok_or("roster-fault-namesakes")?,
    };
    if let Some(phone) = phone.filter(|p| known.phone.as_deref() != Some(*p))
        && !plan.phone_steps.iter().any(|(id, _)| *id == known.id)
    {
        plan.phone_steps.push((known.id, phone.to_owned()));
    }
    Ok(PersonRef::Known(known.id))
}

fn new_person(plan: &mut Plan, name: &str, phone: Option<&str>) -> PersonRef {
    let fits = |p: &PersonDraft| {
        p.name == name && (phone.is_none() || p.phone.is_none() || p.phone.as_deref() == phone)
    };
    if let Some(at) = plan.new_people.iter().position(fits) {
        if let (Some(known), Some(phone)) = (plan.new_people.get_mut(at), phone) {
            known.phone = Some(phone.to_owned());
        }
        return PersonRef::New(at);
    }
    plan.new_people.push(PersonDraft { name: name.to_owned(), phone: phone.map(ToOwned::to_owned) });
    PersonRef::New(plan.new_people.len() - 1)
}

/// Which post each row speaks of. A unit may have several posts of one title: those with the same
/// holder belong together first, the rest in their order.
fn pair<'o>(rows: &[Row<'_>], base: &Base<'o>) -> BTreeMap<usize, &'o post::Model> {
    let mut groups: BTreeMap<(UnitId, String), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let UnitRef::Known(unit) = row.unit {
            groups.entry((unit, squeeze(&row.row.post))).or_default().push(at);
        }
    }
    let mut pairs = BTreeMap::new();
    for ((unit, title), mut waiting) in groups {
        let mut posts: Vec<&post::Model> =
            base.org.posts_in(unit).into_iter().filter(|p| squeeze(&p.title) == title).collect();
        waiting.retain(|at| {
            let same = posts
                .iter()
                .position(|p| rows[*at].who == current(base, p.id).map(|h| PersonRef::Known(h.person_id)));
            match same {
                Some(found) => {
                    pairs.insert(*at, posts.remove(found));
                    false
                }
                None => true,
            }
        });
        for (at, post) in waiting.into_iter().zip(posts) {
            pairs.insert(at, post);
        }
    }
    pairs
}

/// The holding of a post that lasts today or begins later.
fn current<'b>(base: &Base<'b>, post: PostId) -> Option<&'b holding::Model> {
    let lasts = |h: &&holding::Model| h.to_day.is_none_or(|to| to >= base.today);
    base.holdings.iter().filter(|h| h.post_id == post).filter(lasts).max_by_key(|h| h.from_day)
}

/// The first day that a row gives to a holder who is there already, unless somebody else held the
/// post on it: then the day of the change is known better here.
fn first_day(base: &Base<'_>, held: &holding::Model, since: Option<time::Date>) -> time::Date {
    let free = |day: &time::Date| {
        let others = base.holdings.iter().filter(|h| h.post_id == held.post_id && h.id != held.id);
        others.into_iter().all(|h| h.to_day.is_some_and(|to| to < *day) || h.from_day > held.from_day)
    };
    since.filter(free).unwrap_or(held.from_day)
}

fn existing(plan: &mut Plan, row: &Row<'_>, post: &post::Model, base: &Base<'_>) {
    let held = current(base, post.id);
    let name_of = |id: PersonId| base.org.person(id).map(|p| p.name.clone()).unwrap_or_default();
    let holder = held.map(|h| name_of(h.person_id)).unwrap_or_default();
    let wanted = row.row.name.clone().unwrap_or_default();
    let mut changes: Vec<Change> = Vec::new();
    match (held, row.who) {
        (Some(held), Some(PersonRef::Known(id))) if held.person_id == id => {
            let from = first_day(base, held, row.row.since);
            let to = row.row.until.or(held.to_day);
            changes.extend(Change::of("from_day", held.from_day, from));
            changes.extend(Change::of("to_day", shown(held.to_day), shown(to)));
            if !changes.is_empty() {
                plan.post_steps.push(PostStep::Days { holding: held.clone(), from, to });
            }
        }
        // Somebody who has left already is no new holder.
        (_, Some(_)) if row.row.until.is_some_and(|u| u < base.today) => {}
        (_, Some(person)) => {
            if own_gain(base, person, post.role.is_some()) {
                let notice = Notice::new("roster-fault-own-post");
                let place = Some(&row.row.place);
                plan.faults.push(fault(row.roster, place, row.row.row, Field::Name, &wanted, notice));
                return;
            }
            changes.extend(Change::of("holder", &holder, &wanted));
            plan.post_steps.push(PostStep::Take { id: post.id, taken: taken(row, person) });
        }
        (Some(held), None) => {
            changes.extend(Change::of("holder", &holder, ""));
            plan.post_steps.push(PostStep::Leave { holding: held.clone() });
        }
        (None, None) => {}
    }
    if let Some(PersonRef::Known(id)) = row.who
        && let Some((_, phone)) = plan.phone_steps.iter().find(|(p, _)| *p == id)
    {
        let old = base.org.person(id).and_then(|p| p.phone.clone()).unwrap_or_default();
        changes.extend(Change::of("phone", old, phone));
    }
    let fate = if changes.is_empty() { Fate::Unchanged } else { Fate::Changed };
    let unit = base.org.unit_label(post.unit_id).to_owned();
    plan.posts.push(Line { fate, unit, what: post.title.clone(), who: wanted, changes });
}

fn shown(day: Option<time::Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

fn own_gain(base: &Base<'_>, person: PersonRef, lends: bool) -> bool {
    lends && !base.administers && base.own.is_some_and(|own| person == PersonRef::Known(own))
}

fn taken(row: &Row<'_>, person: PersonRef) -> Taken {
    Taken { person, from: row.row.since, to: row.row.until }
}

fn new_post(plan: &mut Plan, row: &Row<'_>, order: usize, base: &Base<'_>) {
    let root = base.org.root().map(|r| r.id);
    let in_body = matches!(row.unit, UnitRef::Known(id) if Some(id) == root);
    let lent = lent(plan, row, in_body);
    let role = lent.role.filter(|_| base.administers);
    let left = row.row.until.is_some_and(|u| u < base.today);
    let person = row.who.filter(|_| !left);
    let own = match row.unit {
        UnitRef::Known(id) => id,
        // Replaced by the id that the unit gets.
        UnitRef::New(_) => UnitId(0),
    };
    let draft = PostDraft {
        title: row.row.post.clone(),
        role,
        scope: if lent.body { root.unwrap_or(own) } else { own },
        sort: Some(i32::try_from(order * 10 + 10).unwrap_or(i32::MAX)),
    };
    let unit = match row.unit {
        UnitRef::Known(id) => base.org.unit_label(id).to_owned(),
        UnitRef::New(_) => row.row.unit.clone(),
    };
    let changes = Change::of("role", "", role.map_or("", |r| r.name())).into_iter().collect();
    let who = row.row.name.clone().unwrap_or_default();
    plan.posts.push(Line { fate: Fate::New, unit, what: row.row.post.clone(), who, changes });
    let taken = person.map(|p| taken(row, p));
    plan.post_steps.push(PostStep::Add { unit: row.unit, whole_body: lent.body, draft, taken });
}

/// The role of a new post: by the word of the roster, else by its title.
fn lent(plan: &mut Plan, row: &Row<'_>, in_body: bool) -> Lent {
    let by_title = words::role_of_title(&row.row.post, in_body);
    let Some(word) = row.row.post_kind.as_deref() else { return by_title };
    words::role(word).unwrap_or_else(|| {
        let notice = Notice::new("roster-fault-unknown-role");
        plan.remarks.push(fault(
            row.roster,
            Some(&row.row.place),
            row.row.row,
            Field::PostKind,
            word,
            notice,
        ));
        by_title
    })
}
