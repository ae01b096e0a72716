-- Accounts of people. One person has at most one account; a password is never known to another.
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

-- Former passwords, so that the last five are refused (profile dengbao).
CREATE TABLE former_password (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  password_hash TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
);
CREATE INDEX former_password_account ON former_password (tenant_id, account_id, id);

-- Only the SHA-256 of a session's token is kept.
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

-- Failed and good log-ins, for throttling per address and per account.
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

-- One-time links: first run, invitation, reset. Only the SHA-256 of the token is kept.
CREATE TABLE setup_link (
  tenant_id BIGINT NOT NULL,
  token_hash TEXT NOT NULL,
  account_id BIGINT,
  purpose TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (tenant_id, token_hash)
);

-- While somebody is away, another acts with the same powers; recorded as such.
CREATE TABLE delegation (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  from_person_id BIGINT NOT NULL,
  to_person_id BIGINT NOT NULL,
  from_day $DAY NOT NULL,
  to_day $DAY NOT NULL,
  reason TEXT NOT NULL,
  ended_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, from_person_id) REFERENCES person (tenant_id, id),
  FOREIGN KEY (tenant_id, to_person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX delegation_to ON delegation (tenant_id, to_person_id, from_day);
CREATE INDEX delegation_from ON delegation (tenant_id, from_person_id, from_day);
