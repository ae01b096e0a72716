//! The shape of a scheme file as a JSON Schema, for editors that complete and check while typing.
//!
//! It says what the reader accepts, with Chinese and English words side by side; what only the
//! reader can know (sums, bands, names) is not in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::finding::Both;
use super::keys::ITEM_KEYS;
use super::measures::{MEASURES, PRESET};
use super::tree::aliases;
use crate::assess::rules;
use crate::assess::trace::{Language, Words};

/// What a key holds.
enum Holds {
    Text,
    Texts,
    Whole,
    Decimal,
    Flag,
    /// One of these words of ours, in either language.
    Word(&'static [&'static str]),
    /// A table of this name.
    Table(&'static str),
    /// A list of them; one alone counts as a list.
    Tables(&'static str),
    /// Any name with a decimal number.
    Numbers,
    /// Any name with a table.
    Named(&'static str),
    /// A word of ours, or a decimal number.
    WordOrDecimal(&'static [&'static str]),
    /// A word, or a list of names.
    WordOrTexts(&'static [&'static str]),
    /// Pairs of decimal numbers.
    Pairs,
    /// Decimal numbers in a row.
    Decimals,
    /// The name of a rule kind.
    Rule,
    Any,
}

use Holds::{
    Any, Decimal, Decimals, Flag, Named, Numbers, Pairs, Rule, Table, Tables, Text, Texts, Whole, Word,
    WordOrDecimal, WordOrTexts,
};

type Keys = &'static [(&'static str, Holds)];

const SCOPES: &[&str] = &["all", "group"];
const PARTS: &[&str] = &["proportional", "whole", "started"];
const MODES: &[&str] = &["half_up", "half_even", "down", "up", "floor", "ceil"];
const POLICIES: &[&str] = &["scale_total", "scale_group", "full", "peer_average"];
const LINE_TIES: &[&str] = &["admit_all", "admit_none"];
const DIRECTIONS: &[&str] = &["higher_better", "lower_better"];

/// Tables by name: keys that must be there, and all keys.
const TABLES: &[(&str, &[&str], Keys)] = &[
    (
        "scheme",
        &["id", "name"],
        &[
            ("id", Text),
            ("name", Text),
            ("year", Whole),
            ("version", Text),
            ("basis", Text),
            ("full", Decimal),
            ("round_item", Table("rounding")),
            ("round_total", Table("rounding")),
        ],
    ),
    ("rounding", &["places", "mode"], &[("places", Whole), ("mode", Word(MODES))]),
    (
        "group",
        &["id"],
        &[
            ("id", Text),
            ("name", Text),
            ("members", WordOrTexts(&["everyone"])),
            ("by_attribute", Named("bounds")),
        ],
    ),
    ("bounds", &[], &[("from", Decimal), ("below", Decimal)]),
    ("dimension", &["id"], &[("id", Text), ("name", Text), ("na", Word(POLICIES)), ("item", Tables("item"))]),
    (
        "curve",
        &[],
        &[
            (
                "kind",
                Word(&[
                    "proportional",
                    "pass_fail",
                    "steps",
                    "bands",
                    "piecewise",
                    "coefficients",
                    "rank_table",
                    "identity",
                    "convert",
                ]),
            ),
            ("cap", Decimal),
            ("below", Table("below")),
            ("over", Table("step")),
            ("under", Table("step")),
            ("target", Decimal),
            ("points", Pairs),
            ("percent_of_full", Flag),
            ("bands", Tables("band")),
            ("otherwise", Decimal),
            ("op", Any),
            ("fail_score", Decimal),
            ("from", Decimal),
            ("coefficients", Numbers),
            ("top", Any),
            ("bottom", Any),
            ("round", Word(MODES)),
            ("never", Decimal),
        ],
    ),
    ("below", &["ratio"], &[("ratio", Decimal), ("score", Decimal)]),
    (
        "step",
        &[],
        &[
            ("per", Decimal),
            ("points", Decimal),
            ("percent", Decimal),
            ("cap", Decimal),
            ("floor", Decimal),
            ("part", Word(PARTS)),
        ],
    ),
    (
        "band",
        &[],
        &[
            ("op", Any),
            ("bound", Decimal),
            ("score", Decimal),
            ("points", Decimal),
            ("from", Decimal),
            ("through_rank", Whole),
            ("through_percent", Decimal),
        ],
    ),
    (
        "periods",
        &[],
        &[
            ("calendar", Word(&["month", "quarter", "half_year", "year"])),
            ("names", Texts),
            ("weights", Decimals),
            ("combine", Word(&["weighted", "mean", "sum", "max", "latest"])),
            ("missing", Word(&["skip", "zero", "fixed"])),
            ("fixed", Decimal),
        ],
    ),
    (
        "raters",
        &[],
        &[
            ("options", Numbers),
            ("exclude", Texts),
            ("empty", Word(&["not_applicable"])),
            ("groups", Tables("voters")),
            ("missing_group", Word(&["renormalise", "zero"])),
            ("trim", Table("trim")),
            ("from", Decimal),
        ],
    ),
    ("voters", &["name", "weight"], &[("name", Text), ("weight", Decimal)]),
    ("trim", &[], &[("high", Whole), ("low", Whole), ("only_if_more_than", Whole)]),
    (
        "events",
        &[],
        &[
            ("start", Word(&["full"])),
            ("table", Numbers),
            ("bands", Tables("band")),
            ("points", Decimal),
            ("nth", Decimals),
            ("flags", Numbers),
            ("matter", Text),
            ("key", Text),
            ("size", Text),
            ("same_matter", Word(&["highest", "sum"])),
            ("category_caps", Numbers),
            ("cap", Decimal),
            ("floor", Decimal),
        ],
    ),
    (
        "part",
        &["of"],
        &[
            ("of", Word(&["total", "increment", "growth"])),
            ("measure", Word(&["range_position"])),
            ("weight", Decimal),
            ("pool", Word(SCOPES)),
            ("preset", Word(&[PRESET])),
            ("last_zero", Decimal),
            ("all_equal", Word(&["full", "base", "middle"])),
            ("direction", Word(DIRECTIONS)),
        ],
    ),
    ("section", &["name"], &[("name", Text), ("points_each", Decimal), ("items", Whole), ("cap", Decimal)]),
    (
        "total",
        &[],
        &[
            ("na", Word(POLICIES)),
            ("bonus_cap", Decimal),
            ("deduction_cap", Decimal),
            ("cap", Decimal),
            ("floor", Decimal),
            ("coefficient", Table("coefficient")),
        ],
    ),
    (
        "coefficient",
        &["of"],
        &[
            ("by", Word(&["rank"])),
            ("of", Text),
            ("scope", Word(SCOPES)),
            ("pivot", Whole),
            ("step_percent", Decimal),
        ],
    ),
    (
        "rank",
        &[],
        &[
            ("scope", Word(SCOPES)),
            ("method", Word(&["standard", "dense", "modified", "ordinal"])),
            ("tie_breakers", Texts),
        ],
    ),
    (
        "grade",
        &["order"],
        &[
            ("scope", Word(SCOPES)),
            ("order", Texts),
            ("bands", Numbers),
            ("quota", Named("share")),
            ("veto", Tables("veto")),
            ("cap", Tables("veto")),
        ],
    ),
    (
        "share",
        &[],
        &[
            ("percent", Decimal),
            ("count", Whole),
            ("round", Word(MODES)),
            ("base", Word(&["all", "unvetoed"])),
            ("line_tie", Word(LINE_TIES)),
        ],
    ),
    (
        "veto",
        &["name"],
        &[
            ("name", Text),
            ("at_most", Text),
            ("rank", Word(&["keep", "last", "exclude"])),
            ("no_award", Flag),
            ("when", Text),
            ("basis", Text),
        ],
    ),
    (
        "award",
        &["name"],
        &[
            ("name", Text),
            ("count", Any),
            ("each_group", Whole),
            ("line_tie", Word(LINE_TIES)),
            ("min_score", Decimal),
        ],
    ),
    ("measure_after", &["name"], &[("name", Text), ("when", Table("repeated"))]),
    ("repeated", &[], &[("last_k", Whole), ("years", Whole), ("scope", Word(SCOPES))]),
];

/// What the keys of an item hold; a key that is not here may hold anything.
const ITEM: Keys = &[
    ("code", Text),
    ("name", Text),
    ("full", Decimal),
    ("full_by_group", Numbers),
    ("role", Word(&["bonus", "deduction"])),
    ("pool", Word(SCOPES)),
    ("marker", Text),
    ("evidence", Text),
    ("source", Text),
    ("text", Text),
    ("applies_to", Text),
    ("unit", Text),
    ("round", Table("rounding")),
    ("rule", Rule),
    ("params", Any),
    ("measure", Word(MEASURES)),
    ("curve", Table("curve")),
    ("preset", Word(&[PRESET])),
    ("direction", Word(DIRECTIONS)),
    ("zero_target", Word(&["full", "zero", "not_applicable", "full_if_positive"])),
    ("negative_target", Word(&["one_plus_difference"])),
    ("missing", Word(&["zero", "not_applicable"])),
    ("empty", Word(&["full", "zero", "not_applicable"])),
    ("exclude", Text),
    ("all_equal", Word(&["full", "base", "middle"])),
    ("best", WordOrDecimal(&["observed"])),
    ("worst", WordOrDecimal(&["observed"])),
    ("clamp", Flag),
    ("ties", Word(&["best", "worst", "average"])),
    ("grace", Whole),
    ("max_periods", Whole),
    ("due", Any),
    ("periods", Table("periods")),
    ("raters", Table("raters")),
    ("events", Table("events")),
    ("parts", Tables("part")),
    ("combine", Word(&["weighted"])),
    ("sections", Tables("section")),
    ("formula", Text),
    ("out_of", Decimal),
    ("at_least", Decimal),
    ("at_most", Decimal),
    ("target", Decimal),
];

static TEXTS: LazyLock<BTreeMap<String, Both>> =
    LazyLock::new(|| toml::from_str(include_str!("../words/schema.toml")).unwrap_or_default());

/// The schema.
#[must_use]
pub fn json_schema() -> Value {
    let mut tables: Map<String, Value> = TABLES
        .iter()
        .map(|(name, required, keys)| ((*name).to_owned(), table(name, required, keys)))
        .collect();
    tables.insert("decimal".to_owned(), described("decimal", decimal()));
    tables.insert("item".to_owned(), item());
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": text("title"),
        "type": "object",
        "required": ["scheme"],
        "additionalProperties": false,
        "properties": {
            "scheme": link("scheme"),
            "group": many(link("group")),
            "dimension": many(link("dimension")),
            "adjust": many(link("item")),
            "total": link("total"),
            "rank": link("rank"),
            "grade": link("grade"),
            "award": many(link("award")),
            "measure_after": many(link("measure_after")),
            "flow": described("flow", json!({"type": "object", "additionalProperties": {"type": ["string", "integer"]}})),
        },
        "definitions": tables,
    })
}

fn table(name: &str, required: &[&str], keys: Keys) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|(key, what)| ((*key).to_owned(), property(name, key, what))).collect();
    let table = json!({
        "type": "object", "required": required, "properties": properties, "additionalProperties": false,
    });
    described(name, table)
}

/// An item. With `rule` it may have the parameters of any kind beside the keys of all items.
fn item() -> Value {
    let known = |key: &&str| ITEM.iter().find(|(name, _)| name == key).map_or(&Any, |(_, what)| what);
    let properties: Map<String, Value> =
        ITEM_KEYS.iter().map(|key| ((*key).to_owned(), property("item", key, known(key)))).collect();
    let item = json!({
        "type": "object",
        "required": ["name"],
        "properties": properties,
        "anyOf": [{"required": ["rule"]}, {"propertyNames": {"enum": ITEM_KEYS}}],
    });
    described("item", item)
}

fn property(table: &str, key: &str, what: &Holds) -> Value {
    let value = match what {
        Text => json!({"type": ["string", "integer"]}),
        Texts => either(json!({"type": ["string", "integer"]}), |one| json!({"type": "array", "items": one})),
        Whole => json!({"type": "integer"}),
        Decimal => link("decimal"),
        Flag => json!({"type": "boolean"}),
        Word(words) => choice(words),
        Table(name) => link(name),
        Tables(name) => many(link(name)),
        Numbers => json!({"type": "object", "additionalProperties": link("decimal")}),
        Named(name) => json!({"type": "object", "additionalProperties": link(name)}),
        WordOrDecimal(words) => json!({"anyOf": [choice(words), link("decimal")]}),
        WordOrTexts(words) => {
            json!({"anyOf": [choice(words), {"type": "array", "items": {"type": "string"}}]})
        }
        Pairs => {
            let pair = json!({"type": "array", "items": link("decimal"), "minItems": 2, "maxItems": 2});
            json!({"type": "array", "items": pair, "minItems": 1})
        }
        Decimals => json!({"type": "array", "items": link("decimal")}),
        Rule => rule(),
        Any => json!({}),
    };
    let own = format!("{table}.{key}");
    described(if TEXTS.contains_key(&own) { &own } else { key }, value)
}

fn either(one: Value, more: impl Fn(&Value) -> Value) -> Value {
    let list = more(&one);
    json!({"anyOf": [one, list]})
}

fn many(one: Value) -> Value {
    either(one, |one| json!({"type": "array", "items": one}))
}

fn link(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}

fn decimal() -> Value {
    json!({"anyOf": [{"type": "string", "pattern": "^ *[+-]?[0-9]+([.][0-9]+)? *$"}, {"type": "integer"}]})
}

/// Words in both languages, the Chinese ones first: they are what a clerk writes.
fn choice(words: &[&str]) -> Value {
    let mut all: Vec<&str> =
        aliases().filter(|(_, english)| words.contains(english)).map(|(zh, _)| zh).collect();
    all.extend(words);
    json!({ "enum": all })
}

fn rule() -> Value {
    let kinds = rules::KINDS.iter().filter(|kind| kind.column.is_some());
    let words = Words::of(Language::Chinese);
    let one = |name: &str| json!({"const": name, "description": words.word(name)});
    json!({"anyOf": kinds.map(|kind| one(kind.name)).collect::<Vec<Value>>()})
}

/// With a description. A link takes no neighbours in this draft, so it goes into a list of one.
fn described(key: &str, value: Value) -> Value {
    if !TEXTS.contains_key(key) {
        return value;
    }
    let mut value = if value.get("$ref").is_some() { json!({"allOf": [value]}) } else { value };
    value["description"] = text(key).into();
    value
}

fn text(key: &str) -> String {
    TEXTS.get(key).map_or_else(String::new, |both| {
        format!("{} / {}", both.say(Language::Chinese, &[]), both.say(Language::English, &[]))
    })
}

#[cfg(test)]
mod tests;
