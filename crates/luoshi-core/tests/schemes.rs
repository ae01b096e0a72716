//! Whole scheme files: read without a fault, and faults of a file told all at once.

use luoshi_core::assess::fault::Wrong;
use luoshi_core::assess::scheme;

const TOWNS: &str = include_str!("assess/schemes/towns.toml");
const VILLAGES: &str = include_str!("assess/schemes/villages.toml");
const SAFETY: &str = include_str!("assess/schemes/safety.toml");

#[test]
fn whole_schemes_are_read() {
    for (text, items) in [(TOWNS, 11), (VILLAGES, 7), (SAFETY, 8)] {
        match scheme::read(text) {
            Ok(scheme) => assert_eq!(scheme.items.len(), items, "{}", scheme.name),
            Err(places) => {
                panic!("{}", places.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

#[test]
fn the_pool_of_parts_is_the_pool_of_their_item() {
    use luoshi_core::assess::rules::rank::Scope;
    let towns = scheme::read(TOWNS).unwrap();
    let mix = towns.item("1.2").and_then(|i| towns.items.get(i)).unwrap();
    assert_eq!((mix.kind.as_str(), mix.peers), ("mix", Scope::Group));
    let torn = TOWNS.replacen("weight = 3, pool = \"同组\"", "weight = 3, pool = \"全体\"", 1);
    assert_ne!(torn, TOWNS);
    let faults = scheme::read(&torn).unwrap_err();
    assert!(faults.iter().any(|p| p.fault.key.ends_with(".pool")), "{faults:?}");
}

/// A small scheme with changes, and the faults of it as line, key and what is wrong.
fn faults_of(changes: &[(&str, &str)]) -> Vec<(usize, String, Wrong)> {
    let mut text = SMALL.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let places = scheme::read(&text).map(|_| Vec::new()).unwrap_or_else(|places| places);
    places.into_iter().map(|p| (p.line, p.fault.key, p.fault.what)).collect()
}

const SMALL: &str = r#"[scheme]
id = "s"
name = "n"
year = 2026
[[dimension]]
id = "d"
name = "类"
[[dimension.item]]
code = "1"
name = "增速"
full = 10
marker = "甲办"
measure = "增速"
curve = { kind = "分档", bands = [{ from = "15", score = "10" }, { op = ">", bound = "5", score = "6" }], otherwise = "0" }
[[dimension.item]]
code = "2"
name = "季评"
full = 10
periods = { calendar = "季", combine = "平均" }
"#;

#[test]
fn a_band_may_say_from() {
    assert_eq!(faults_of(&[]), []);
    let scheme = scheme::read(SMALL).unwrap();
    let bands = &scheme.items[0].params["bands"];
    assert_eq!((bands[0]["op"].as_str(), bands[0]["bound"].as_str()), (Some(">="), Some("15")));
    assert_eq!(bands[1]["op"].as_str(), Some(">"));
}

#[test]
fn mistyped_words_and_keys_are_told_together_with_what_is_meant() {
    let found = faults_of(&[
        ("marker", "markr"),
        ("measure = \"增速\"", "measure = \"增苏\""),
        ("calendar = \"季\"", "calendar = \"旬\""),
    ]);
    let keys: Vec<(usize, &str)> = found.iter().map(|(line, key, _)| (*line, key.as_str())).collect();
    assert_eq!(keys, [(12, "item 1.markr"), (13, "item 1.measure"), (19, "item 2.periods.calendar")]);
    assert_eq!(found[0].2, Wrong::Key { found: "markr".into(), expected: vec!["marker".into()] });
    let Wrong::Unknown { expected, .. } = &found[1].2 else { panic!("{:?}", found[1]) };
    assert!(expected.iter().any(|word| word == "growth"), "{expected:?}");
    let Wrong::Unknown { found: word, expected } = &found[2].2 else { panic!("{:?}", found[2]) };
    assert_eq!((word.as_str(), expected.len()), ("旬", 4));
}

#[test]
fn a_key_without_use_a_preset_and_a_key_of_a_band_are_told_by_name() {
    let found = faults_of(&[("marker = \"甲办\"", "zero_target = \"缺项\"")]);
    assert!(
        matches!(found.as_slice(), [(12, _, Wrong::Unfit(text))] if text.contains("nothing")),
        "{found:?}"
    );
    let found = faults_of(&[("marker = \"甲办\"", "preset = \"功效系数70-30\"")]);
    assert!(
        matches!(found.as_slice(), [(12, key, Wrong::Unknown { .. })] if key == "item 1.preset"),
        "{found:?}"
    );
    let found = faults_of(&[("score = \"6\"", "scor = \"6\"")]);
    let [(14, key, Wrong::Key { found: word, expected })] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((key.as_str(), word.as_str()), ("item 1.bands[1].scor", "scor"));
    assert_eq!(expected, &["score"]);
}

#[test]
fn signs_of_a_chinese_keyboard_are_told_as_such() {
    let found = faults_of(&[("name = \"n\"", "name = “n”")]);
    assert!(
        matches!(found.first(), Some((3, _, Wrong::Unfit(text))) if text.contains("Chinese")),
        "{found:?}"
    );
    let found = faults_of(&[("name = \"n\"", "name = \"n")]);
    assert!(
        matches!(found.first(), Some((3, _, Wrong::Shape(text))) if text.starts_with("no TOML: ")),
        "{found:?}"
    );
}

#[test]
fn what_the_guide_shows_can_be_read() {
    let guide = include_str!("../../../docs/scheme.zh.md");
    let blocks: Vec<&str> =
        guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let (whole, items) = blocks.split_first().unwrap();
    let opened = scheme::open(whole).unwrap_or_else(|places| panic!("{places:?}"));
    assert_eq!(opened.findings, [], "the example has nothing that a check would find");
    assert!(items.len() > 10, "{}", items.len());
    let head = "[scheme]\nid = \"s\"\nname = \"n\"\nyear = 2026\n[[dimension]]\nid = \"d\"\nname = \"类\"\n";
    for item in items {
        scheme::read(&format!("{head}{item}")).unwrap_or_else(|places| panic!("{places:?}\n{item}"));
    }
}
