//! What the policy must never allow, and what everybody needs.

use super::*;

fn actor(role: Role, path: &str) -> Actor {
    let mut a = Actor::program(1, "test");
    a.program = false;
    a.powers.push(Power { role, path: path.to_owned() });
    a
}

fn task<'a>(path: &'a str, related: &'a [String]) -> Resource<'a> {
    Resource { tenant: 1, kind: Kind::Task, path, related }
}

#[test]
fn a_village_sees_its_own_duty_and_not_its_neighbours() {
    let a = actor(Role::Reporter, "/1/7/");
    let mine = ["/1/7/".to_owned()];
    let theirs = ["/1/8/".to_owned()];
    assert_eq!(may(&a, Action::Report, &task("/1/", &mine)), Verdict::Allowed);
    assert_eq!(may(&a, Action::Modify, &task("/1/", &mine)), Verdict::Forbidden);
    assert_eq!(may(&a, Action::Read, &task("/1/", &theirs)), Verdict::Hidden);
}

#[test]
fn another_tenant_is_hidden_even_from_the_program() {
    let other = Resource { tenant: 2, ..task("/1/", &[]) };
    assert_eq!(may(&Actor::program(1, "cli"), Action::Read, &other), Verdict::Hidden);
}

#[test]
fn officers_hold_nothing_else() {
    for g in GRANTS.iter().filter(|g| g.role.is_officer()) {
        assert!(!matches!(g.kind, Kind::Task | Kind::Plan | Kind::Document), "{g:?}");
    }
    assert!(!may_some(&actor(Role::SystemOfficer, "/"), Action::Read, Kind::Audit));
    assert!(!may_some(&actor(Role::AuditOfficer, "/"), Action::Administer, Kind::Account));
    assert!(!may_some(&actor(Role::SystemOfficer, "/"), Action::Administer, Kind::Officer));
    assert!(!may_some(&actor(Role::SecurityOfficer, "/"), Action::Administer, Kind::Account));
}

#[test]
fn lists_show_the_outermost_subtrees_only() {
    let mut a = actor(Role::Clerk, "/1/");
    a.powers.push(Power { role: Role::Clerk, path: "/1/7/".into() });
    a.powers.push(Power { role: Role::Head, path: "/2/".into() });
    assert_eq!(
        visible(&a, Kind::Task),
        Visible::Within { owned: vec!["/1/".into()], related: vec!["/2/".into()] }
    );
    assert_eq!(visible(&actor(Role::AuditOfficer, "/"), Kind::Task), Visible::Nothing);
}
