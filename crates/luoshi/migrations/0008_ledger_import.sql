-- Exported ledgers that came back: what the file says, as read, until somebody confirms the changes.
-- added and batch_id are what undo needs.
CREATE TABLE ledger_import (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  account_id BIGINT,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  at BIGINT NOT NULL,
  done_at BIGINT,
  batch_id BIGINT,
  added TEXT,
  undone_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, year) REFERENCES year (tenant_id, year)
);
CREATE INDEX ledger_import_account ON ledger_import (tenant_id, account_id, id);
