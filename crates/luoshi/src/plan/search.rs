//! Full-text search by pairs of characters: Chinese has no blanks, and most words have two
//! characters. The same tokens feed FTS5 on SQLite and a tsvector on PostgreSQL; the two spellings
//! of the query stand here and nowhere else.

use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};

use crate::ctx::{Ctx, Tx};
use crate::error::AppError;

/// Cuts a text into tokens: runs of Chinese characters into overlapping pairs (a lone character
/// stays), letters and digits into lower-case words; separated by blanks.
#[must_use]
pub fn tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut han: Vec<char> = Vec::new();
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if is_han(c) {
            push_word(&mut out, &mut word);
            han.push(c);
        } else {
            push_pairs(&mut out, &mut han);
            if c.is_alphanumeric() { word.extend(c.to_lowercase()) } else { push_word(&mut out, &mut word) }
        }
    }
    out
}

/// The tokens of a text to be found: as [`tokens`], and the last character of each run once more
/// alone, because a search for one character looks for pairs that begin with it.
fn indexed(text: &str) -> String {
    let mut out = tokens(text);
    let mut chars = text.chars().chain([' ']).peekable();
    while let Some(c) = chars.next() {
        if is_han(c) && chars.peek().is_some_and(|next| !is_han(*next)) {
            push(&mut out, &c.to_string());
        }
    }
    out
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

fn push_word(out: &mut String, word: &mut String) {
    if !word.is_empty() {
        push(out, word);
        word.clear();
    }
}

fn push_pairs(out: &mut String, han: &mut Vec<char>) {
    if let [only] = han[..] {
        push(out, &only.to_string());
    }
    for pair in han.windows(2) {
        push(out, &pair.iter().collect::<String>());
    }
    han.clear();
}

fn push(out: &mut String, token: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(token);
}

/// Puts, or puts anew, a thing's text into the index, in the transaction of the change.
///
/// # Errors
/// When the store refuses.
pub async fn index(tx: &Tx<'_>, subject: &str, id: i64, year: i32, text: &str) -> Result<(), AppError> {
    forget(tx, subject, id).await?;
    let engine = tx.conn().get_database_backend();
    let tok = indexed(text);
    match engine {
        DbBackend::Postgres => {
            let sql = "INSERT INTO search_entry (tenant_id, subject, subject_id, year, tok) \
                       VALUES ($1, $2, $3, $4, to_tsvector('simple', $5))";
            run(tx, sql, vec![tx.tenant().0.into(), subject.into(), id.into(), year.into(), tok.into()])
                .await?;
        }
        _ => {
            let sql =
                "INSERT INTO search_entry (tenant_id, subject, subject_id, year) VALUES ($1, $2, $3, $4)";
            run(tx, sql, vec![tx.tenant().0.into(), subject.into(), id.into(), year.into()]).await?;
            run(tx, "INSERT INTO search_text (rowid, tok) VALUES ($1, $2)", vec![id.into(), tok.into()])
                .await?;
        }
    }
    Ok(())
}

/// Takes a thing out of the index.
///
/// # Errors
/// When the store refuses.
pub async fn forget(tx: &Tx<'_>, subject: &str, id: i64) -> Result<(), AppError> {
    let sql = "DELETE FROM search_entry WHERE tenant_id = $1 AND subject = $2 AND subject_id = $3";
    run(tx, sql, vec![tx.tenant().0.into(), subject.into(), id.into()]).await?;
    if tx.conn().get_database_backend() == DbBackend::Sqlite {
        run(tx, "DELETE FROM search_text WHERE rowid = $1", vec![id.into()]).await?;
    }
    Ok(())
}

async fn run(tx: &Tx<'_>, sql: &str, values: Vec<Value>) -> Result<(), AppError> {
    tx.conn()
        .execute_raw(Statement::from_sql_and_values(tx.conn().get_database_backend(), sql, values))
        .await?;
    Ok(())
}

/// The ids of the things of a kind that a query finds, as a subquery for a WHERE clause. `None` if
/// there is nothing to look for.
///
/// Words separated by blanks must all occur; inside a word the characters follow each other.
#[must_use]
pub fn matching(ctx: &Ctx, subject: &str, query: &str) -> Option<SelectStatement> {
    let words: Vec<String> = query.split_whitespace().map(tokens).filter(|t| !t.is_empty()).take(8).collect();
    if words.is_empty() {
        return None;
    }
    let mut select = Query::select();
    select
        .expr(Expr::cust("s.subject_id"))
        .from_as("search_entry", "s")
        .and_where(Expr::cust("s.tenant_id").eq(ctx.tenant().0))
        .and_where(Expr::cust("s.subject").eq(subject));
    match ctx.app.db.engine() {
        DbBackend::Postgres => {
            for word in &words {
                // The builder numbers the places of a custom text itself, `$1` for PostgreSQL …
                let text = "s.tok @@ to_tsquery('simple', $1)";
                select.and_where(Expr::cust_with_values(text, [postgres_query(word)]));
            }
        }
        _ => {
            let matched: Vec<String> = words.iter().map(|w| sqlite_query(w)).collect();
            // … and a bare `?` for SQLite; anything else would be bound to the wrong value.
            let text = "s.subject_id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)";
            select.and_where(Expr::cust_with_values(text, [matched.join(" AND ")]));
        }
    }
    Some(select)
}

/// Name and text of a received document, for the words that a task stands on.
///
/// The tables belong to the intake feature, which comes after this one and may not be used from
/// here; two of their columns are read by name instead.
///
/// # Errors
/// When the store cannot be read.
pub async fn document_text(
    ctx: &Ctx,
    id: crate::db::ids::DocumentId,
) -> Result<Option<(String, String)>, AppError> {
    let sql = "SELECT d.name AS name, r.content AS content FROM document d \
               JOIN reading r ON r.tenant_id = d.tenant_id AND r.document_id = d.id \
               WHERE d.tenant_id = $1 AND r.tenant_id = $1 AND d.id = $2";
    let statement =
        Statement::from_sql_and_values(ctx.app.db.engine(), sql, [ctx.tenant().0.into(), id.0.into()]);
    let Some(row) = ctx.reader().query_one_raw(statement).await? else { return Ok(None) };
    let content: Option<String> = row.try_get("", "content")?;
    let text = content
        .and_then(|c| serde_json::from_str::<luoshi_docs::model::Document>(&c).ok())
        .map(|d| d.text)
        .unwrap_or_default();
    Ok(Some((row.try_get("", "name")?, text)))
}

/// A phrase; a lone character is looked for as the beginning of a pair.
fn sqlite_query(tokens: &str) -> String {
    let mut chars = tokens.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if is_han(c) => format!("\"{c}\" *"),
        _ => format!("\"{tokens}\""),
    }
}

fn postgres_query(tokens: &str) -> String {
    let mut chars = tokens.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if is_han(c) => format!("'{c}':*"),
        _ => tokens.split(' ').map(|t| format!("'{t}'")).collect::<Vec<_>>().join(" <-> "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_two_characters_are_found_inside_longer_runs() {
        assert_eq!(tokens("招商引资5家"), "招商 商引 引资 5 家");
        assert_eq!(tokens("A3挂图，Q1"), "a3 挂图 q1");
        assert_eq!(tokens("  "), "");
        assert!(tokens("全年完成招商任务").contains(&tokens("招商")));
    }

    #[test]
    fn what_people_type_cannot_become_an_operator() {
        assert_eq!(tokens("\"a\" OR 'b'* :*"), "a or b");
    }
}
