//! Scheme files against the schema.

use std::collections::BTreeSet;

use super::*;

/// As much of the draft as the schema uses: the place of the first thing that does not fit.
fn fits(schema: &Value, root: &Value, value: &Value, at: &str) -> Result<(), String> {
    let no = |why: &str| Err(format!("{at}: {why}: {value}"));
    if let Some(name) = schema["$ref"].as_str() {
        return fits(&root["definitions"][name.trim_start_matches("#/definitions/")], root, value, at);
    }
    if let Some(all) = schema["allOf"].as_array() {
        all.iter().try_for_each(|one| fits(one, root, value, at))?;
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let tried: Vec<_> = any.iter().map(|one| fits(one, root, value, at)).collect();
        if tried.iter().all(Result::is_err) {
            return tried.into_iter().last().unwrap();
        }
    }
    let kind = match value {
        Value::String(_) => "string",
        Value::Number(n) if n.is_i64() => "integer",
        Value::Bool(_) => "boolean",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        _ => "number",
    };
    let types = &schema["type"];
    if !types.is_null() && types != kind && !types.as_array().is_some_and(|all| all.contains(&kind.into())) {
        return no("type");
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        return no("enum");
    }
    if schema.get("const").is_some_and(|one| one != value) {
        return no("const");
    }
    if schema.get("pattern").is_some()
        && value.as_str().unwrap().trim().parse::<crate::assess::exact::Exact>().is_err()
    {
        return no("pattern");
    }
    if let Some(map) = value.as_object() {
        for key in schema["required"].as_array().into_iter().flatten() {
            if !map.contains_key(key.as_str().unwrap()) {
                return no(&format!("no {key}"));
            }
        }
        for (key, one) in map {
            let at = format!("{at}.{key}");
            if let Some(own) = schema["properties"].get(key) {
                fits(own, root, one, &at)?;
            } else if schema["additionalProperties"] == false {
                return Err(format!("{at}: unknown"));
            } else if let Some(more) = schema.get("additionalProperties") {
                fits(more, root, one, &at)?;
            }
            if schema["propertyNames"]["enum"]
                .as_array()
                .is_some_and(|all| !all.contains(&key.as_str().into()))
            {
                return Err(format!("{at}: unknown"));
            }
        }
    }
    for one in value.as_array().into_iter().flatten() {
        if let Some(items) = schema.get("items") {
            fits(items, root, one, at)?;
        }
    }
    Ok(())
}

fn check(text: &str) -> Result<(), String> {
    let schema = json_schema();
    fits(&schema, &schema, &toml::from_str(text).unwrap(), "")
}

const TOWNS: &str = include_str!("../../../../tests/assess/schemes/towns.toml");

#[test]
fn whole_schemes_fit() {
    for text in [
        TOWNS,
        include_str!("../../../../tests/assess/schemes/villages.toml"),
        include_str!("../../../../tests/assess/schemes/safety.toml"),
    ] {
        assert_eq!(check(text), Ok(()));
    }
}

#[test]
fn what_the_reader_refuses_does_not_fit() {
    for (from, to) in [
        ("full = 100", "full = 99.5"),
        ("full = 100", "full = \"many\""),
        ("measure = \"完成率\"", "measure = \"完成律\""),
        ("measure = \"完成率\"", "mesure = \"完成率\""),
        ("id = \"jingji\"", "ident = \"jingji\""),
        ("method = \"并列占位\"", "method = \"乱排\""),
        ("no_award = true", "no_award = \"true\""),
        ("[total]", "[totals]"),
        ("bonus_cap = \"5\"", "bonus_limit = \"5\""),
    ] {
        assert!(TOWNS.contains(from), "{from}");
        assert!(check(&TOWNS.replacen(from, to, 1)).is_err(), "{to}");
        assert!(super::super::read(&TOWNS.replacen(from, to, 1)).is_err(), "the reader takes {to}");
    }
    let named = "measure = \"完成率\"\nzero_target = \"缺项\"\ncurve = { kind = \"比例\", below = { ratio = \"0.5\", score = \"0\" }, cap = \"1.1\" }";
    assert_eq!(check(&TOWNS.replacen(named, "rule = \"ratio\"\ncap_ratio = \"1.1\"", 1)), Ok(()));
    assert!(check(&TOWNS.replacen(named, "rule = \"ration\"\ncap_ratio = \"1.1\"", 1)).is_err());
}

#[test]
fn everything_has_a_description_in_words_and_its_words_exist() {
    let keys = TABLES.iter().flat_map(|(name, _, keys)| keys.iter().map(move |(key, _)| (*name, *key)));
    let all = keys.chain(ITEM_KEYS.iter().map(|key| ("item", *key)));
    let bare: BTreeSet<String> = all
        .filter(|(table, key)| !TEXTS.contains_key(&format!("{table}.{key}")) && !TEXTS.contains_key(*key))
        .map(|(table, key)| format!("{table}.{key}"))
        .collect();
    assert_eq!(bare, BTreeSet::new());
    let measure = json_schema()["definitions"]["item"]["properties"]["measure"]["enum"].clone();
    assert!(measure.as_array().unwrap().contains(&"极差位置".into()));
    assert!(measure.as_array().unwrap().contains(&"range_position".into()));
}
