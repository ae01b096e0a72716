# Names used on every page.
common-day = { $d }/{ $m }/{ $y }
common-year = { $y }
common-save = Save
common-cancel = Cancel
common-none = none

nav-desk = My desk
nav-ledger = Ledger
nav-board = Board
nav-intake = Documents
nav-plan = Frameworks and goals
nav-years = Year
nav-org = Organisation
nav-accounts = Accounts
nav-security = Security
nav-audit = Audit log

error-home = To my desk
error-request-id = When you report this, quote:
error-signed-out = Please sign in
error-signed-out-next = Your session has ended or has not begun. After signing in you can go on.
error-not-found = Page not found
error-not-found-next = It may have been moved, or you may not see it. Start again from your desk.
error-forbidden = You may not do this
error-forbidden-next = If your work needs it, ask the system officer to change your post's role. This attempt has been recorded.
error-conflict = Somebody has just changed this record
error-conflict-next = Your change was not saved. Go back, look at the record as it is now, and change it again.
error-refused = This cannot be done yet
error-refused-next = Do what the page asks for first.
error-invalid = Some fields are wrong
error-invalid-next = Go back and correct them.
error-too-large = Too large
error-too-large-next = A file may have up to 50 MB. Split it and upload the parts.
error-bad-request = The request cannot be understood
error-bad-request-next = Reload the page and try again.
error-internal = Something went wrong
error-internal-next = Nothing that was saved is lost. Try again later; if it persists, give the number below to the system officer.
