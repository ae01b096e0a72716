-- The working year and its plan.
CREATE TABLE year (
  tenant_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, year),
  FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- A code such as 1134 or 三个年; upper_id points at the upper level's framework.
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

-- What is to be reached. upper_* keep the upper level's words, so that 加码 can be seen.
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

-- What is to be done. number is the human number (2026-0123). due_day is derived from
-- due_text by the clerk's confirmation; open-ended limits have none but a review day.
-- lead_* repeat the first lead duty, due_sort is due_day or the end of time, area is '' where there
-- is none, area_sort is the area's place in the order in which the office named its areas: copies written only together with their originals, so that every order of the list is
-- an index and a page costs the same among a thousand tasks as among a million.
CREATE TABLE task (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  number BIGINT NOT NULL,
  parent_id BIGINT,
  goal_id BIGINT,
  theme_id BIGINT,
  unit_id BIGINT NOT NULL,
  unit_path $PATH NOT NULL,
  area TEXT NOT NULL,
  area_sort BIGINT NOT NULL,
  title TEXT NOT NULL,
  requirement TEXT,
  method TEXT,
  due_text TEXT,
  due_kind TEXT NOT NULL,
  start_day $DAY,
  due_day $DAY,
  due_sort $DAY NOT NULL,
  sponsor_post_id BIGINT,
  owner_person_id BIGINT,
  owner_post_id BIGINT,
  lead_unit_id BIGINT,
  lead_path $PATH NOT NULL,
  upper_body TEXT,
  upper_due_day $DAY,
  raise_reason TEXT,
  missing INTEGER NOT NULL,
  document_id BIGINT,
  span_start BIGINT,
  span_end BIGINT,
  note TEXT,
  done_on $DAY,
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

-- Who answers for a task: ordered, the first lead is the only one counted.
-- unit_path and task_number are copies for the visibility filter and the order of a unit's list.
CREATE TABLE duty (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  task_id BIGINT NOT NULL,
  year INTEGER NOT NULL,
  task_number BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  unit_path $PATH NOT NULL,
  kind TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, task_id) REFERENCES task (tenant_id, id),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);
CREATE INDEX duty_task ON duty (tenant_id, task_id, position);
CREATE INDEX duty_unit ON duty (tenant_id, year, unit_path, task_number);

-- A number to be reached, by a goal or a task. Values are decimal digits; amount_fen is set for money.
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

-- Dated steps; kind quarter is 形象进度, what can be seen by the end of a quarter.
CREATE TABLE milestone (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  task_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  day $DAY NOT NULL,
  title TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, task_id) REFERENCES task (tenant_id, id)
);
CREATE INDEX milestone_task ON milestone (tenant_id, task_id, day);

-- The plan as it was frozen when the year was deployed: canonical JSON and its digest.
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

-- A view of the ledger under a name: nothing but the query part of its address.
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

-- One bulk or single change that can be undone: the values before, per task, and the versions after.
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
