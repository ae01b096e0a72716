-- Full-text search: character pairs, because words of two characters are the rule. On SQLite the
-- rowid of search_text is the subject's id (unique over all tenants); search_entry says whose it is.
-- only: sqlite
CREATE VIRTUAL TABLE search_text USING fts5(tok, content='', contentless_delete=1, tokenize='unicode61');
-- only: sqlite
CREATE TABLE search_entry (
  tenant_id BIGINT NOT NULL,
  subject TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, subject, subject_id)
);
-- only: postgres
CREATE TABLE search_entry (
  tenant_id BIGINT NOT NULL,
  subject TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  tok TSVECTOR NOT NULL,
  PRIMARY KEY (tenant_id, subject, subject_id)
);
-- only: postgres
CREATE INDEX search_entry_tok ON search_entry USING GIN (tok);
