-- A job that is asked for while it runs must run once more: `asked` counts the requests, and only
-- the one that was there when the run began is settled by it.
ALTER TABLE job ADD COLUMN asked BIGINT NOT NULL DEFAULT 1;

-- The worker asks across tenants, so an index over all rows would be read whole; this one holds
-- only what still waits.
DROP INDEX job_due;
CREATE INDEX job_waiting ON job (tenant_id, run_at, id) WHERE done_at IS NULL AND failed_at IS NULL;

-- What housekeeping takes away, found by its age.
CREATE INDEX job_done ON job (tenant_id, done_at);
CREATE INDEX login_attempt_at ON login_attempt (tenant_id, at);
