-- Files received. The same bytes are kept once per tenant and are the same document. A file that was
-- refused leaves no bytes here.
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

-- What a document says: its text with blocks, everything found in it, problems; JSON, read whole.
CREATE TABLE reading (
  tenant_id BIGINT NOT NULL,
  document_id BIGINT NOT NULL,
  content TEXT NOT NULL,
  found TEXT NOT NULL,
  problems TEXT NOT NULL,
  PRIMARY KEY (tenant_id, document_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES document (tenant_id, id)
);

-- What a document proposes, one row each; value is the JSON of the proposal as edited so far, doubts
-- what the clerk must answer, kept what a merge or split replaced.
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
