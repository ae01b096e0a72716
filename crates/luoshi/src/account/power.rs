//! What an account may do today: an officer role, or the roles of the posts that its person holds,
//! own and lent. Asked anew for every request, so that a post that ended yesterday opens nothing.

use luoshi_core::policy::{Actor, Power, Role};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use time::Date;

use super::store::account;
use crate::app::App;
use crate::ctx::day_of;
use crate::db::ids::TenantId;
use crate::error::AppError;

#[derive(Debug, FromQueryResult)]
struct HeldPost {
    post_id: i64,
    role: Option<String>,
    path: String,
    own: i32,
}

/// Posts held on a day by a person, or by somebody whose powers the person has been lent. Who may not
/// act cannot have others act: a disabled account and an officer's lend nothing.
/// Every table carries the tenant filter, as a distributed store demands.
const HELD: &str = "\
SELECT p.id AS post_id, p.role AS role, u.path AS path, CASE WHEN h.person_id = $2 THEN 1 ELSE 0 END AS own \
FROM holding h \
JOIN post p ON p.tenant_id = h.tenant_id AND p.id = h.post_id \
JOIN unit u ON u.tenant_id = p.tenant_id AND u.id = p.scope_unit_id \
WHERE h.tenant_id = $1 AND p.tenant_id = $1 AND u.tenant_id = $1 \
AND (h.person_id = $2 OR h.person_id IN (SELECT d.from_person_id FROM delegation d WHERE d.tenant_id = $1 \
  AND d.to_person_id = $2 AND d.from_day <= $3 AND d.to_day >= $3 AND d.ended_at IS NULL \
  AND NOT EXISTS (SELECT 1 FROM account a WHERE a.tenant_id = $1 AND a.person_id = d.from_person_id \
    AND (a.disabled_at IS NOT NULL OR a.officer IS NOT NULL)))) \
AND h.from_day <= $3 AND (h.to_day IS NULL OR h.to_day >= $3) \
AND (p.closed_on IS NULL OR p.closed_on > $3) \
ORDER BY own DESC, p.sort, p.id";

/// The actor behind an account at this moment.
///
/// # Errors
/// When the store cannot be read.
pub async fn actor_of(app: &App, account: &account::Model, name: &str) -> Result<Actor, AppError> {
    let mut actor = Actor {
        tenant: account.tenant_id.0,
        account: Some(account.id.0),
        person: Some(account.person_id.0),
        post: None,
        name: name.to_owned(),
        powers: Vec::new(),
        program: false,
    };
    if let Some(role) = account.officer.as_deref().and_then(Role::from_name) {
        // 三员: an officer has no business role, whatever posts the person holds.
        actor.powers.push(Power { role, path: "/".to_owned() });
        return Ok(actor);
    }
    let held = held_posts(app, account.tenant_id, account.person_id.0, day_of(app.clock.now())).await?;
    actor.post = held.iter().find(|p| p.own == 1).map(|p| p.post_id);
    for post in held {
        if let Some(role) = post.role.as_deref().and_then(Role::from_name).filter(|r| !r.is_officer()) {
            actor.powers.push(Power { role, path: post.path });
        }
    }
    Ok(actor)
}

async fn held_posts(
    app: &App,
    tenant: TenantId,
    person: i64,
    today: Date,
) -> Result<Vec<HeldPost>, AppError> {
    let engine = app.db.engine();
    let rows = app
        .db
        .reader()
        .query_all_raw(Statement::from_sql_and_values(
            engine,
            HELD,
            [tenant.0.into(), person.into(), today.into()],
        ))
        .await?;
    rows.iter().map(|r| HeldPost::from_query_result(r, "").map_err(Into::into)).collect()
}
