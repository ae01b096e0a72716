//! Thirty passwords a profile: which are taken, and why the others are not.

use luoshi::account::password::{LocalWords, Profile, fault};

/// Password, answer of `dengbao`, answer of `asvs`; `-` is taken.
const TABLE: &[(&str, &str, &str)] = &[
    ("Rivulet-57", "-", "too-short"),
    ("Rivulet-5", "too-short", "too-short"),
    ("rivuletanchor", "classes", "too-short"),
    ("rivuletanchorxy", "classes", "-"),
    ("rivulet-anchor", "classes", "too-short"),
    ("rivulet-anchor-57", "-", "-"),
    ("Rivulet Anchor", "-", "too-short"),
    ("RIVULETANCHOR57", "classes", "-"),
    ("Password123", "common", "too-short"),
    ("P@ssw0rd2026", "common", "too-short"),
    ("Password2026!!!!", "common", "common"),
    ("Qwertyuiop1!", "common", "too-short"),
    ("1qaz@WSX3edc", "common", "too-short"),
    ("Abcdefghij1", "common", "too-short"),
    ("abcdefghijklmnopq", "classes", "common"),
    ("12345678901234567890", "classes", "common"),
    ("Aa1!Aa1!Aa1!Aa1!", "common", "common"),
    ("password password", "classes", "common"),
    ("Woaini1314!", "common", "too-short"),
    ("Iloveyou123456!!", "common", "common"),
    ("Yunxi2026!", "local", "too-short"),
    ("Yunxi-Liuyan-2026", "local", "local"),
    ("Yunxi-Rivulet-57", "-", "-"),
    ("云溪街道综合执法队-2026-a", "local", "local"),
    ("秋天的云很高，风也不大。A1b", "-", "-"),
    ("秋天的云很高风也不大，我们去河边走走", "classes", "-"),
    ("Heqiushi-Rivulet-1", "own-name", "own-name"),
    ("He.QS-Rivulet-12", "own-name", "own-name"),
    ("correct horse battery", "classes", "-"),
    ("aaaaaaaaaaaaaaaaB1!", "common", "common"),
];

fn words() -> LocalWords {
    let office = ["云溪街道办事处", "yunxi", "综合执法队", "云溪街道", "liuyan", "柳堰村"];
    LocalWords {
        own: ["he.qs", "何秋实", "heqiushi"].map(str::to_owned).to_vec(),
        office: office.map(str::to_owned).to_vec(),
        year: 2026,
    }
}

fn answer(profile: Profile, password: &str) -> &'static str {
    fault(profile, password, &words()).map_or("-", |n| n.key.trim_start_matches("password-"))
}

#[test]
fn thirty_passwords_per_profile() {
    let wrong: Vec<String> = TABLE
        .iter()
        .map(|(p, d, a)| (p, (*d, *a), (answer(Profile::Dengbao, p), answer(Profile::Asvs, p))))
        .filter(|(_, wanted, got)| wanted != got)
        .map(|(p, wanted, got)| format!("{p}: wanted {wanted:?}, got {got:?}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(TABLE.len(), 30);
}

#[test]
fn length_counts_characters_up_to_128() {
    let long: String = ('a'..='z').chain('A'..='Z').cycle().step_by(7).take(127).collect();
    assert_eq!(answer(Profile::Asvs, &format!("{long}1")), "-");
    assert_eq!(answer(Profile::Asvs, &format!("{long}12")), "too-long");
}

#[test]
fn the_list_has_thousands_of_words() {
    let list = include_str!("../../../data/common-passwords.txt");
    assert!(list.lines().filter(|l| !l.starts_with('#')).count() >= 3_000);
    assert!(list.starts_with('#') && list.contains("Apache-2.0"), "the licence line");
}
