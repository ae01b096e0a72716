//! Answers to questions: a day, a unit, a post, or to leave the field empty.

use time::Date;
use time::format_description::well_known::Iso8601;

use super::value::{Doubt, Field, NOTHING, Named, Proposal, TaskValue, Who};
use crate::error::{AppError, FieldErrors, Notice};
use crate::org::Org;
use crate::plan::store::DueKind;

/// Puts an answer into a proposal.
pub(super) fn answer(org: &Org, proposal: &mut Proposal, at: usize, answer: &str) -> Result<(), AppError> {
    let doubt = proposal.doubts.get(at).cloned().ok_or(AppError::NotFound)?;
    let task = proposal.value.task_mut().ok_or(AppError::NotFound)?;
    let answer = answer.trim();
    match doubt.field {
        Field::Due => due(task, answer)?,
        Field::Lead => unit(org, &mut task.lead, &doubt, answer)?,
        Field::Assist => unit(org, &mut task.assist, &doubt, answer)?,
        Field::Sponsor => who(org, &mut task.sponsor, answer)?,
        Field::Owner => who(org, &mut task.owner, answer)?,
    }
    if let Some(doubt) = proposal.doubts.get_mut(at) {
        doubt.answer = Some(answer.to_owned());
    }
    Ok(())
}

/// Reads a day as browsers send it: `2026-06-30`.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    Date::parse(text.trim(), &Iso8601::DATE).ok().filter(|d| (1990..2100).contains(&d.year()))
}

fn due(task: &mut TaskValue, answer: &str) -> Result<(), AppError> {
    if answer == NOTHING {
        (task.due.kind, task.due.start, task.due.day) = (DueKind::None, None, None);
        return Ok(());
    }
    let day = day(answer).ok_or_else(|| invalid("error-answer-day"))?;
    (task.due.kind, task.due.start, task.due.day) = (DueKind::Day, None, Some(day));
    Ok(())
}

fn unit(org: &Org, list: &mut Vec<Named>, doubt: &Doubt, answer: &str) -> Result<(), AppError> {
    if answer == NOTHING {
        list.retain(|n| n.text != doubt.found);
        return Ok(());
    }
    let id = answer.parse().map_err(|_| invalid("error-answer-unit"))?;
    let known = org.unit(id).filter(|u| u.closed_on.is_none()).ok_or_else(|| invalid("error-answer-unit"))?;
    match list.iter_mut().find(|n| n.text == doubt.found) {
        Some(named) => (named.units, named.group) = (vec![known.id], false),
        None => list.push(Named { text: doubt.found.clone(), units: vec![known.id], group: false }),
    }
    Ok(())
}

fn who(org: &Org, field: &mut Option<Who>, answer: &str) -> Result<(), AppError> {
    if answer == NOTHING {
        *field = None;
        return Ok(());
    }
    let id = answer.parse().map_err(|_| invalid("error-answer-post"))?;
    let post = org.post(id).filter(|p| p.closed_on.is_none()).ok_or_else(|| invalid("error-answer-post"))?;
    let text = field.as_ref().map(|w| w.text.clone()).unwrap_or_default();
    *field = Some(Who { text, person: org.holder(post.id).map(|p| p.id), post: Some(post.id) });
    Ok(())
}

fn invalid(key: &'static str) -> AppError {
    let mut errors = FieldErrors::default();
    errors.add("answer", Notice::new(key));
    AppError::Invalid(errors)
}
