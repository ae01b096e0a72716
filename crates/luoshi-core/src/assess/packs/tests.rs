//! Every rule of every pack speaks where it should and is silent where it should not.

use std::collections::BTreeSet;

use super::*;
use crate::assess::scheme::open;

/// Rules that speak of a scheme, with `!` where they block.
fn speak(text: &str, province: Option<&str>) -> BTreeSet<String> {
    let opened = open(text).unwrap_or_else(|places| panic!("{places:?}\n{text}"));
    let found = check(&opened.scheme, &opened.source, province);
    found.iter().map(|n| format!("{}{}", n.rule(), if n.does == Does::Block { "!" } else { "" })).collect()
}

/// A scheme that no rule speaks against.
const QUIET: &str = r#"
[scheme]
id = "s"
name = "2025年度镇街综合考核"
year = 2025
basis = "区委办〔2025〕1号"
full = 100
[[group]]
id = "a"
name = "镇街"
members = ["东镇", "西街道"]
[[dimension]]
id = "d"
name = "发展"
[[dimension.item]]
code = "1"
name = "水环境质量"
full = 60
marker = "区生态环境局"
evidence = "监测数据"
measure = "率值"
[[dimension.item]]
code = "2"
name = "公共服务"
full = 40
marker = "区民政局"
evidence = "服务评价"
measure = "率值"
[rank]
scope = "全体"
[grade]
order = ["优秀", "良好", "一般"]
bands = { "优秀" = 90, "良好" = 75 }
quota = { "优秀" = { percent = "30" } }
[[award]]
name = "一等奖"
each_group = 1
[flow]
notice_workdays = 5
appeal_workdays = 5
"#;

/// The rules that one change of the quiet scheme brings up.
fn after(changes: &[(&str, &str)], province: Option<&str>) -> Vec<String> {
    let mut text = QUIET.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    speak(&text, province).into_iter().collect()
}

fn named(name: &str) -> Vec<String> {
    after(&[("name = \"公共服务\"", &format!("name = \"{name}\""))], None)
}

/// Word lists that a check names and that are not there.
fn unknown_lists(check: &Check) -> Vec<&str> {
    let mut out = match check {
        Check::ItemWords { words, unless, spared_by, doubtful, about } => {
            let mut all = vec![words.as_str()];
            all.extend([unless, spared_by, doubtful, about].into_iter().filter_map(Option::as_deref));
            all
        }
        Check::SchemeWords { words }
        | Check::VetoWords { words }
        | Check::AwardWords { words }
        | Check::NoAppeal { words } => vec![words.as_str()],
        Check::RanksWithinYear { words, with } => vec![words.as_str(), with],
        Check::StatisticsWithoutOwner { words, owners } => vec![words.as_str(), owners],
        Check::RatersBelow { of, raters, .. } => vec![of.as_str(), raters],
        _ => Vec::new(),
    };
    out.retain(|list| words(list).is_empty());
    out
}

#[test]
fn packs_are_read_and_their_words_exist() {
    assert_eq!(PACKS.len(), FILES.len());
    for (file, pack) in FILES.iter().zip(&*PACKS) {
        toml::from_str::<Pack>(file).unwrap();
        for rule in &pack.rules {
            assert_eq!(unknown_lists(&rule.check), [""; 0], "{} names lists that are not there", rule.id);
            let firm = matches!(rule.grade, Grade::L | Grade::G);
            assert!(firm || rule.does == Does::Advise, "{}: only L and G may block", rule.id);
            for both in [&rule.article, &rule.paraphrase, &rule.says] {
                assert!(
                    !both.zh.is_empty() && both.zh.chars().count() < 90 && !both.en.is_empty(),
                    "{}",
                    rule.id
                );
            }
            let holes = |text: &str| text.matches('{').count();
            assert_eq!(holes(&rule.says.zh), holes(&rule.says.en), "{}", rule.id);
        }
    }
    let ids: Vec<&String> = PACKS.iter().flat_map(|p| &p.rules).map(|r| &r.id).collect();
    let known: BTreeSet<&String> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "a rule has a name of its own");
    let superseded = PACKS.iter().flat_map(|p| &p.rules).flat_map(|r| &r.supersedes);
    assert_eq!(superseded.filter(|id| !known.contains(id)).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_quiet_scheme_is_left_alone() {
    for province in [None, Some("山东"), Some("湖南省"), Some("Jiangsu")] {
        assert_eq!(after(&[], province), [""; 0], "{province:?}");
    }
}

#[test]
fn size_of_a_scheme() {
    assert_eq!(after(&[("full = 100", "full = 1000")], None), ["thousand-points"]);
    assert_eq!(after(&[("full = 100", "full = 999")], None), [""; 0]);
    let many: String = (0..60)
        .map(|n| format!("[[dimension.item]]\ncode = \"x{n}\"\nname = \"某{n}\"\nfull = 0\n"))
        .collect();
    assert_eq!(after(&[("[rank]", &format!("{many}[rank]"))], None), ["many-indicators"]);
    let long = format!("name = \"公共服务\"\ntext = \"{}\"", "好".repeat(5001));
    assert_eq!(after(&[("name = \"公共服务\"", &long)], None), ["long-text"]);
}

#[test]
fn what_items_say() {
    for (name, rule) in [
        ("工作台账规范", "traces"),
        ("会议记录和照片齐全", "traces"),
        ("赴省进京上访人次", "petition-counts!"),
        ("党员学习时长", "phone-use"),
        ("配合做好综合执法", "assist-duties"),
        ("责任状签订", "responsibility-letters"),
        ("成立工作专班", "bodies"),
        ("信息篇数", "papers"),
        ("报表报送", "forms"),
        ("规上工业增加值", "statistics-without-owner"),
        ("招商税收返还落实", "favours"),
        ("招商到位资金", "investment-without-proof"),
        ("巡查人员手机定位", "personal-data"),
        ("风险抵押金", "points-and-money"),
    ] {
        assert_eq!(named(name), [rule], "{name}");
    }
    for fine in
        ["信访事项按期办结率", "重复信访化解率", "隐患台账清零", "人民日报刊发", "群众满意度", "群众配合度"]
    {
        assert_eq!(named(fine), [""; 0], "{fine}");
    }
    let table =
        "name = \"公共服务\"\nevents = { start = \"满分\", floor = \"0\", table = { \"赴京访\" = \"2\" } }";
    assert_eq!(
        after(
            &[
                ("name = \"公共服务\"", table),
                ("marker = \"区民政局\"\nevidence = \"服务评价\"\nmeasure = \"率值\"", "")
            ],
            None
        ),
        ["petition-counts!"]
    );
    let owner = [("name = \"公共服务\"", "name = \"规上工业增加值\""), ("区民政局", "区统计局")];
    assert_eq!(after(&owner, None), [""; 0]);
}

#[test]
fn a_notice_has_its_line_and_its_source() {
    let text = QUIET.replace("name = \"公共服务\"", "name = \"公共服务\"\ntext = \"查看台账\"");
    let opened = open(&text).unwrap();
    let found = check(&opened.scheme, &opened.source, None);
    assert_eq!(found.len(), 1);
    let line = text.lines().position(|l| l.contains("台账")).unwrap() + 1;
    assert_eq!((found[0].line, found[0].key.as_str()), (line, "item 2.text"));
    assert_eq!(found[0].grade(), Grade::G);
    let zh = found[0].sentence(Language::Chinese);
    assert!(zh.contains("2 公共服务") && zh.contains("“台账”") && !zh.contains('{'), "{zh}");
    assert!(found[0].article(Language::Chinese).contains("2018"));
}

const VETO: &str = "[[grade.veto]]\nname = \"重大事故\"\nat_most = \"一般\"\n[[award]]";

#[test]
fn vetoes_need_a_document() {
    assert_eq!(after(&[("[[award]]", VETO)], None), ["veto-without-document"]);
    assert_eq!(after(&[("[[award]]", VETO)], Some("山东省")), ["sd-veto!"]);
    assert_eq!(after(&[("[[award]]", VETO)], Some("湖南")), ["hn-veto"]);
    let with = VETO.replace("at_most", "basis = \"国发〔2024〕1号\"\nat_most");
    assert_eq!(after(&[("[[award]]", &with)], Some("山东")), [""; 0]);
    let cap = VETO.replace("grade.veto", "grade.cap").replace("\"一般\"", "\"良好\"");
    assert_eq!(after(&[("[[award]]", &cap)], Some("山东")), [""; 0], "a cap is no veto");
    let petition = with.replace("重大事故", "发生进京上访");
    assert_eq!(after(&[("[[award]]", &petition)], None), ["petition-veto!"]);
    let many: String =
        (0..4).map(|n| with.replace("[[award]]", "").replace("事故", &format!("事故{n}"))).collect();
    assert_eq!(after(&[("[[award]]", &format!("{many}[[award]]"))], None), ["many-vetoes"]);
}

#[test]
fn rules_for_towns_do_not_bind_villages_and_do_not_block_the_unknown() {
    let villages = [
        ("[[award]]", VETO),
        ("\"东镇\", \"西街道\"", "\"东村\", \"西社区\""),
        ("镇街综合", "综合"),
        ("name = \"镇街\"", "name = \"甲类\""),
    ];
    assert_eq!(after(&villages, Some("山东")), ["veto-without-document"]);
    let unknown = [
        ("[[award]]", VETO),
        ("\"东镇\", \"西街道\"", "\"甲\", \"乙\""),
        ("镇街综合", "综合"),
        ("name = \"镇街\"", "name = \"甲类\""),
    ];
    assert_eq!(after(&unknown, Some("山东")), ["sd-veto"]);
}

#[test]
fn vetoes_by_another_name() {
    let words = [("name = \"公共服务\"", "name = \"公共服务\"\ntext = \"发生问题的直接定为一般等次\"")];
    assert_eq!(after(&words, None), ["disguised-veto-words"]);
    assert_eq!(after(&words, Some("山东")), ["sd-disguised-veto!"]);
    let adjust = |more: &str| {
        format!(
            "[[adjust]]\nrole = \"扣分\"\nname = \"上级批评\"\nevents = {{ table = {{ \"省\" = \"2\" }}{more} }}\n[rank]"
        )
    };
    assert_eq!(after(&[("[rank]", &adjust(""))], None), ["item-takes-everything"]);
    assert_eq!(after(&[("[rank]", &adjust(", cap = \"5\""))], None), [""; 0]);
    assert_eq!(after(&[("[rank]", &adjust(", cap = \"100\""))], Some("山东")), ["sd-takes-everything"]);
    let large = adjust(", cap = \"20\"").replace("\"2\"", "\"15\"");
    assert_eq!(after(&[("[rank]", &large)], None), ["deduction-over-grade"]);
    assert_eq!(
        after(&[("[rank]", &large.replace("\"15\"", "\"14\""))], None),
        [""; 0],
        "15 points lie between the grades"
    );
}

#[test]
fn rankings_stay_within_the_annual_scheme() {
    let monthly = [("2025年度镇街综合考核", "镇街月度考核")];
    assert_eq!(after(&monthly, None), ["ranking-within-the-year"]);
    assert_eq!(after(&monthly, Some("山东")), ["sd-ranking!"]);
    assert_eq!(after(&[("basis = \"区委办〔2025〕1号\"\n", "")], None), ["ranking-without-document"]);
    assert_eq!(named("季度排名得分"), ["ranking-within-the-year"]);
    assert_eq!(named("季度任务完成"), [""; 0]);
    let month = "full = 40\nperiods = { calendar = \"月\", combine = \"平均\", missing = \"跳过\" }";
    assert_eq!(
        after(&[("full = 40", month), ("evidence = \"服务评价\"\nmeasure = \"率值\"", "")], None),
        ["monthly-scoring"]
    );
}

#[test]
fn grades_and_prizes() {
    assert_eq!(after(&[("percent = \"30\"", "percent = \"30.1\"")], None), ["share-of-best-grade"]);
    let prize = [("一等奖", "先进集体（表彰）")];
    assert_eq!(after(&prize, None), [""; 0], "the scheme has a document");
    let bare = [prize[0], ("basis = \"区委办〔2025〕1号\"\n", "")];
    assert_eq!(after(&bare, None), ["commendation-without-approval!", "ranking-without-document"]);
    assert_eq!(after(&[("each_group = 1", "each_group = 51")], None), ["too-many-prizes"]);
    assert_eq!(after(&[("appeal_workdays = 5", "")], None), ["no-appeal"]);
}

#[test]
fn villages_report_hazards_and_are_not_inspected() {
    let village = [("\"东镇\", \"西街道\"", "\"东村\", \"西村\"")];
    assert_eq!(after(&[village[0], ("公共服务", "隐患整改率")], None), ["village-hazards"]);
    assert_eq!(after(&[village[0], ("公共服务", "迎接检查")], None), ["inspection-items"]);
    assert_eq!(named("隐患整改率"), [""; 0], "a town may be");
    let assist = [village[0], ("公共服务", "协助征收")];
    assert_eq!(after(&assist, Some("山东")), ["sd-village-assist"]);
    assert_eq!(after(&assist, None), [""; 0]);
}

#[test]
fn towns_rate_departments_in_shandong() {
    let office = ("2025年度镇街综合考核", "2025年度区直部门考核");
    let raters = |town: &str| {
        format!(
            "full = 60\nraters = {{ groups = [{{ name = \"镇街评价\", weight = {town} }}, {{ name = \"领导\", weight = 50 }}] }}"
        )
    };
    let with = |town: &str| {
        after(
            &[office, ("full = 60", &raters(town)), ("evidence = \"监测数据\"\nmeasure = \"率值\"", "")],
            Some("山东"),
        )
    };
    assert_eq!(with("50"), [""; 0], "30 of 100");
    assert_eq!(with("49"), ["sd-town-share-department"]);
    let station = ("2025年度镇街综合考核", "2025年度派出机构考核");
    assert_eq!(after(&[station], Some("山东")), ["sd-town-share-station"]);
    assert_eq!(after(&[station], None), [""; 0]);
}

#[test]
fn provinces_with_packs_of_their_own() {
    assert_eq!(find("山东省"), Some("shandong"));
    assert_eq!(find(" SHANDONG"), Some("shandong"));
    assert_eq!(find("national"), None, "the country is no province");
    assert_eq!(find("某省"), None);
    assert_eq!(after(&[("公共服务", "报表报送")], Some("江西")), ["jx-forms"]);
    assert_eq!(after(&[("公共服务", "报表报送")], Some("江苏")), ["js-forms"]);
    assert_eq!(after(&[("公共服务", "责任状签订")], Some("云南")), ["yn-letters"]);
    assert_eq!(after(&[("公共服务", "责任状签订")], Some("湖南")), ["hn-letters"]);
    assert!(provinces(Language::Chinese).contains(&"山东".to_owned()));
}

#[test]
fn places_and_registers_are_petitions_only_in_items_about_petitions() {
    for name in [
        "赴省外招商推介",
        "进京展销特色农产品",
        "经营主体登记数",
        "入户一个访谈",
        "集体访谈活动",
        "婚姻登记量",
        "到省级示范村建设",
        "赴市场调研",
    ] {
        assert_eq!(named(name), Vec::<String>::new(), "{name}");
    }
    for name in ["信访数量", "进京上访人数", "信访登记量", "赴省集体访（信访维稳）", "越级访"]
    {
        assert!(named(name).contains(&"petition-counts!".to_owned()), "{name}: {:?}", named(name));
    }
    // Talks with a group stay what they are beside petitions.
    assert_eq!(named("接访室集体访谈"), Vec::<String>::new());
}

#[test]
fn a_scheme_that_asks_for_no_records_is_not_told_to_ask_for_none() {
    for name in ["不看台账的环境质量", "统一报表平台取数", "财务报表审计"] {
        assert_eq!(named(name), Vec::<String>::new(), "{name}");
    }
    assert_eq!(named("工作台账"), ["traces"]);
}
