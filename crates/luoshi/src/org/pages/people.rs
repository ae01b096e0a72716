//! The list of people, the page of a person, and its forms.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::Action;
use serde::Deserialize;

use super::load::{Load, of_person};
use super::tree::Find;
use super::units::DayForm;
use super::{Sight, again, may_modify};
use crate::ctx::Ctx;
use crate::db::ids::{PersonId, PostId};
use crate::error::{AppError, FieldErrors};
use crate::org::load::holdings_of_person;
use crate::org::people::{PersonDraft, add_person, change_person, depart as leave_body};
use crate::org::{Org, check, holding, load_person, person, squeeze};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Both, Page, Ui};

#[derive(Template)]
#[template(path = "org/pages/people.html")]
pub(super) struct PeoplePage {
    ui: Ui,
    q: String,
    rows: Vec<(person::Model, Vec<(PostId, String)>)>,
    may_modify: bool,
}

#[derive(Template)]
#[template(path = "org/pages/person.html")]
pub(super) struct PersonPage {
    ui: Ui,
    person: person::Model,
    held: Vec<(holding::Model, String)>,
    load: Option<Load>,
    unit_path: Option<String>,
    may_modify: bool,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "org/pages/person_form.html")]
pub(super) struct PersonFormPage {
    ui: Ui,
    person: Option<person::Model>,
    form: PersonForm,
    errors: FieldErrors,
    both: Vec<Both>,
}

/// The fields of the form of a person.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PersonForm {
    name: String,
    phone: String,
    version: i64,
}

impl PersonForm {
    fn of(person: &person::Model) -> Self {
        let phone = person.phone.clone().unwrap_or_default();
        Self { name: person.name.clone(), phone, version: person.version }
    }
}

pub(super) async fn list(ctx: Ctx, ui: Ui, Query(find): Query<Find>) -> Result<Page<PeoplePage>, AppError> {
    let org = Org::of(&ctx).await?;
    let sight = Sight::of(&ctx);
    let q = squeeze(&find.q);
    let mut people: Vec<&person::Model> = org.people().filter(|p| squeeze(&p.name).contains(&q)).collect();
    people.sort_by(|a, b| (&a.pinyin, a.id).cmp(&(&b.pinyin, b.id)));
    let mut rows = Vec::new();
    for person in people {
        let posts = org.posts_of(person.id);
        let seen = |path: Option<&str>| sight.sees(path.unwrap_or("/"));
        let in_sight = posts.iter().any(|p| seen(org.unit(p.unit_id).map(|u| u.path.as_str())));
        if in_sight || (posts.is_empty() && sight.sees("/")) {
            let label =
                |p: &&crate::org::post::Model| (p.id, format!("{} {}", org.unit_label(p.unit_id), p.title));
            rows.push((person.clone(), posts.iter().map(label).collect()));
        }
    }
    Ok(Page(PeoplePage { ui, q: find.q, rows, may_modify: may_modify(&ctx) }))
}

pub(super) async fn show(ctx: Ctx, ui: Ui, Path(id): Path<PersonId>) -> Result<Page<PersonPage>, AppError> {
    Ok(Page(page(&ctx, ui, id, FieldErrors::default()).await?))
}

async fn page(ctx: &Ctx, ui: Ui, id: PersonId, errors: FieldErrors) -> Result<PersonPage, AppError> {
    let person = load_person(ctx, id, Action::Read).await?.into_inner().person;
    let org = Org::of(ctx).await?;
    let held = holdings_of_person(ctx, ctx.reader(), id).await?;
    let title = |h: &holding::Model| {
        org.post(h.post_id).map(|p| format!("{} {}", org.unit_label(p.unit_id), p.title)).unwrap_or_default()
    };
    let posts: Vec<PostId> = org.posts_of(id).iter().map(|p| p.id).collect();
    let main = posts.first().and_then(|p| org.post(*p)).and_then(|p| org.unit(p.unit_id));
    let year = ui.year().unwrap_or(ctx.today().year());
    Ok(PersonPage {
        held: held.iter().map(|h| (h.clone(), title(h))).collect(),
        load: of_person(ctx, year, id, &posts).await?,
        unit_path: main.map(|u| u.path.clone()),
        may_modify: may_modify(ctx) && person.left_on.is_none(),
        person,
        errors,
        ui,
    })
}

pub(super) async fn new(ui: Ui) -> Page<PersonFormPage> {
    Page(form_page(ui, None, PersonForm::default(), FieldErrors::default()))
}

fn form_page(ui: Ui, person: Option<person::Model>, form: PersonForm, errors: FieldErrors) -> PersonFormPage {
    PersonFormPage { ui, person, form, errors, both: Vec::new() }
}

pub(super) async fn add(ctx: Ctx, ui: Ui, Form(form): Form<PersonForm>) -> Result<Response, AppError> {
    let done = match PersonDraft::read(&form.name, &form.phone) {
        Ok(draft) => add_person(&ctx, &draft).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            let said = [("name", form.name.trim().to_owned())];
            Ok(Done::to(format!("/org/people/{id}")).say("ok", "flash-person-added", &said).into_response())
        }
        Err(AppError::Invalid(errors)) => {
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, form_page(ui, None, form, errors)))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn edit(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<PersonId>,
) -> Result<Page<PersonFormPage>, AppError> {
    let person = load_person(&ctx, id, Action::Modify).await?.into_inner().person;
    let form = PersonForm::of(&person);
    Ok(Page(form_page(ui, Some(person), form, FieldErrors::default())))
}

pub(super) async fn change(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<PersonId>,
    Form(mut form): Form<PersonForm>,
) -> Result<Response, AppError> {
    let loaded = load_person(&ctx, id, Action::Modify).await?;
    let done = match PersonDraft::read(&form.name, &form.phone) {
        Ok(draft) => change_person(&ctx, loaded.clone(), form.version, &draft).await,
        Err(error) => Err(error),
    };
    let person = loaded.into_inner().person;
    match done {
        Ok(()) => Ok(Done::to(format!("/org/people/{id}")).say("ok", "flash-saved", &[]).into_response()),
        Err(AppError::Invalid(errors)) => {
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, form_page(ui, Some(person), form, errors)))
        }
        Err(AppError::Conflict { current }) => {
            let now = PersonForm::of(&person);
            let both = vec![
                Both::new("org-person-name", &now.name, &form.name),
                Both::new("org-phone", &now.phone, &form.phone),
            ];
            form.version = current;
            let mut page = form_page(ui, Some(person), form, FieldErrors::default());
            page.both = both;
            Ok(again(StatusCode::CONFLICT, page))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn depart(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<PersonId>,
    Form(form): Form<DayForm>,
) -> Result<Response, AppError> {
    let loaded = load_person(&ctx, id, Action::Modify).await?;
    let name = loaded.person.name.clone();
    let mut errors = FieldErrors::default();
    let Some(day) = check::day(&mut errors, "day", &form.day) else {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page(&ctx, ui, id, errors).await?));
    };
    leave_body(&ctx, loaded, form.version, day).await?;
    Ok(Done::to("/org/people").say("ok", "flash-person-left", &[("name", name)]).into_response())
}
