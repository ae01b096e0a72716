//! The page of a post with everybody who held it, and its forms.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use luoshi_core::policy::{Action, Role};
use serde::Deserialize;

use super::units::{DayForm, places};
use super::{again, may_administer, may_modify};
use crate::ctx::Ctx;
use crate::db::ids::{PersonId, PostId, UnitId};
use crate::error::{AppError, FieldErrors, Notice};
use crate::org::load::holdings_of_post;
use crate::org::posts::{PostDraft, add_post, change_post, close_post, leave_post, take_post};
use crate::org::{Org, check, holding, load_post, load_unit, post, unit};
use crate::web::forms::Form;
use crate::web::ui::Done;
use crate::web::{Both, Page, Ui};

#[derive(Template)]
#[template(path = "org/pages/post.html")]
pub(super) struct PostPage {
    ui: Ui,
    post: post::Model,
    unit: unit::Model,
    scope: String,
    held: Vec<(holding::Model, String)>,
    current: Option<String>,
    people: Vec<(PersonId, String)>,
    may_modify: bool,
    form: HoldingForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "org/pages/post_form.html")]
pub(super) struct PostFormPage {
    ui: Ui,
    unit: unit::Model,
    post: Option<post::Model>,
    form: PostForm,
    roles: Vec<Role>,
    places: Vec<(UnitId, String)>,
    may_administer: bool,
    errors: FieldErrors,
    both: Vec<Both>,
}

/// The fields of the form of a post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PostForm {
    title: String,
    role: String,
    scope: String,
    sort: String,
    version: i64,
}

impl PostForm {
    fn of(post: &post::Model) -> Self {
        Self {
            title: post.title.clone(),
            role: post.role.clone().unwrap_or_default(),
            scope: post.scope_unit_id.to_string(),
            sort: post.sort.to_string(),
            version: post.version,
        }
    }

    /// The draft; those who do not administer leave role and reach as they are.
    fn read(
        &self,
        ctx: &Ctx,
        org: &Org,
        unit: UnitId,
        old: Option<&post::Model>,
    ) -> Result<PostDraft, AppError> {
        let mut draft = PostDraft::read(&self.title, &self.role, &self.scope, unit, &self.sort)?;
        if !may_administer(ctx) && self.role.is_empty() && self.scope.is_empty() {
            draft.role = old.and_then(|p| p.role.as_deref()).and_then(Role::from_name);
            draft.scope = old.map_or(unit, |p| p.scope_unit_id);
        }
        if org.unit(draft.scope).is_none() {
            let mut errors = FieldErrors::default();
            errors.add("scope", Notice::new("form-choose"));
            return Err(AppError::Invalid(errors));
        }
        Ok(draft)
    }
}

/// Roles that a post can lend: all but those of the three officers.
fn roles() -> Vec<Role> {
    Role::ALL.into_iter().filter(|r| !r.is_officer()).collect()
}

/// Who takes the post, and from when.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HoldingForm {
    person: String,
    from_day: String,
    version: i64,
}

pub(super) async fn show(ctx: Ctx, ui: Ui, Path(id): Path<PostId>) -> Result<Page<PostPage>, AppError> {
    let form = HoldingForm { from_day: ctx.today().to_string(), ..HoldingForm::default() };
    Ok(Page(page(&ctx, ui, id, form, FieldErrors::default()).await?))
}

async fn page(
    ctx: &Ctx,
    ui: Ui,
    id: PostId,
    form: HoldingForm,
    errors: FieldErrors,
) -> Result<PostPage, AppError> {
    let loaded = load_post(ctx, id, Action::Read).await?.into_inner();
    let org = Org::of(ctx).await?;
    let name = |id: PersonId| org.person(id).map(|p| p.name.clone()).unwrap_or_default();
    let held = holdings_of_post(ctx, ctx.reader(), id).await?;
    let mut people: Vec<_> = org.people().collect();
    people.sort_by(|a, b| (&a.pinyin, a.id).cmp(&(&b.pinyin, b.id)));
    let main = |id: PersonId| org.posts_of(id).first().map(|p| org.unit_label(p.unit_id).to_owned());
    let choice = |id: PersonId, name: &str| match main(id) {
        Some(unit) => format!("{name}（{unit}）"),
        None => name.to_owned(),
    };
    Ok(PostPage {
        scope: org.unit_label(loaded.post.scope_unit_id).to_owned(),
        held: held.iter().map(|h| (h.clone(), name(h.person_id))).collect(),
        current: org.holder(id).map(|p| p.name.clone()),
        people: people.into_iter().map(|p| (p.id, choice(p.id, &p.name))).collect(),
        may_modify: may_modify(ctx) && loaded.post.closed_on.is_none(),
        post: loaded.post,
        unit: loaded.unit,
        form,
        errors,
        ui,
    })
}

pub(super) async fn new(ctx: Ctx, ui: Ui, Path(id): Path<UnitId>) -> Result<Page<PostFormPage>, AppError> {
    let unit = load_unit(&ctx, id, Action::Modify).await?.into_inner();
    let org = Org::of(&ctx).await?;
    let form = PostForm { scope: id.to_string(), ..PostForm::default() };
    Ok(Page(form_page(&ctx, ui, &org, unit, None, form, FieldErrors::default())))
}

fn form_page(
    ctx: &Ctx,
    ui: Ui,
    org: &Org,
    unit: unit::Model,
    post: Option<post::Model>,
    form: PostForm,
    errors: FieldErrors,
) -> PostFormPage {
    PostFormPage {
        ui,
        unit,
        post,
        form,
        roles: roles(),
        places: places(org, None),
        may_administer: may_administer(ctx),
        errors,
        both: Vec::new(),
    }
}

pub(super) async fn add(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<UnitId>,
    Form(form): Form<PostForm>,
) -> Result<Response, AppError> {
    let unit = load_unit(&ctx, id, Action::Modify).await?;
    let org = Org::of(&ctx).await?;
    let done = match form.read(&ctx, &org, id, None) {
        Ok(draft) => add_post(&ctx, unit.clone(), &draft).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(post) => {
            let said = [("name", form.title.trim().to_owned())];
            Ok(Done::to(format!("/org/posts/{post}")).say("ok", "flash-post-added", &said).into_response())
        }
        Err(AppError::Invalid(errors)) => {
            let page = form_page(&ctx, ui, &org, unit.into_inner(), None, form, errors);
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn edit(ctx: Ctx, ui: Ui, Path(id): Path<PostId>) -> Result<Page<PostFormPage>, AppError> {
    let loaded = load_post(&ctx, id, Action::Modify).await?.into_inner();
    let org = Org::of(&ctx).await?;
    let form = PostForm::of(&loaded.post);
    Ok(Page(form_page(&ctx, ui, &org, loaded.unit, Some(loaded.post), form, FieldErrors::default())))
}

pub(super) async fn change(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<PostId>,
    Form(mut form): Form<PostForm>,
) -> Result<Response, AppError> {
    let loaded = load_post(&ctx, id, Action::Modify).await?;
    let org = Org::of(&ctx).await?;
    let done = match form.read(&ctx, &org, loaded.unit.id, Some(&loaded.post)) {
        Ok(draft) => change_post(&ctx, loaded.clone(), form.version, &draft).await,
        Err(error) => Err(error),
    };
    let loaded = loaded.into_inner();
    match done {
        Ok(()) => Ok(Done::to(format!("/org/posts/{id}")).say("ok", "flash-saved", &[]).into_response()),
        Err(AppError::Invalid(errors)) => {
            let page = form_page(&ctx, ui, &org, loaded.unit, Some(loaded.post), form, errors);
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(AppError::Conflict { current }) => {
            let now = PostForm::of(&loaded.post);
            let role = |word: &str| ui.tk("org-role", if word.is_empty() { "none" } else { word });
            let both = vec![
                Both::new("org-post-title", &now.title, &form.title),
                Both::new("org-role", role(&now.role), role(&form.role)),
                Both::new("org-sort", &now.sort, &form.sort),
            ];
            form.version = current;
            let errors = FieldErrors::default();
            let mut page = form_page(&ctx, ui, &org, loaded.unit, Some(loaded.post), form, errors);
            page.both = both;
            Ok(again(StatusCode::CONFLICT, page))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn take(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<PostId>,
    Form(form): Form<HoldingForm>,
) -> Result<Response, AppError> {
    let loaded = load_post(&ctx, id, Action::Modify).await?;
    let mut errors = FieldErrors::default();
    let org = Org::of(&ctx).await?;
    let person = form.person.parse::<PersonId>().ok().filter(|p| org.person(*p).is_some());
    if person.is_none() {
        errors.add("person", Notice::new("form-choose"));
    }
    let day = check::day(&mut errors, "from_day", &form.from_day);
    let done = match (person, day) {
        (Some(person), Some(day)) => take_post(&ctx, loaded, form.version, person, day).await,
        _ => Err(AppError::Invalid(errors)),
    };
    answer(&ctx, ui, id, form, done, "flash-post-taken").await
}

pub(super) async fn leave(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<PostId>,
    Form(form): Form<DayForm>,
) -> Result<Response, AppError> {
    let loaded = load_post(&ctx, id, Action::Modify).await?;
    let mut errors = FieldErrors::default();
    let done = match check::day(&mut errors, "to_day", &form.day) {
        Some(day) => leave_post(&ctx, loaded, form.version, day).await,
        None => Err(AppError::Invalid(errors)),
    };
    answer(&ctx, ui, id, HoldingForm::default(), done, "flash-post-left").await
}

pub(super) async fn close(
    ctx: Ctx,
    ui: Ui,
    Path(id): Path<PostId>,
    Form(form): Form<DayForm>,
) -> Result<Response, AppError> {
    let loaded = load_post(&ctx, id, Action::Modify).await?;
    let mut errors = FieldErrors::default();
    let done = match check::day(&mut errors, "to_day", &form.day) {
        Some(day) => close_post(&ctx, loaded, form.version, day).await,
        None => Err(AppError::Invalid(errors)),
    };
    answer(&ctx, ui, id, HoldingForm::default(), done, "flash-post-closed").await
}

/// Back to the post with a message, or the page with the faults beside the fields.
async fn answer(
    ctx: &Ctx,
    ui: Ui,
    id: PostId,
    form: HoldingForm,
    done: Result<(), AppError>,
    said: &str,
) -> Result<Response, AppError> {
    match done {
        Ok(()) => Ok(Done::to(format!("/org/posts/{id}")).say("ok", said, &[]).into_response()),
        Err(AppError::Invalid(errors)) => {
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page(ctx, ui, id, form, errors).await?))
        }
        Err(other) => Err(other),
    }
}
