//! Rules of the store: the tenant comes first in every table, key, index and foreign key, so that
//! the tables can be distributed over it without a change; `docs/schema.sql` is what there is.

use luoshi::db::migrate;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::support::{TestApp, generated};

/// Tables without a tenant: the list of migrations, and the parts of SQLite's full-text index.
const LOCAL: &str = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_text%' ESCAPE '\\' AND name <> 'migration'";

/// Each row names a thing and its first column.
async fn firsts(app: &TestApp, sql: &str) -> Vec<(String, String)> {
    let db = app.app.db.reader();
    let rows = db.query_all_raw(Statement::from_string(app.app.db.engine(), sql)).await.unwrap();
    rows.iter().map(|r| (r.try_get("", "thing").unwrap(), r.try_get("", "first").unwrap())).collect()
}

async fn assert_tenant_first(app: &TestApp, sql: &str, at_least: usize) {
    let rows = firsts(app, sql).await;
    assert!(rows.len() >= at_least, "only {} rows: the query is wrong", rows.len());
    let wrong: Vec<_> = rows.iter().filter(|(_, first)| first != "tenant_id").collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn the_tenant_comes_first_everywhere() {
    let app = TestApp::empty().await;
    match app.app.db.engine() {
        DbBackend::Sqlite => sqlite(&app).await,
        _ => postgres(&app).await,
    }
}

async fn sqlite(app: &TestApp) {
    let tables = format!("(SELECT name FROM sqlite_master WHERE type = 'table' AND {LOCAL}) t");
    let columns = format!(
        "SELECT t.name AS thing, c.name AS first FROM {tables} JOIN pragma_table_info(t.name) c WHERE c.cid = 0"
    );
    let keys = format!(
        "SELECT t.name AS thing, c.name AS first FROM {tables} JOIN pragma_table_info(t.name) c WHERE c.pk = 1"
    );
    let indexes = format!(
        "SELECT i.name AS thing, c.name AS first FROM {tables} JOIN pragma_index_list(t.name) i \
         JOIN pragma_index_info(i.name) c WHERE c.seqno = 0"
    );
    let foreign = format!(
        "SELECT t.name || ' to ' || f.\"table\" AS thing, CASE WHEN f.\"from\" = f.\"to\" THEN f.\"from\" \
         ELSE 'differs' END AS first FROM {tables} JOIN pragma_foreign_key_list(t.name) f WHERE f.seq = 0"
    );
    for (sql, at_least) in [(columns, 20), (keys, 20), (indexes, 40), (foreign, 20)] {
        assert_tenant_first(app, &sql, at_least).await;
    }
}

async fn postgres(app: &TestApp) {
    const TABLES: &str = "pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema() \
                          AND t.relkind = 'r' AND t.relname <> 'migration'";
    let columns = format!(
        "SELECT t.relname::text AS thing, a.attname::text AS first FROM {TABLES} \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = 1"
    );
    // A GIN index of words has no order; it is asked together with the tenant's rows.
    let indexes = format!(
        "SELECT i.relname::text AS thing, a.attname::text AS first FROM {TABLES} JOIN pg_index x ON x.indrelid = t.oid \
         JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam AND m.amname = 'btree' \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]"
    );
    let foreign = format!(
        "SELECT c.conname::text AS thing, CASE WHEN a.attname = b.attname THEN a.attname::text ELSE 'differs' END AS first \
         FROM {TABLES} JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]"
    );
    for (sql, at_least) in [(columns, 20), (indexes, 40), (foreign, 20)] {
        assert_tenant_first(app, &sql, at_least).await;
    }
}

#[tokio::test]
async fn a_store_of_a_newer_program_is_refused() {
    let app = TestApp::empty().await;
    let tx = app.app.db.begin().await.unwrap();
    tx.execute_unprepared("INSERT INTO migration (name) VALUES ('9999_future')").await.unwrap();
    tx.commit().await.unwrap();
    let error = migrate::run(&app.app.db).await.unwrap_err();
    assert!(error.to_string().contains("9999_future"), "{error}");
}

#[test]
fn generated_schema_is_current() {
    let mut out =
        String::from("-- Generated from crates/luoshi/migrations, as PostgreSQL reads them: `make docs`.\n");
    for statement in migrate::schema(DbBackend::Postgres) {
        out.push('\n');
        out.push_str(statement.trim());
        out.push('\n');
    }
    generated("docs/schema.sql", &out);
}
