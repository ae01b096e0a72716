//! The year and its plan: frameworks, goals, tasks, duties, measures, milestones, the ledger.
