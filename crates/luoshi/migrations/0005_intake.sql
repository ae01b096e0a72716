-- Files received. The same bytes are kept once per tenant and are the same document.
CREATE TABLE blob (
  tenant_id BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes $BYTES NOT NULL,
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
  genre TEXT,
  previous_id BIGINT,
  content TEXT,
  problems TEXT,
  received_at BIGINT NOT NULL,
  account_id BIGINT,
  adopted_at BIGINT,
  undone_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, sha256) REFERENCES blob (tenant_id, sha256),
  FOREIGN KEY (tenant_id, year) REFERENCES year (tenant_id, year),
  FOREIGN KEY (tenant_id, previous_id) REFERENCES document (tenant_id, id)
);
CREATE UNIQUE INDEX document_sha256 ON document (tenant_id, year, sha256);
CREATE INDEX document_received ON document (tenant_id, year, id);

-- What a document proposes, one row each; value is the JSON of the proposal as edited so far.
CREATE TABLE proposal (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  original TEXT NOT NULL,
  span_start BIGINT NOT NULL,
  span_end BIGINT NOT NULL,
  confidence INTEGER NOT NULL,
  rule TEXT NOT NULL,
  question TEXT,
  state TEXT NOT NULL,
  merged_into BIGINT,
  change TEXT,
  matched_subject_id BIGINT,
  result_subject TEXT,
  result_id BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES document (tenant_id, id)
);
CREATE INDEX proposal_document ON proposal (tenant_id, document_id, position, id);
