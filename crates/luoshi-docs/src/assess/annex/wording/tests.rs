//! Wordings as offices write them, and every rule of the exact cases said and read again.

use luoshi_core::assess::round::Rounding;
use luoshi_core::assess::rules;
use luoshi_core::assess::rules::rank::Scope;

use super::*;

fn item(kind: &str, params: Given, full: &str, role: Role) -> Item {
    Item {
        code: "1".to_owned(),
        name: "指标".to_owned(),
        dimension: None,
        role,
        full: full.parse().unwrap(),
        full_by_group: Default::default(),
        kind: kind.to_owned(),
        params,
        out_of: None,
        floor: None,
        cap: None,
        peers: Scope::All,
        round: Rounding::half_up(2),
        marker: None,
        evidence: None,
        text: None,
        applies_to: None,
        unit: None,
    }
}

fn told(text: &str, full: &str, role: Role, name: &str) -> String {
    let full: Option<Exact> = full.parse().ok();
    match read(text, &Context { name, full: full.as_ref(), role }) {
        Reading::Rule(rule, doubts) => {
            let codes: Vec<&str> = doubts.iter().map(|d| d.code).collect();
            let limits = [("at_least", &rule.at_least), ("at_most", &rule.at_most), ("out_of", &rule.out_of)];
            let limits: String = limits
                .iter()
                .filter_map(|(name, limit)| Some(format!(" {name}={}", limit.as_ref()?)))
                .collect();
            let params = Value::Object(rule.params);
            format!("{} {params}{limits} {}", rule.kind, codes.join(" ")).trim_end().to_owned()
        }
        Reading::Marks => "marks".to_owned(),
        Reading::Veto => "veto".to_owned(),
        Reading::Open(doubt, rules) => {
            let kinds: Vec<String> = rules.iter().map(|(label, r)| format!("{label}:{}", r.kind)).collect();
            let found: Vec<&str> = cut(text).clauses.iter().map(|c| c.is).collect();
            println!("{text} → {found:?}");
            format!("? {} [{}] {}", doubt.code, doubt.found, kinds.join(" ")).trim_end().to_owned()
        }
    }
}

#[test]
fn what_happened_is_named_without_its_count() {
    let table = |text: &str| told(text, "5", Role::Base, "安全生产");
    let got = table("发生一起较大事故扣2分，扣完为止。");
    assert!(got.contains(r#""table":{"较大事故":"2"}"#), "{got}");
    let got = table("出现一次性伤亡扣2分，扣完为止。");
    assert!(got.contains("一次性伤亡"), "{got}");
}

#[test]
fn what_is_said_is_read() {
    let mut wrong = Vec::new();
    for (is, say) in clauses::spelled() {
        let mut text = say.to_owned();
        for (hole, word) in [
            (":t}", "甲类"),
            (":w}", "甲"),
            (":u}", "个"),
            (":l}", "1得2分、3得4分"),
            (":m}", "完成率"),
            ("}", "3"),
        ] {
            while let Some(end) = text.find(hole) {
                let begin = text[..end].rfind('{').unwrap();
                text.replace_range(begin..end + hole.len(), word);
            }
        }
        let cut = cut(&text);
        let found: Vec<&str> = cut.clauses.iter().map(|c| c.is).collect();
        if found != [is] || !cut.left.is_empty() {
            wrong.push(format!("{is}: {text} → {found:?} {:?}", cut.left));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn wordings_of_offices() {
    let mut wrong = Vec::new();
    for line in include_str!("../../../../tests/data/assess/wordings.tsv").lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let [full, role, name, text, expected] = fields.as_slice() else { panic!("{line}") };
        let role = match *role {
            "加分" => Role::Bonus,
            "扣分" => Role::Deduction,
            _ => Role::Base,
        };
        let found = told(text, full, role, name);
        if found != *expected {
            wrong.push(format!("{}¦{found}", fields[..4].join("¦")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Every case of a rule that scores items: its parameters as an item, said and read again.
#[test]
fn rules_of_all_cases_are_said_and_read_again() {
    let cases = include_str!("../../../../../luoshi-core/tests/assess/vectors.jsonl");
    let (mut seen, mut silent) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for line in cases.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let kind = case["rule_kind"].as_str().unwrap();
        let Some(rule) = rules::find(kind).filter(|k| k.column.is_some()) else { continue };
        let mut given = case["given"].as_object().unwrap().clone();
        given.remove("round");
        let shared = matches!(kind, "checklist" | "period_accumulate");
        given.retain(|key, value| {
            let fact = rule.facts.contains(&key.as_str());
            let units = matches!(key.as_str(), "values" | "raw" | "rankings" | "ballots")
                || key == "unit" && kind != "lateness";
            !value.is_null() && !units && (!fact || shared && matches!(key.as_str(), "sections" | "periods"))
        });
        if let Some(list) = given.get_mut("periods").and_then(Value::as_array_mut) {
            list.iter_mut().for_each(|p| drop(p.as_object_mut().unwrap().remove("score")));
        }
        let full = given.get("full").and_then(Value::as_str).unwrap_or("10").to_owned();
        let role = match kind {
            "honour_bonus" | "periodic_rank_bonus" | "bonus_normalised" => Role::Bonus,
            "deduct_by_level" | "deduct_escalating" | "deduct_event_ladder" => Role::Deduction,
            _ => Role::Base,
        };
        let one = item(kind, given, &full, role);
        let full = if role == Role::Base || kind == "bonus_normalised" { full } else { "0".to_owned() };
        let one = Item { full: full.parse().unwrap(), ..one };
        match say(&one) {
            Some(text) => {
                assert!(same(&text, &one), "{text}");
                seen.insert(kind.to_owned());
            }
            None => {
                let id = case["id"].as_str().unwrap();
                let spoken =
                    column(&one.kind, &one.params, &one.full).and_then(|d| families::say(kind, &d, &one));
                let texts: Option<Vec<String>> =
                    spoken.map(|s| s.iter().filter_map(|(is, args)| said(is, args)).collect());
                let text = texts.map(|t| t.join("，")).unwrap_or_default();
                silent.insert(format!("{kind} {id}: {text} → {}", told(&text, &full, role, "指标")));
            }
        }
    }
    // Sums of whole results, parts of parts, lists without names, bands of any sign: a sheet of data
    // carries them, and a table without it makes a question.
    let wordless = [
        "expression dev-expression-02",
        "checklist",
        "coefficient",
        "composite",
        "rank_change",
        "roll_up",
        "total_formula",
        "weighted_sum",
    ];
    let told: Vec<&String> =
        silent.iter().filter(|l| !wordless.iter().any(|kind| l.starts_with(kind))).collect();
    assert!(told.is_empty(), "{told:#?}");
    assert!(seen.len() >= 39, "{} {seen:?}", seen.len());
}
