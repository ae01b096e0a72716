//! Documents: upload, reading, confirming, adoption, newer versions.

mod adopt;
mod confirm;
mod upload;
mod versions;

use luoshi::db::ids::DocumentId;
use luoshi::intake::load::{load_document, proposals};
use luoshi::intake::store::document;
use luoshi::intake::value::Proposal;
use luoshi::plan::store::{duty, milestone, task};
use luoshi_core::policy::Action;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::support::{Answer, Client, Part, TestApp};

/// A table as offices send it: a title, one heading, two areas, a limit with two readings.
const TABLE: &str = "\
云溪街道2026年重点任务分解表,,,,,
序号,工作领域,目标任务,完成时限,牵头单位,配合单位,责任人
1,城市管理,整治背街小巷6条,2026年6月30日,综合执法队,党政办公室、各村,丁守正
2,城市管理,新建口袋公园2处。每处不少于300平方米,9月底,综合执法队,柳堰村,丁守正
3,乡村振兴,改造农村户厕120座,6月前,柳堰村,松坡村,柳长青
4,乡村振兴,硬化通村道路3公里,11月底前,松坡村,,宋望山
";

/// The program with the year 2026 open.
async fn in_2026() -> TestApp {
    let t = TestApp::new().await;
    luoshi::plan::years::open(&t.ctx(), 2026).await.unwrap();
    t
}

fn demo(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../demo/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

async fn upload(clerk: &Client, name: &str, bytes: &[u8]) -> Answer {
    clerk.multipart("/documents", &[], &[Part { field: "files", name, bytes }]).await
}

/// Uploads a file, lets it be read and answers its id.
async fn read(t: &TestApp, clerk: &Client, name: &str, bytes: &[u8]) -> DocumentId {
    let answer = upload(clerk, name, bytes).await.assert_status(303);
    let id = answer.location().rsplit('/').next().unwrap().parse().unwrap();
    t.run_jobs().await;
    id
}

async fn doc(t: &TestApp, id: DocumentId) -> document::Model {
    (*load_document(&t.ctx(), t.ctx().reader(), id, Action::Read).await.unwrap()).clone()
}

async fn all(t: &TestApp, id: DocumentId) -> Vec<Proposal> {
    proposals(&t.ctx(), t.ctx().reader(), id).await.unwrap()
}

async fn titled(t: &TestApp, id: DocumentId, title: &str) -> Proposal {
    let all = all(t, id).await;
    let found: Vec<_> = all.into_iter().filter(|p| p.value.title().contains(title)).collect();
    assert_eq!(found.len(), 1, "{title}: {found:?}");
    found.into_iter().next().unwrap()
}

/// The tasks of the ledger that came from a document, in order.
async fn tasks(t: &TestApp, id: DocumentId) -> Vec<task::Model> {
    task::Entity::find()
        .filter(task::Column::TenantId.eq(t.world.tenant))
        .filter(task::Column::DocumentId.eq(id))
        .order_by_asc(task::Column::Number)
        .all(t.ctx().reader())
        .await
        .unwrap()
}

async fn duties(t: &TestApp, of: &task::Model) -> Vec<duty::Model> {
    luoshi::plan::load::duties_of(&t.ctx(), t.ctx().reader(), &[of.id]).await.unwrap()
}

async fn milestones(t: &TestApp, of: &task::Model) -> Vec<milestone::Model> {
    milestone::Entity::find()
        .filter(milestone::Column::TenantId.eq(t.world.tenant))
        .filter(milestone::Column::TaskId.eq(of.id))
        .order_by_asc(milestone::Column::Day)
        .all(t.ctx().reader())
        .await
        .unwrap()
}

/// A deed on a proposal, as its card would send it.
async fn act(clerk: &Client, p: &Proposal, verb: &str) -> Answer {
    let path = format!("/proposals/{}/{verb}", p.row.id);
    clerk.post(&path, &[("version", &p.row.version.to_string())]).await
}

/// Accepts everything sure and enters it into the ledger.
async fn adopt_all(t: &TestApp, clerk: &Client, id: DocumentId) {
    clerk.post(&format!("/documents/{id}/acceptances"), &[("all", "all")]).await.assert_status(303);
    let version = doc(t, id).await.version.to_string();
    clerk.post(&format!("/documents/{id}/adoption"), &[("version", &version)]).await.assert_status(303);
}

async fn answer(clerk: &Client, p: &Proposal, question: usize, answer: &str) -> Answer {
    let fields = [
        ("proposal", p.row.id.to_string()),
        ("version", p.row.version.to_string()),
        ("question", question.to_string()),
        ("answer", answer.to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    clerk.post(&format!("/documents/{}/answers", p.row.document_id), &fields).await
}

#[test]
fn the_pages_render_with_every_kind_of_row_in_both_languages() {
    use askama::Template as _;
    use luoshi::intake::pages::{ConfirmPage, ListPage};
    use luoshi::web::Ui;
    for locale in luoshi::web::i18n::Locale::ALL {
        for html in
            [ListPage::sample(Ui::plain(locale)).render(), ConfirmPage::sample(Ui::plain(locale)).render()]
        {
            let html = html.unwrap();
            let missing: Vec<&str> = html
                .match_indices('[')
                .filter_map(|(at, _)| html[at + 1..].split_once(']').map(|(key, _)| key))
                .filter(|key| {
                    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c))
                })
                .collect();
            assert!(missing.is_empty(), "texts are missing: {missing:?}");
        }
    }
}
