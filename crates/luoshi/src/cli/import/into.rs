//! `luoshi import … --into`: the files go into a store, by the way that an upload takes. They wait
//! there to be confirmed.
//!
//! A running server does not stand in the way: it and this command share the store as two servers
//! share a PostgreSQL, and the jobs as two workers do. On SQLite each write waits for the other's,
//! ten seconds at most.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use luoshi_core::policy::Action;
use luoshi_docs::model::{Place, Problem};
use luoshi_docs::read::Refusal;
use serde_json::{Value, json};

use super::{Import, problem_line, refusal_problem};
use crate::account::login::bodies;
use crate::app::{App, Clock};
use crate::cli::{in_words, language, print_json, print_line, tell};
use crate::config::Config;
use crate::ctx::Ctx;
use crate::db::ids::{DocumentId, TenantId};
use crate::db::{self, StoreUrl};
use crate::error::AppError;
use crate::intake::load::{load_document, proposals, reading_of};
use crate::intake::receive::{LARGEST, Receipt, Upload, receive};
use crate::intake::store::{DocumentState, document};
use crate::intake::{Tally, decide};
use crate::jobs::{self, Waiting};
use crate::plan::years;

/// How long another worker may take to read what it has claimed.
const PATIENCE: Duration = Duration::from_secs(150);
/// How often it is asked whether it has.
const STEP: Duration = Duration::from_millis(200);

/// Where documents go: a folder, a file, or `postgres://…[#schema]`.
///
/// # Errors
/// When it is the address of something that is no store.
pub(super) fn place(text: &str) -> Result<StoreUrl, String> {
    let known = ["postgres://", "postgresql://", "sqlite://"].iter().any(|scheme| text.starts_with(scheme));
    match text.split_once("://") {
        Some(("http" | "https", _)) => Err(language().text("cli-into-server")),
        Some(_) if !known => Err(language().text("cli-into-scheme")),
        Some(_) => Ok(StoreUrl::parse(text)),
        None if Path::new(text).is_dir() => Ok(StoreUrl::in_folder(Path::new(text))),
        None => Ok(StoreUrl::File(text.into())),
    }
}

/// What became of a file.
#[derive(Debug)]
struct Taken {
    id: String,
    word: &'static str,
    document: Option<document::Model>,
    tally: Tally,
    problems: Vec<Problem>,
}

impl Taken {
    /// Whether it lies in the store, read.
    fn done(&self) -> bool {
        matches!(self.word, "new" | "same")
    }
}

/// Takes every file into the store; one that is refused does not keep the others out.
///
/// # Errors
/// When the store cannot be opened, or there is no such body or year.
pub(super) async fn run(import: &Import, into: &StoreUrl) -> anyhow::Result<ExitCode> {
    if let StoreUrl::File(file) = into
        && !file.exists()
    {
        // Opening would make an empty store, in which nobody could ever confirm anything.
        let text = language().text_with("cli-into-no-store", &[("path", file.display().to_string())]);
        anyhow::bail!(text);
    }
    let db = db::open(into).await?;
    let app = App::new(db, Config::load(None)?, Clock::system());
    let outcome = take_all(&app, import).await;
    app.db.clone().close().await?;
    outcome
}

async fn take_all(app: &Arc<App>, import: &Import) -> anyhow::Result<ExitCode> {
    let tenant = body(app, import.tenant.as_deref()).await?;
    let year = year(&Ctx::program(app, tenant, "cli"), import.year).await?;
    let mut failed = false;
    for file in &import.files {
        let uploads = match uploads(file) {
            Ok(uploads) => uploads,
            Err(error) => {
                failed = true;
                tell(&format!("{}: {error:#}", file.display()));
                continue;
            }
        };
        for (id, upload) in uploads {
            match take(app, tenant, year, &id, upload).await {
                Ok(taken) => {
                    failed |= !taken.done();
                    show(&taken, year, import.json);
                }
                Err(error) => {
                    failed = true;
                    tell(&format!("{id}: {:#}", in_words(error)));
                }
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The body that is meant, by its id or its name; where the store holds one, it need not be named.
async fn body(app: &App, named: Option<&str>) -> anyhow::Result<TenantId> {
    let lang = language();
    let all = bodies(app).await?;
    let list = || all.iter().map(|(id, name)| format!("{id} {name}")).collect::<Vec<_>>().join("; ");
    match (named, all.as_slice()) {
        (_, []) => anyhow::bail!(lang.text("cli-no-body")),
        (None, [(only, _)]) => Ok(*only),
        (None, _) => anyhow::bail!(lang.text_with("cli-into-which-body", &[("list", list())])),
        (Some(text), _) => {
            let found = all.iter().find(|(id, name)| id.to_string() == text || name == text);
            let args = [("name", text.to_owned()), ("list", list())];
            Ok(found.with_context(|| lang.text_with("cli-into-no-such-body", &args))?.0)
        }
    }
}

/// The year that is meant, else the one that pages work on.
async fn year(ctx: &Ctx, wanted: Option<i32>) -> anyhow::Result<i32> {
    let lang = language();
    match wanted {
        Some(number) => match years::load(ctx, number, Action::Read).await {
            Ok(year) => Ok(year.year),
            Err(AppError::NotFound) => {
                anyhow::bail!(lang.text_with("cli-into-no-such-year", &[("year", number.to_string())]))
            }
            Err(error) => Err(error.into()),
        },
        None => match years::current_or_none(ctx, None).await? {
            Some(year) => Ok(year.year),
            None => anyhow::bail!(lang.text("cli-into-no-year")),
        },
    }
}

/// A file as an upload, with the name under which it is reported; each line of a `.jsonl` is a text.
fn uploads(file: &Path) -> anyhow::Result<Vec<(String, Upload)>> {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let size = std::fs::metadata(file).context("reading the file")?.len();
    let upload = |name: String, bytes| Upload { name, bytes: Arc::new(bytes), previous: None };
    if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl")) {
        let lines = super::texts(&std::fs::read(file).context("reading the file")?)?;
        return Ok(lines
            .into_iter()
            .map(|(id, text)| (id.clone(), upload(format!("{id}.txt"), text.into_bytes())))
            .collect());
    }
    let limit = (LARGEST >> 20).to_string();
    let fits = size <= LARGEST as u64;
    anyhow::ensure!(fits, language().text_with("refusal-too-big", &[("limit", limit)]));
    let id = file.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(vec![(id, upload(name, std::fs::read(file).context("reading the file")?))])
}

async fn take(
    app: &Arc<App>,
    tenant: TenantId,
    year: i32,
    id: &str,
    upload: Upload,
) -> Result<Taken, AppError> {
    let (word, document) = match receive(&Ctx::program(app, tenant, "cli"), year, upload).await? {
        Receipt::New(document) => ("new", document),
        Receipt::Same(document) => ("same", document),
        Receipt::Refused(_, refusal) => return Ok(refused(id, None, &refusal)),
    };
    let document = until_read(app, tenant, document).await?;
    if let Some(refusal) = document.refusal.as_deref() {
        let refusal: Refusal = serde_json::from_str(refusal)?;
        return Ok(refused(id, Some(document), &refusal));
    }
    let word = if document.state.waiting() { "waiting" } else { word };
    let ctx = Ctx::program(app, tenant, "cli");
    let all = proposals(&ctx, ctx.reader(), document.id).await?;
    let problems = match reading_of(&ctx, document.id).await? {
        Some(reading) => serde_json::from_str(&reading.problems)?,
        None => Vec::new(),
    };
    Ok(Taken { id: id.to_owned(), word, document: Some(document), tally: decide::Tally::of(&all), problems })
}

fn refused(id: &str, document: Option<document::Model>, refusal: &Refusal) -> Taken {
    let problems = vec![refusal_problem(refusal)];
    Taken { id: id.to_owned(), word: "refused", document, tally: Tally::default(), problems }
}

/// Reads the document here, or waits until the running server has.
async fn until_read(app: &Arc<App>, tenant: TenantId, id: DocumentId) -> Result<document::Model, AppError> {
    let key = jobs::Job::ReadDocument { document: id.0 }.key();
    let mut waited = Duration::ZERO;
    loop {
        jobs::run_due(app).await?;
        let ctx = Ctx::program(app, tenant, "cli");
        let document = load_document(&ctx, ctx.reader(), id, Action::Read).await?.into_inner();
        let given_up = jobs::waiting(&ctx, &key).await? == Some(Waiting::Failed);
        if !document.state.waiting() || given_up || waited >= PATIENCE {
            return Ok(document);
        }
        tokio::time::sleep(STEP).await;
        waited += STEP;
    }
}

fn show(taken: &Taken, year: i32, as_json: bool) {
    let (tally, document) = (taken.tally, taken.document.as_ref());
    if as_json {
        print_json(&json!({
            "id": taken.id, "state": taken.word, "year": year,
            "document": document.map(|d| d.id.to_string()),
            "title": document.and_then(|d| d.title.clone()),
            "previous": document.and_then(|d| d.previous_id).map(|p| p.to_string()),
            "adopted": document.is_some_and(|d| d.state == DocumentState::Adopted),
            "proposals": tally.all, "questions": tally.asking,
            "problems": taken.problems.iter().map(|p| json!(p)).collect::<Vec<Value>>(),
        }));
    } else if let Some(document) = document {
        let args = [
            ("name", document.label().to_owned()),
            ("id", document.id.to_string()),
            ("n", tally.all.to_string()),
            ("questions", tally.asking.to_string()),
        ];
        print_line(&language().text_with(&format!("cli-into-{}", taken.word), &args));
    }
    for problem in &taken.problems {
        // A refusal's place is the whole file, which its line names already.
        debug_assert!(taken.word != "refused" || problem.place == Place::File);
        tell(&problem_line(&taken.id, problem));
    }
}
