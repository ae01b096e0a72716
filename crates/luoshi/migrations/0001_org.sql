-- The body and its people. tenant_id comes first in every key, so that the tables can be
-- distributed over tenant_id without a change.
-- Types written in capitals with a $ are spelled per engine: $DAY, $BYTES, $PATH (byte order).

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
  path $PATH NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT,
  pinyin TEXT NOT NULL,
  sort INTEGER NOT NULL,
  closed_on $DAY,
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
  left_on $DAY,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
CREATE INDEX person_name ON person (tenant_id, name);

-- A position in a unit. Duties belong to posts and survive a change of person. `role` is what the
-- holder may do, over the subtree of scope_unit_id.
CREATE TABLE post (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  role TEXT,
  scope_unit_id BIGINT NOT NULL,
  sort INTEGER NOT NULL,
  closed_on $DAY,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
  FOREIGN KEY (tenant_id, scope_unit_id) REFERENCES unit (tenant_id, id)
);
CREATE INDEX post_unit ON post (tenant_id, unit_id, sort);

-- Who holds a post, from a day to a day, both included.
CREATE TABLE holding (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  from_day $DAY NOT NULL,
  to_day $DAY,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, post_id) REFERENCES post (tenant_id, id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX holding_post ON holding (tenant_id, post_id, from_day);
CREATE INDEX holding_person ON holding (tenant_id, person_id, from_day);
