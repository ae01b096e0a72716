# The policy: roles, actions, kinds of things, reach (crates/luoshi-core/src/policy.rs)
role-system_officer = System officer
role-security_officer = Security officer
role-audit_officer = Audit officer
role-clerk = Office clerk
role-leader = Leader
role-head = Head of a unit
role-reporter = Reporter

action-read = see
action-report = report
action-modify = change
action-assign = assign
action-sign = sign
action-supervise = supervise
action-score = score
action-approve = approve
action-publish = publish
action-administer = administer

kind-roster = Organisation
kind-account = Accounts
kind-officer = Officers' accounts
kind-security = Security
kind-audit = Audit log
kind-year = Year
kind-document = Documents received
kind-plan = Frameworks and goals
kind-task = Tasks

reach-related = own unit and below, or with a duty in it
reach-subtree = own unit and below
reach-tenant = everything

permissions-title = Permissions
permissions-intro = People get roles through the posts they hold; a role reaches over a stretch of the unit tree. What is not listed is refused.
permissions-role = Role
permissions-actions = May
permissions-reach = Reach
permissions-comma = { ", " }
permissions-routes = Pages and interfaces
permissions-route = Address
permissions-need = Needs
permissions-public = anybody
permissions-signed-in = signed in, own things only
