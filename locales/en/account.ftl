# Accounts: log-in, set-up links, passwords, my account, administration, security, audit (crates/luoshi/src/account)
login-title = Log in
login-body = Body
login-name = Log-in name
login-name-hint = At least 2 characters: letters, digits, and . _ - @; case does not matter
login-name-wrong = A log-in name has at least 2 characters: letters, digits, and . _ - @ only
login-password = Password
login-submit = Log in
login-forgotten = Forgotten your password? The system officer can send you a one-time link; one of the three officers asks the security officer.
login-wrong = The log-in name or the password is wrong. Check caps lock and try again.
login-locked = Too many attempts. Please try again in { $n } minutes.
login-nobody = Not set up yet
login-nobody-next = Open the one-time set-up link that the server printed when it started. There is no default account.

found-title = First set-up
found-intro = This makes your body and the first account. The first account is the system officer, who keeps the organisation and the accounts and sees no business data.
found-body = Name of the body
found-body-hint = In full, such as “Qingshiqiao Street Office”
found-kind = Kind of body
found-person = Your name
found-person-hint = An account belongs to one person; there are no shared accounts
found-submit = Set up and log in

setup-title-invitation = Set your password
setup-title-reset = Set a new password
setup-title-renewal = Your password has expired
setup-intro-invitation = Your account is ready. You set the password yourself; nobody else sees it.
setup-intro-reset = With the new password, every earlier session ends.
setup-intro-renewal = Your password is 90 days old. Set a new one to go on.
setup-submit = Save and log in
link-closed = This link has been used or has expired. Ask the officer who sent it for a new one; for the first set-up, start the program again on the server.

password-new = New password
password-again-label = The new password again
password-rules-dengbao = At least 10 characters, from three of: upper case, lower case, digits, other signs; you can paste it
password-rules-asvs = At least 15 characters; a sentence is fine; you can paste it
password-too-short = The password has { $has } characters; it needs at least { $n }
password-too-long = The password is too long; at most { $n } characters
password-classes = Use at least { $n } of: upper case, lower case, digits, other signs
password-common = This password is common and easy to guess; please choose another
password-own-name = The password must not contain your log-in name or your name
password-local = Apart from your body's name and the year too little is left; please choose another
password-again = The two passwords differ
password-used = You have used this password among your last { $n }; please choose another
password-present-wrong = The present password is wrong

form-required = Please fill this in
form-choose = Please choose
form-too-long = Too long; at most { $n } characters
form-errors = { $n ->
    [one] One thing needs correcting
   *[other] { $n } things need correcting
}

flash-founded = Set up. Next: import the organisation and its people.
flash-password-set = Your password is set and you are logged in.
flash-signed-out = You have logged out.

unit-kind-district = District
unit-kind-street = Street
unit-kind-town = Town
unit-kind-area = Area
unit-kind-village = Village
unit-kind-community = Community
unit-kind-department = Department
unit-kind-station = Station
unit-kind-team = Team
unit-kind-enterprise = Enterprise
unit-kind-other = Other

own-title = My account
own-facts = About me
own-password = Change password
own-password-hint = Afterwards every other session of yours ends.
own-password-present = Present password
own-password-save = Change password
own-sessions = Sessions in use
own-sessions-end-others = End all others
own-session-this = This one
own-session-end = End
own-session-seen = last used { $time }

lending-title = While I am away
lending-intro = While you are away, somebody else uses your posts' powers in his or her own name. Everything is recorded.
lending-to = Lend to
lending-from-day = First day
lending-to-day = Last day (included)
lending-reason = Reason
lending-save = Lend
lending-end = End now
lending-to-whom = Lent to { $name }
lending-from-whom = { $name } has lent you powers
lending-to-wrong = Choose somebody with an account that works
lending-too-long = At most { $n } days at a time
lending-officer = Powers of the three officers cannot be lent

accounts-intro = One person, one account, none shared. Posts decide what one may do, and it ends with the post.
accounts-new = Open an account
accounts-new-intro = Enter the person in the organisation first, then open the account.
accounts-open = Open and make a set-up link
accounts-none = No accounts yet
accounts-none-next = Enter people in the organisation, then open their accounts.
accounts-nobody = Nobody to open an account for
accounts-nobody-next = Everybody has one, or no people have been entered yet.
account-person = Name
account-posts = Posts
account-officer = Officer
account-state = State
account-state-active = active
account-state-invited = no password yet
account-state-disabled = disabled
account-created = Opened
account-password-set = Password set
account-person-taken = { $name } has an account already; a person has only one
account-name-shared = Several people have this name; choose on the accounts page
account-login-taken = This log-in name is taken; please choose another
account-link = Link to set a password
account-link-intro = When somebody has no password yet or has forgotten it, send a one-time link. You never see the password.
account-link-issue = Make a one-time link
account-officer-intro = System, security and audit officer are kept apart, and none of them holds a post with a business role. The security officer names them; the system officer names the first one.
account-officer-present = Your present password, once more for this
account-officer-kept = Accounts of officers are kept by the security officer.
account-state-change = Disable or enable
account-state-intro = Disabling ends every session at once; the history stays.
account-enable = Enable
account-disable = Disable
account-is-disabled = The account is disabled; enable it before you send a link
account-own = You cannot disable your own account, change your own office or send yourself a link; another officer can
officer-exclusive = The three offices exclude each other. Take the present one away first.
officer-has-post = This person holds a post with a business role and cannot be an officer. End the post first.
officer-last = This is the last system officer; name another one first.

link-title = One-time link
link-for = For { $name } only
link-once = This link is shown only now. It works once, within 24 hours. Send it by a way you trust.
link-address = Link
link-copy = Copy the link
link-done = Done

security-intro = Password rules, locked log-ins, all sessions.
security-profile = Password rules
security-profile-dengbao = Dengbao: at least 10 characters from three of four classes, the last 5 refused, changed every 90 days
security-profile-asvs = ASVS: at least 15 characters of any kind, no forced change
security-profile-hint = New rules hold from the next password on; the age of passwords counts by the new rules at once.
security-locked = Locked log-ins
security-locked-none = No log-in is locked now.
security-locked-until = locked until { $time }
security-release = Unlock
security-sessions = All sessions

audit-intro = Only added to, never changed. Filter by kind, person and day; an export is recorded too.
audit-export = Export CSV
audit-kind = Kind
audit-kind-all = All kinds
audit-person = Name
audit-from = From
audit-to = To
audit-find = Find
audit-all = Clear the filter
audit-none = Nothing fits
audit-none-next = Ask for less and try again.
audit-column-time = Time
audit-column-who = Who
audit-column-what = What
audit-column-about = About
audit-column-facts = Facts
audit-column-address = Address
audit-column-request = Request

feedback-intro = Say what is wrong, with the program or with the work. The office and the audit officer read it.
feedback-text = What you want to say
feedback-hint = Nothing classified and no citizen's personal data, please; accusations have their own legal way.
feedback-send = Send
feedback-received = Received lately
feedback-too-many = Too many at once; please try again in an hour

help-step-1 = Upload the report, the priorities or the task table, check what was found, and let it enter the ledger.
help-step-2 = In the ledger, complete post, person, duty, deadline and requirement; the page marks what is missing.
help-step-3 = Before the year is deployed the page lists what is missing; then the plan is frozen and kept.
help-step-4 = Board, timeline and heat map are views of one ledger; all can be printed.
help-step-5 = Before you go away, lend your powers under “My account”.
help-who = For accounts and permissions ask the system officer, for data the office clerk.

pager = Pages
pager-next = Next page
crumbs = You are here
form-day = Choose a day, such as 2026-03-05
form-day-order = The last day is before the first
form-day-past = The last day is over

flash-password-changed = Your password is changed; other sessions have ended.
flash-sessions-ended = { $n ->
    [one] One session ended.
   *[other] { $n } sessions ended.
}
flash-lent = Your powers are lent.
flash-lending-ended = The lending has ended.
flash-account-disabled = { $name } is disabled.
flash-account-enabled = { $name } is enabled.
flash-officer-named = Saved. The person has to log in again.
flash-profile-chosen = The password rules are saved.
flash-lock-released = Unlocked.
flash-feedback = Received, thank you.
