-- The tasks of a post: looked for when somebody takes or leaves it, and for every post at each new day.
CREATE INDEX task_owner_post ON task (tenant_id, owner_post_id) WHERE owner_post_id IS NOT NULL;
