# Accounts: log-in, set-up links, passwords, my account, administration, security, audit (crates/luoshi/src/account)
login-title = Log in
login-body = Body
login-name = Log-in name
login-name-hint = At least 2 characters: letters, digits, and . _ - @; case does not matter
login-name-wrong = A log-in name has at least 2 characters: letters, digits, and . _ - @ only
login-password = Password
login-submit = Log in
login-forgotten = Forgotten your password? The system officer can send you a one-time link.
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
link-closed = This link has been used or has expired. Ask the system officer for a new one; for the first set-up, start the program again on the server.

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
