# My desk (crates/luoshi/src/web/desk.html)
desk-greeting = Hello, { $name }
desk-first = First steps
desk-do = Do it
desk-open = Open
desk-all = Show all
desk-step-roster = Import the roster: units, posts, people
desk-step-accounts = Open accounts for clerks and leaders
desk-step-year = Open the year
desk-step-documents = Upload the speech, the priorities, the task table
desk-step-ledger = Confirm the tasks: the ledger
desk-by-roster = done by the system officer
desk-by-accounts = done by the system officer
desk-by-year = done by the office clerk
desk-by-documents = done by the office clerk
desk-by-ledger = done by the office clerk
desk-duty-accounts = Open and disable accounts, issue one-time links. An account belongs to one person, who sets the password.
desk-duty-security = Password rules, locks, sessions. To name officers or keep their accounts, go to “Accounts”.
desk-duty-audit = Who did what and when, to filter and export.
desk-documents = Documents to be confirmed
desk-received = uploaded on { $day }
desk-confirm = Confirm
desk-unready = { $n ->
    [one] 1 task lacks
   *[other] { $n } tasks lack
} one of the five settings.
desk-blockers = Before deployment
desk-ready = The plan is complete and can be deployed.
desk-tasks-overdue = Overdue
desk-tasks-soon = Due soon
desk-late = { $n ->
    [one] 1 day late
   *[other] { $n } days late
}
desk-left = { $n ->
    [one] 1 day left
   *[other] { $n } days left
}
desk-quiet = Nothing waits for you
desk-quiet-next = Documents to be confirmed, overdue tasks and those due soon will be listed here.
