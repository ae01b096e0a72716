//! Versions of a whole scheme, in words.

use super::super::file::read;
use super::*;

const OLD: &str = include_str!("../../../../tests/assess/schemes/towns.toml");

fn said(changes: &[(&str, &str)], language: Language) -> Vec<String> {
    let mut text = OLD.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let new = read(&text).unwrap_or_else(|places| panic!("{places:?}"));
    diff(&read(OLD).unwrap(), &new).iter().map(|c| c.sentence(language)).collect()
}

fn zh(changes: &[(&str, &str)]) -> Vec<String> {
    said(changes, Language::Chinese)
}

#[test]
fn nothing_changed_is_nothing_said() {
    assert_eq!(
        zh(&[("full = 100", "full = \"100.0\""), ("measure = \"完成率\"", "measure = \"ratio\"")]),
        [""; 0]
    );
}

#[test]
fn points_and_parameters() {
    let points = [("name = \"12345热线按时办结率\"\nfull = 10", "name = \"12345热线按时办结率\"\nfull = 12")];
    assert_eq!(zh(&points), ["指标 2.2 12345热线按时办结率 分值 10 → 12"]);
    assert_eq!(said(&points, Language::English), ["item 2.2 12345热线按时办结率: points 10 → 12"]);
    assert_eq!(zh(&[("cap = \"1.1\"", "cap = \"1.2\"")]), ["指标 1.3 招商到位资金 完成率上限 1.1 → 1.2"]);
    assert_eq!(
        zh(&[("points = \"0.5\", cap = \"2\"", "points = \"1\", cap = \"2\"")]),
        ["指标 1.4 规上工业增加值增速 超过目标·每步分值 0.5 → 1"]
    );
    assert_eq!(
        zh(&[("\"基本满意\" = \"75\"", "\"基本满意\" = \"70\"")])[0],
        "指标 2.3 群众满意度 选项分值·基本满意 75 → 70"
    );
}

#[test]
fn items_come_go_and_move() {
    let gone = OLD
        .split("[[dimension.item]]\ncode = \"1.4\"")
        .nth(1)
        .unwrap()
        .split("\n\n[[dimension]]")
        .next()
        .unwrap();
    let gone = format!("[[dimension.item]]\ncode = \"1.4\"{gone}");
    assert_eq!(zh(&[(&gone, "")]), ["删除指标 1.4 规上工业增加值增速"]);
    assert_eq!(
        zh(&[
            (&gone, ""),
            (
                "[[dimension]]\nid = \"wending\"\nname = \"安全稳定\"\nna = \"本类折算\"\n",
                &format!("[[dimension]]\nid = \"wending\"\nname = \"安全稳定\"\nna = \"本类折算\"\n{gone}\n")
            )
        ]),
        ["指标 1.4 规上工业增加值增速 由“经济发展”移到“安全稳定”"]
    );
    let added = zh(&[(
        "[[dimension.item]]\ncode = \"2.1\"",
        "[[dimension.item]]\ncode = \"2.0\"\nname = \"新\"\nfull = 1\n[[dimension.item]]\ncode = \"2.1\"",
    )]);
    assert_eq!(added, ["新增指标 2.0 新"]);
    assert_eq!(zh(&[("code = \"2.2\"", "code = \"2.9\"")]), ["指标 2.2 12345热线按时办结率 编号 2.2 → 2.9"]);
}

#[test]
fn groups_grades_vetoes_and_prizes() {
    assert_eq!(
        zh(&[("\"云梯街道\", ", "")]),
        [
            "分组“街道” 成员名单 云梯街道、柚园街道、栗坡街道、石渠街道、青禾街道、麦浦街道 → 柚园街道、栗坡街道、石渠街道、青禾街道、麦浦街道"
        ]
    );
    assert_eq!(zh(&[("\"优秀\" = \"85\"", "\"优秀\" = \"88\"")]), ["等次“优秀” 分数线 85 → 88"]);
    assert_eq!(zh(&[("percent = \"30\"", "percent = \"25\"")]), ["等次“优秀” 比例（%） 30 → 25"]);
    assert_eq!(
        zh(&[("round = \"四舍五入\", base", "round = \"去尾\", base")]),
        ["等次评定 名额取整 四舍五入 → 去尾"]
    );
    assert_eq!(
        zh(&[("at_most = \"一般\"", "at_most = \"较差\"")]),
        ["否决事项“重特大安全事故” 最高等次 一般 → 较差"]
    );
    assert_eq!(
        zh(&[("no_award = true", "no_award = true\nbasis = \"省委〔2025〕1号\"")]),
        ["否决事项“重特大安全事故” 增加依据文件：省委〔2025〕1号"]
    );
    assert_eq!(zh(&[("bonus_cap = \"5\"\n", "")]), ["总分 取消加分上限（原为 5）"]);
    assert_eq!(
        zh(&[("method = \"并列占位\"", "method = \"并列不占位\"")]),
        ["排名 并列办法 并列占位 → 并列不占位"]
    );
    assert_eq!(
        zh(&[("name = \"一等奖\"\ncount = { jiedao = 1", "name = \"一等奖\"\ncount = { jiedao = 2")])[0],
        "奖项“一等奖” 各组名额·jiedao 1 → 2"
    );
}

#[test]
fn every_field_of_the_model_has_its_words() {
    let mut fields = BTreeMap::new();
    for text in [
        OLD,
        include_str!("../../../../tests/assess/schemes/villages.toml"),
        include_str!("../../../../tests/assess/schemes/safety.toml"),
    ] {
        let scheme = canonical(&read(text).unwrap());
        for item in list(&scheme["items"]) {
            flatten(&without(item, &["code", "dimension", "params"]), &mut Vec::new(), &mut fields);
            flatten(&item["params"], &mut Vec::new(), &mut fields);
        }
        for part in ["total", "ranking"] {
            flatten(&scheme[part], &mut Vec::new(), &mut fields);
        }
    }
    let unknown: BTreeSet<&String> = fields
        .keys()
        .flatten()
        .filter(|key| {
            key.is_ascii() && key.chars().any(|c| c.is_ascii_lowercase()) && !TEXTS.fields.contains_key(*key)
        })
        .collect();
    assert_eq!(unknown, BTreeSet::new());
}
