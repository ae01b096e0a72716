-- Generated from crates/luoshi/migrations, as PostgreSQL reads them: `make docs`.

CREATE TABLE tenant (
  tenant_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  password_profile TEXT NOT NULL,
  before_is_inclusive BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id)
);

CREATE TABLE unit (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  parent_id BIGINT,
  path TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT,
  pinyin TEXT NOT NULL,
  sort INTEGER NOT NULL,
  closed_on DATE,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES unit (tenant_id, id)
);

CREATE INDEX unit_parent ON unit (tenant_id, parent_id, sort);

CREATE UNIQUE INDEX unit_path ON unit (tenant_id, path);

CREATE INDEX unit_name ON unit (tenant_id, name);

CREATE TABLE person (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  phone TEXT,
  left_on DATE,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE INDEX person_name ON person (tenant_id, name);

CREATE TABLE post (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  role TEXT,
  scope_unit_id BIGINT NOT NULL,
  sort INTEGER NOT NULL,
  closed_on DATE,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
  FOREIGN KEY (tenant_id, scope_unit_id) REFERENCES unit (tenant_id, id)
);

CREATE INDEX post_unit ON post (tenant_id, unit_id, sort);

CREATE TABLE holding (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, post_id) REFERENCES post (tenant_id, id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);

CREATE INDEX holding_post ON holding (tenant_id, post_id, from_day);

CREATE INDEX holding_person ON holding (tenant_id, person_id, from_day);

CREATE TABLE account (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  login TEXT NOT NULL,
  password_hash TEXT,
  password_set_at BIGINT,
  officer TEXT,
  disabled_at BIGINT,
  locale TEXT NOT NULL,
  theme TEXT NOT NULL,
  large_type BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);

CREATE UNIQUE INDEX account_person ON account (tenant_id, person_id);

CREATE UNIQUE INDEX account_login ON account (tenant_id, login);

CREATE TABLE former_password (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  password_hash TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);

CREATE INDEX former_password_account ON former_password (tenant_id, account_id, id);

CREATE TABLE session (
  tenant_id BIGINT NOT NULL,
  token_hash TEXT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ended_at BIGINT,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  PRIMARY KEY (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);

CREATE INDEX session_account ON session (tenant_id, account_id, created_at);

CREATE INDEX session_seen ON session (tenant_id, seen_at);

CREATE TABLE login_attempt (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  login TEXT NOT NULL,
  address TEXT NOT NULL,
  at BIGINT NOT NULL,
  good BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE INDEX login_attempt_login ON login_attempt (tenant_id, login, at);

CREATE INDEX login_attempt_address ON login_attempt (tenant_id, address, at);

CREATE TABLE setup_link (
  tenant_id BIGINT NOT NULL,
  token_hash TEXT NOT NULL,
  account_id BIGINT,
  purpose TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (tenant_id, token_hash)
);

CREATE TABLE delegation (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  from_person_id BIGINT NOT NULL,
  to_person_id BIGINT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,
  reason TEXT NOT NULL,
  ended_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, from_person_id) REFERENCES person (tenant_id, id),
  FOREIGN KEY (tenant_id, to_person_id) REFERENCES person (tenant_id, id)
);

CREATE INDEX delegation_to ON delegation (tenant_id, to_person_id, from_day);

CREATE INDEX delegation_from ON delegation (tenant_id, from_person_id, from_day);

CREATE TABLE event (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  unit_path TEXT COLLATE "C" NOT NULL,
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

CREATE TABLE number_series (
  tenant_id BIGINT NOT NULL,
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, series, year)
);

CREATE TABLE year (
  tenant_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, year),
  FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE framework (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  name TEXT NOT NULL,
  level_name TEXT,
  upper_id BIGINT,
  sort INTEGER NOT NULL,
  document_id BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, year) REFERENCES year (tenant_id, year),
  FOREIGN KEY (tenant_id, upper_id) REFERENCES framework (tenant_id, id)
);

CREATE INDEX framework_year ON framework (tenant_id, year, sort);

CREATE TABLE theme (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  framework_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  sort INTEGER NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, framework_id) REFERENCES framework (tenant_id, id)
);

CREATE INDEX theme_framework ON theme (tenant_id, framework_id, sort);

CREATE TABLE goal (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  theme_id BIGINT,
  title TEXT NOT NULL,
  upper_body TEXT,
  upper_title TEXT,
  sort INTEGER NOT NULL,
  document_id BIGINT,
  span_start BIGINT,
  span_end BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, year) REFERENCES year (tenant_id, year),
  FOREIGN KEY (tenant_id, theme_id) REFERENCES theme (tenant_id, id)
);

CREATE INDEX goal_year ON goal (tenant_id, year, sort);

CREATE TABLE task (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  number BIGINT NOT NULL,
  parent_id BIGINT,
  goal_id BIGINT,
  theme_id BIGINT,
  unit_id BIGINT NOT NULL,
  unit_path TEXT COLLATE "C" NOT NULL,
  area TEXT NOT NULL,
  area_sort BIGINT NOT NULL,
  title TEXT NOT NULL,
  requirement TEXT,
  method TEXT,
  due_text TEXT,
  due_kind TEXT NOT NULL,
  start_day DATE,
  due_day DATE,
  due_sort DATE NOT NULL,
  sponsor_post_id BIGINT,
  owner_person_id BIGINT,
  owner_post_id BIGINT,
  lead_unit_id BIGINT,
  lead_path TEXT COLLATE "C" NOT NULL,
  upper_body TEXT,
  upper_due_day DATE,
  raise_reason TEXT,
  missing INTEGER NOT NULL,
  document_id BIGINT,
  span_start BIGINT,
  span_end BIGINT,
  note TEXT,
  done_on DATE,
  cancelled_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, year) REFERENCES year (tenant_id, year),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES task (tenant_id, id),
  FOREIGN KEY (tenant_id, goal_id) REFERENCES goal (tenant_id, id),
  FOREIGN KEY (tenant_id, theme_id) REFERENCES theme (tenant_id, id)
);

CREATE UNIQUE INDEX task_number ON task (tenant_id, year, number);

CREATE INDEX task_due ON task (tenant_id, year, due_sort, number);

CREATE INDEX task_lead ON task (tenant_id, year, lead_path, number);

CREATE INDEX task_area ON task (tenant_id, year, area_sort, number);

CREATE INDEX task_area_name ON task (tenant_id, year, area);

CREATE INDEX task_updated ON task (tenant_id, year, updated_at, number);

CREATE INDEX task_parent ON task (tenant_id, parent_id);

CREATE INDEX task_theme ON task (tenant_id, theme_id, number);

CREATE INDEX task_document ON task (tenant_id, document_id);

CREATE TABLE duty (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  task_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  task_number BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  unit_path TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, task_id) REFERENCES task (tenant_id, id),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);

CREATE INDEX duty_task ON duty (tenant_id, task_id, position);

CREATE INDEX duty_unit ON duty (tenant_id, year, unit_path, task_number);

CREATE TABLE measure (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  task_id BIGINT,
  goal_id BIGINT,
  name TEXT NOT NULL,
  direction TEXT NOT NULL,
  value TEXT NOT NULL,
  unit_of_measure TEXT NOT NULL,
  base_value TEXT,
  upper_value TEXT,
  raise_reason TEXT,
  position INTEGER NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, task_id) REFERENCES task (tenant_id, id),
  FOREIGN KEY (tenant_id, goal_id) REFERENCES goal (tenant_id, id)
);

CREATE INDEX measure_task ON measure (tenant_id, task_id, position);

CREATE INDEX measure_goal ON measure (tenant_id, goal_id, position);

CREATE TABLE milestone (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  task_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  day DATE NOT NULL,
  title TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, task_id) REFERENCES task (tenant_id, id)
);

CREATE INDEX milestone_task ON milestone (tenant_id, task_id, day);

CREATE TABLE plan_version (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, year) REFERENCES year (tenant_id, year)
);

CREATE UNIQUE INDEX plan_version_number ON plan_version (tenant_id, year, number);

CREATE TABLE saved_view (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  shared BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);

CREATE INDEX saved_view_account ON saved_view (tenant_id, account_id);

CREATE TABLE edit_batch (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT,
  at BIGINT NOT NULL,
  summary TEXT NOT NULL,
  before TEXT NOT NULL,
  undone_at BIGINT,
  PRIMARY KEY (tenant_id, id)
);

CREATE INDEX edit_batch_account ON edit_batch (tenant_id, account_id, at);

CREATE TABLE blob (
  tenant_id BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, sha256)
);

CREATE TABLE document (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  format TEXT,
  state TEXT NOT NULL,
  refusal TEXT,
  title TEXT,
  previous_id BIGINT,
  received_at BIGINT NOT NULL,
  account_id BIGINT,
  adopted_at BIGINT,
  undone_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, year) REFERENCES year (tenant_id, year),
  FOREIGN KEY (tenant_id, previous_id) REFERENCES document (tenant_id, id)
);

CREATE UNIQUE INDEX document_sha256 ON document (tenant_id, year, sha256);

CREATE INDEX document_received ON document (tenant_id, year, id);

CREATE TABLE reading (
  tenant_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  content TEXT NOT NULL,
  found TEXT NOT NULL,
  problems TEXT NOT NULL,
  PRIMARY KEY (tenant_id, document_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES document (tenant_id, id)
);

CREATE TABLE proposal (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  section TEXT NOT NULL,
  value TEXT NOT NULL,
  original TEXT NOT NULL,
  doubts TEXT NOT NULL,
  span_start BIGINT NOT NULL,
  span_end BIGINT NOT NULL,
  confidence INTEGER NOT NULL,
  rule TEXT NOT NULL,
  state TEXT NOT NULL,
  origin_id BIGINT,
  kept TEXT,
  change TEXT NOT NULL,
  matched_id BIGINT,
  matched TEXT,
  result_id BIGINT,
  undo TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES document (tenant_id, id)
);

CREATE INDEX proposal_document ON proposal (tenant_id, document_id, position, id);

CREATE TABLE search_entry (
  tenant_id BIGINT NOT NULL,
  subject TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  tok TSVECTOR NOT NULL,
  PRIMARY KEY (tenant_id, subject, subject_id)
);

CREATE INDEX search_entry_tok ON search_entry USING GIN (tok);

CREATE TABLE unit_alias (
  tenant_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (tenant_id, unit_id, name),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);

CREATE TABLE roster_import (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  account_id BIGINT,
  received_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE INDEX roster_import_received ON roster_import (tenant_id, received_at);

CREATE TABLE theme_link (
  tenant_id BIGINT NOT NULL,
  theme_id BIGINT NOT NULL,
  upper_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, theme_id),
  FOREIGN KEY (tenant_id, theme_id) REFERENCES theme (tenant_id, id),
  FOREIGN KEY (tenant_id, upper_id) REFERENCES theme (tenant_id, id)
);

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

ALTER TABLE job ADD COLUMN asked BIGINT NOT NULL DEFAULT 1;

DROP INDEX job_due;

CREATE INDEX job_waiting ON job (tenant_id, run_at, id) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE INDEX job_done ON job (tenant_id, done_at);

CREATE INDEX login_attempt_at ON login_attempt (tenant_id, at);

CREATE INDEX task_owner_post ON task (tenant_id, owner_post_id) WHERE owner_post_id IS NOT NULL;
