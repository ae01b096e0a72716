//! Random schemes of mixed kinds with random units and entries, drawn from a tape of numbers: the
//! test runner shortens the tape and makes its numbers smaller until the failure is as plain as it
//! can be.
use std::sync::Arc;

use luoshi_core::assess::engine::{Assessment, Entry, Extra, Refused, Unit};
use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::scheme::model::Scheme;
use serde_json::{Value, json};

/// Numbers to draw from; noughts when it has run out.
#[derive(Debug, Clone)]
pub struct Tape(pub Vec<u16>, pub usize);

impl Tape {
    pub fn below(&mut self, n: usize) -> usize {
        let value = self.0.get(self.1).copied().unwrap_or_default();
        self.1 += 1;
        usize::from(value) % n.max(1)
    }

    pub fn yes(&mut self) -> bool {
        self.below(2) == 1
    }

    pub fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// A number with up to two decimals, small enough that ties happen.
    pub fn number(&mut self) -> Value {
        self.of(&["3", "0", "1", "2", "2.5", "-1", "4.25", "10", "100.1", "0.01", "7"]).into()
    }
}

/// What an assessment is made of, before anything is computed.
#[derive(Debug, Clone)]
pub struct State {
    pub scheme: Scheme,
    pub units: Vec<Unit>,
    /// By item and unit.
    pub entries: Vec<Vec<Entry>>,
    pub extras: Vec<Extra>,
}

const GROUPS: [&str; 3] = ["甲", "乙", "丙"];

impl State {
    /// A scheme, units and entries that can be scored.
    pub fn draw(tape: &mut Tape) -> Self {
        let items: Vec<Value> = (0..1 + tape.below(5)).map(|number| item(tape, number)).collect();
        let groups = 1 + tape.below(3);
        let scheme = scheme(tape, items, groups);
        let units: Vec<Unit> = (0..1 + tape.below(7))
            .map(|n| {
                let id = format!("{}", (n * 7 + 3) % 10);
                Unit { name: id.as_str().into(), id: id.into(), group: tape.below(groups) }
            })
            .collect();
        let mut entries = Vec::new();
        for item in &scheme.items {
            entries.push(units.iter().map(|_| entry(tape, &item.kind)).collect());
        }
        let extras = units.iter().map(|_| extra(tape)).collect();
        let mut state = Self { scheme, units, entries, extras };
        while let Err(refused) = state.fresh(1) {
            for one in refused {
                let item = one.item.expect("totals of random schemes are small");
                // Where the pool cannot be gathered, nobody knows whose fault it is.
                state.entries[item].fill(Entry::Missing);
            }
        }
        state
    }

    /// A full run over everything.
    pub fn fresh(&self, threads: usize) -> Result<Assessment, Vec<Refused>> {
        let made = Assessment::new(Arc::new(self.scheme.clone()), self.units.clone());
        let mut assessment = made.unwrap_or_else(|faults| panic!("{faults:?}"));
        for (item, entries) in self.entries.iter().enumerate() {
            for (unit, entry) in entries.iter().enumerate() {
                assessment
                    .enter(item, unit, entry)
                    .map_err(|fault| vec![Refused { item: Some(item), unit, fault }])?;
            }
        }
        for (unit, extra) in self.extras.iter().enumerate() {
            assessment.set_extra(unit, extra.clone());
        }
        assessment.run(threads)?;
        Ok(assessment)
    }
}

const KINDS: [&str; 15] = [
    "efficacy",
    "ratio",
    "rank_decrement",
    "rate",
    "expression",
    "deduct_by_level",
    "ballot_score",
    "t_score",
    "mix",
    "relative_to_best",
    "honour_bonus",
    "versus_average",
    "rank_band",
    "rank_table",
    "bonus_normalised",
];

fn params(tape: &mut Tape, kind: &str) -> Value {
    let direction = tape.of(&["higher_better", "lower_better"]);
    let ties = tape.of(&["best", "worst", "average"]);
    match kind {
        "efficacy" => {
            json!({"full": "10", "base": "60", "span": "40", "direction": direction, "best": "observed",
            "worst": "observed", "all_equal": tape.of(&["full", "base", "middle"]), "clamp": tape.yes(), "missing_score": "1"})
        }
        "ratio" => json!({"full": "10", "cap_ratio": tape.of(&[json!("1.2"), Value::Null]),
            "zero_target": tape.of(&["full", "zero", "not_applicable", "full_if_positive"]),
            "missing": tape.of(&["zero", "not_applicable"])}),
        "rank_decrement" => {
            json!({"full": "10", "step_percent": "7", "floor": tape.of(&[json!("8"), Value::Null]),
            "direction": direction, "ties": ties})
        }
        "rate" => json!({"full": "10", "empty": tape.of(&["full", "zero", "not_applicable"])}),
        "expression" => {
            json!({"expression": tape.of(&["值", "名次(值)", "值 - 平均(值)", "值 / 合计(值)", "10 / 值",
            "如果(缺(值), 1, 名次(值))"])})
        }
        "deduct_by_level" => json!({"table": {"省": "3", "市": "1.5"},
            "same_matter": tape.of(&[json!("highest"), json!("sum"), Value::Null]), "cap": "4"}),
        "ballot_score" => {
            json!({"full": "10", "weights": {"好": "100", "中": "70", "差": "0"}, "excluded_options": ["中"]})
        }
        "t_score" => json!({"full": "10", "center": "70", "spread": "10", "direction": direction,
            "deviation": tape.of(&["population", "sample"]), "min": "50", "max": "90"}),
        "mix" => {
            json!({"full": "10", "weights": {"total": "4", "increment": "3", "growth": tape.of(&["3", "0"])},
            "base": "60", "span": "40", "direction": direction, "best": "observed", "worst": "observed",
            "all_equal": "middle", "growth_when_last_is_zero": tape.of(&[json!("5"), Value::Null])})
        }
        "relative_to_best" => json!({"full": "10", "direction": direction}),
        "honour_bonus" => json!({"table": {"省": "3", "市": "1.5"}, "same_matter": "highest", "cap": "5"}),
        "versus_average" => {
            json!({"base": "6", "per": "2", "partial": tape.of(&["proportional", "whole", "started"]),
            "up_points": "1", "up_cap": "3", "down_points": "2", "floor": "0", "direction": direction})
        }
        "rank_band" => {
            json!({"bands": [{"through_percent": "30", "score": "10"}, {"through_rank": 3, "score": "8"}],
            "otherwise": "5", "count_rounding": tape.of(&["half_up", "ceil"]), "direction": direction, "ties": ties})
        }
        "rank_table" => json!({"top": {"1": "10", "2": "9"}, "bottom": {"1": "2"}, "otherwise": "6",
            "direction": direction, "ties": ties}),
        _ => json!({"full": "5", "mode": tape.of(&["always", "only_if_exceeds"])}),
    }
}

fn item(tape: &mut Tape, number: usize) -> Value {
    let kind = tape.of(&KINDS);
    let role = match kind {
        "honour_bonus" | "bonus_normalised" => "bonus",
        "deduct_by_level" => tape.of(&["base", "deduction"]),
        _ => tape.of(&["base", "base", "base", "bonus"]),
    };
    let by_group = if tape.below(4) == 3 { json!({"甲": "20"}) } else { json!({}) };
    json!({
        "code": format!("{}", number + 1), "name": format!("指标{}", number + 1), "role": role,
        "dimension": (role == "base").then(|| tape.below(2)), "full": "10", "full_by_group": by_group,
        "kind": kind, "params": params(tape, kind), "peers": tape.of(&["group", "all"]),
        "out_of": tape.of(&[Value::Null, Value::Null, "20".into()]), "cap": tape.of(&[Value::Null, "9".into()]),
        "round": {"places": tape.below(4), "mode": tape.of(&["half_up", "half_even", "down"])},
    })
}

fn scheme(tape: &mut Tape, items: Vec<Value>, groups: usize) -> Scheme {
    let scope = |tape: &mut Tape| tape.of(&["group", "all"]);
    let places = 1 + tape.below(2);
    let breakers =
        [json!([]), json!([{"key": "dim:经济"}]), json!([{"key": "1", "order": "asc"}, {"key": "dim:民生"}])];
    let sides = ["value", "actual", "target", "this", "last", "numerator"];
    let mut side = || json!([tape.below(items.len()), tape.of(&sides)]);
    let when = json!({"left": side(), "op": ">", "right": side()});
    let last = tape.below(2);
    let vetoes = json!([
        {"name": "事故", "at_most": 1 + tape.below(2), "rank": tape.of(&["keep", "last", "exclude"]), "no_award": tape.yes()},
        {"name": "超标", "at_most": 2, "rank": tape.of(&["last", "keep"]), "no_award": true,
         "when": if tape.yes() { when } else { Value::Null }},
    ]);
    let coefficient =
        json!({"dimension": last, "pivot_rank": 2, "step_percent": "1.5", "peers": scope(tape)});
    let grades = json!([
        {"name": "优秀", "min": "8", "max_percent": "40"}, {"name": "良好", "min": "5", "max_count": 2}, {"name": "一般"},
    ]);
    let grading = json!({"vetoes": vetoes, "quota": {"scope": scope(tape), "grades": grades,
        "quota_base": tape.of(&["all", "unvetoed"]), "quota_rounding": tape.of(&["half_up", "down"]),
        "boundary_tie": tape.of(&["admit_all", "admit_none"])}});
    let awards = json!({"scope": scope(tape), "boundary_tie": tape.of(&["admit_all", "admit_none"]),
        "tiers": [{"name": "一等奖", "count": 1}, {"name": "二等奖", "count_by_group": {"甲": 2}, "count": 1}]});
    let value = json!({
        "id": "random", "name": "随机", "year": 2024,
        "groups": GROUPS.iter().take(groups).map(|id| json!({"id": id, "name": id})).collect::<Vec<_>>(),
        "dimensions": [{"id": "经济", "name": "经济"}, {"id": "民生", "name": "民生"}],
        "items": items,
        "total": {
            "not_applicable": tape.of(&["peer_average", "scale_total", "scale_group", "full"]),
            "bonus_cap": tape.of(&[Value::Null, "4".into()]), "cap": tape.of(&[Value::Null, "40".into()]),
            "floor": "0", "round": {"places": places},
            "coefficient": if tape.below(3) == 2 { coefficient } else { Value::Null },
        },
        "ranking": {"scope": scope(tape), "tie_breakers": tape.of(&breakers),
            "method": tape.of(&["standard", "dense", "modified", "ordinal"]),
            "compare_places": tape.of(&[Value::Null, 1.into()])},
        "grading": if tape.yes() { grading } else { Value::Null },
        "awards": if tape.yes() { awards } else { Value::Null },
    });
    serde_json::from_value(value).unwrap()
}

fn events(tape: &mut Tape) -> Value {
    let event =
        |tape: &mut Tape| json!({"level": tape.of(&["省", "市"]), "matter": tape.of(&["甲事", "乙事", ""])});
    (0..tape.below(3)).map(|_| event(tape)).collect()
}

/// An entry for an item of a kind; now and then one that cannot be scored.
pub fn entry(tape: &mut Tape, kind: &str) -> Entry {
    match tape.below(8) {
        6 => return Entry::NotApplicable,
        7 => return Entry::Missing,
        _ => {}
    }
    let mut facts = match kind {
        "ratio" => json!({"actual": tape.number(), "target": tape.number()}),
        "rate" => json!({"numerator": tape.number(), "denominator": tape.number()}),
        "expression" => json!({"variables": {"值": tape.number()}}),
        "deduct_by_level" => json!({"events": events(tape)}),
        "honour_bonus" => json!({"honours": events(tape)}),
        "ballot_score" => json!({"counts": {"好": tape.below(5), "中": tape.below(3), "差": tape.below(3)}}),
        "mix" => json!({"this": tape.number(), "last": tape.number()}),
        _ => json!({"value": tape.number()}),
    };
    let own = match (tape.below(6), kind) {
        (
            5,
            "efficacy" | "rank_decrement" | "t_score" | "mix" | "rank_band" | "rank_table" | "versus_average",
        ) => ("direction", json!(tape.of(&["higher_better", "lower_better"]))),
        (4, "t_score") => ("deviation", "sample".into()),
        (4, "mix") => ("weights", json!({"total": "0", "increment": "0", "growth": "1"})),
        (4, "expression") => ("expression", tape.of(&["名次(值)", "值 + 1"]).into()),
        (4, "ratio" | "efficacy" | "rate" | "relative_to_best" | "rank_decrement") => ("full", "12".into()),
        _ => ("", Value::Null),
    };
    if !own.0.is_empty() {
        facts[own.0] = own.1;
    }
    if tape.below(12) == 11 {
        // No value, or an event of a level that is not in the table.
        facts = match kind {
            "deduct_by_level" => json!({"events": [{"level": "县"}]}),
            "honour_bonus" => json!({"honours": [{"level": "县"}]}),
            "expression" => json!({"variables": {}}),
            "ratio" => json!({"target": "1"}),
            "rate" => json!({"numerator": "1"}),
            "ballot_score" => json!({"counts": {"好": "多"}}),
            _ => json!({}),
        };
    }
    let Value::Object(facts) = facts else { unreachable!("facts are an object") };
    Entry::Facts(facts)
}

/// What is known of a unit besides its items.
pub fn extra(tape: &mut Tape) -> Extra {
    let coefficient = if tape.below(4) == 3 { Some("1.05".parse::<Exact>().unwrap()) } else { None };
    let matters = if tape.below(4) == 3 { vec!["事故".to_owned()] } else { Vec::new() };
    Extra { coefficient, matters, ..Extra::default() }
}
