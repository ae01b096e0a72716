-- History: append-only, written in the transaction of the change it tells of.
CREATE TABLE event (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  unit_path $PATH NOT NULL,
  actor_name TEXT NOT NULL,
  account_id BIGINT,
  post_id BIGINT,
  data TEXT NOT NULL,
  address TEXT NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX event_subject ON event (tenant_id, subject, subject_id, id);
CREATE INDEX event_kind ON event (tenant_id, kind, id);

-- Work to be done later: queued in the transaction of its cause, done at least once, so every
-- handler is idempotent. `key` makes a job unique while it waits.
CREATE TABLE job (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  locked_until BIGINT,
  attempts INTEGER NOT NULL,
  done_at BIGINT,
  failed_at BIGINT,
  error TEXT,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX job_key ON job (tenant_id, key);
CREATE INDEX job_due ON job (tenant_id, done_at, failed_at, run_at);

-- Gapless numbers per series and year, taken in the transaction that issues them.
CREATE TABLE number_series (
  tenant_id BIGINT NOT NULL,
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, series, year)
);
