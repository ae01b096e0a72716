//! `docs/permissions.md`: the policy and the routes as people read them, in both languages.

use std::fmt::Write as _;

use luoshi::web::Need;
use luoshi::web::i18n::Locale;
use luoshi_core::policy::{Action, GRANTS, Kind, Role};

use crate::support::generated;

const FILE: &str = "docs/permissions.md";

#[test]
fn generated_permissions_are_current() {
    let mut out = String::from(
        "<!-- Generated from crates/luoshi-core/src/policy.rs and the route table: `make docs`. -->\n\n",
    );
    for locale in Locale::ALL {
        matrix(&mut out, locale);
        routes(&mut out, locale);
    }
    assert!(!out.contains('['), "a text is missing");
    generated(FILE, &out);
}

fn matrix(out: &mut String, locale: Locale) {
    let t = |key: &str| locale.text(key);
    let _ = writeln!(out, "# {}\n\n{}\n", t("permissions-title"), t("permissions-intro"));
    for kind in Kind::ALL {
        let _ = writeln!(out, "## {}\n", t(&format!("kind-{}", kind.name())));
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            t("permissions-role"),
            t("permissions-actions"),
            t("permissions-reach")
        );
        out.push_str("| --- | --- | --- |\n");
        for role in Role::ALL {
            for grant in GRANTS.iter().filter(|g| g.kind == kind && g.role == role) {
                let actions: Vec<String> = Action::ALL
                    .iter()
                    .filter(|a| grant.actions.contains(a))
                    .map(|a| t(&format!("action-{}", a.name())))
                    .collect();
                let reach = t(&format!("reach-{}", grant.reach.name()));
                let role = t(&format!("role-{}", role.name()));
                let _ = writeln!(out, "| {role} | {} | {reach} |", actions.join(&t("permissions-comma")));
            }
        }
        out.push('\n');
    }
}

fn routes(out: &mut String, locale: Locale) {
    let t = |key: &str| locale.text(key);
    let _ = writeln!(out, "## {}\n", t("permissions-routes"));
    let _ = writeln!(out, "| {} | {} |\n| --- | --- |", t("permissions-route"), t("permissions-need"));
    let table = luoshi::web::routes();
    let mut lines: Vec<_> = table.table().iter().collect();
    lines.sort_by_key(|r| (r.path, r.method));
    for route in lines {
        let need = match route.need {
            Need::Public => t("permissions-public"),
            Need::SignedIn => t("permissions-signed-in"),
            Need::May(action, kind) => {
                format!(
                    "{} · {}",
                    t(&format!("kind-{}", kind.name())),
                    t(&format!("action-{}", action.name()))
                )
            }
        };
        let _ = writeln!(out, "| `{} {}` | {need} |", route.method, route.path);
    }
    out.push('\n');
}
