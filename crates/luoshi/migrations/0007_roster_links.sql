-- Other names of a unit, as documents use them (党政办 for 党政综合办公室).
CREATE TABLE unit_alias (
  tenant_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (tenant_id, unit_id, name),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id)
);

-- A roster that was uploaded: shown as a preview until somebody confirms it.
CREATE TABLE roster_import (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes $BYTES NOT NULL,
  account_id BIGINT,
  received_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
CREATE INDEX roster_import_received ON roster_import (tenant_id, received_at);

-- The theme of the upper level's framework that a theme of ours serves.
CREATE TABLE theme_link (
  tenant_id BIGINT NOT NULL,
  theme_id BIGINT NOT NULL,
  upper_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, theme_id),
  FOREIGN KEY (tenant_id, theme_id) REFERENCES theme (tenant_id, id),
  FOREIGN KEY (tenant_id, upper_id) REFERENCES theme (tenant_id, id)
);
