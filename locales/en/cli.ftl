# Messages of the command line (crates/luoshi/src/cli)
cli-serving = Luoshi is serving at { $url } (Ctrl-C stops it)
cli-first-run = There is no account yet. Open this one-time set-up link within 24 hours:
cli-demo-building = Building the demo world …
cli-demo-accounts = Demo accounts (all with the password { $password }):
cli-import-tasks = Tasks: { $n }
cli-import-measures = Measures: { $n }
cli-import-people = People: { $n }
cli-import-priorities = Headings: { $n }
cli-import-questions = Questions: { $n }
cli-no-body = The store has no body yet; start luoshi serve and finish the first set-up
cli-no-account = There is no such log-in name
cli-officer-wrong = It is one of system_officer, security_officer, audit_officer
cli-link = One-time link of { $login }, good for 24 hours:
