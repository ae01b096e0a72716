//! Which clauses name something that can be checked.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::figures;
use crate::extract::index::{Heads, Tails};
use crate::extract::words::AnyOf;

#[derive(Deserialize)]
struct Words {
    adverbs: Heads,
    strong: Heads,
    papers: Heads,
    mild: Heads,
    weak: Heads,
    objects: Tails,
    #[serde(rename = "abstract")]
    abstracts: Tails,
    general: Heads,
    answering: AnyOf,
    targets: AnyOf,
    target_titles: AnyOf,
    reward_titles: AnyOf,
    founding: Heads,
    forces: AnyOf,
    statistics: AnyOf,
    economy: AnyOf,
    finishing: Tails,
    rhythm: AnyOf,
    handing: AnyOf,
    preambles: AnyOf,
    trailing: Heads,
    follow_up: AnyOf,
    sanctions: AnyOf,
    never: AnyOf,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| crate::extract::lexicon(include_str!("../../../lexicon/tasks.toml")));

/// The clause without adverbs before its verb.
fn core(clause: &str) -> &str {
    let mut rest = without_place(without_money(clause.trim()));
    for _ in 0..6 {
        let Some(length) = WORDS.adverbs.longest(rest) else { break };
        rest = &rest[length..];
    }
    rest
}

/// 投资680万元改扩建…: what is paid stands before what is done.
fn without_money(clause: &str) -> &str {
    let paid = ["总投资", "投资", "投入", "筹资", "筹集资金", "安排资金", "争取资金", "整合资金", "统筹资金"];
    let near = clause.char_indices().nth(18).map_or(clause.len(), |c| c.0);
    let money = clause[..near].find('元').filter(|_| paid.iter().any(|word| clause.starts_with(word)));
    let rest =
        money.map_or("", |at| clause[at + '元'.len_utf8()..].trim_start_matches(['，', ',', '以', '上']));
    if rest.chars().count() >= 6 { rest } else { clause }
}

/// 今年要在老旧小区安装…, 与各学校签订…: when, where and with or for whom stands before what is done.
fn without_place(clause: &str) -> &str {
    let rest = clause.strip_prefix("今年").unwrap_or(clause).trim_start_matches(['要', '将']);
    if !rest.starts_with(['在', '与', '同', '为', '给']) && !rest.starts_with("会同") {
        return if rest.is_empty() { clause } else { rest };
    }
    let near = rest.char_indices().skip(3).take(14).map(|(at, _)| at);
    let verb = near
        .filter(|&at| !rest[..at].contains(['“', '、', '，']))
        .find(|&at| WORDS.strong.open_with(&rest[at..], 2));
    verb.map_or(clause, |at| &rest[at..])
}

/// 盯进度、抓要素、保开工: a row of short words spurs on.
fn spurs(clause: &str) -> bool {
    let pieces: Vec<&str> = clause.rsplit('、').collect();
    pieces.len() >= 3
        && pieces[..2].iter().all(|piece| piece.chars().count() == 3)
        && ["抓", "保", "盯", "促", "强", "优", "提", "增", "稳", "拼", "补", "破", "守", "防"]
            .iter()
            .any(|verb| pieces[0].starts_with(verb))
        && !figures::has_figure(clause)
}

/// 由19家增加到30家: from one level to another.
fn moves_level(clause: &str) -> bool {
    clause.contains(['由', '从'])
        && ["增加到", "提高到", "增至", "提高至", "增加至", "降到", "降至", "扩大到"]
            .iter()
            .any(|to| clause.contains(to))
}

/// Whether a clause of running text names something that is built, issued, founded, held or done.
#[must_use]
pub fn concrete(clause: &str) -> bool {
    let bare =
        clause.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '”' | '"' | '）' | ')'));
    let core = core(bare);
    let starts = |list: &Heads| list.open(core);
    let plain = bare.trim_end_matches(['”', '"', '）', ')']);
    let object = WORDS.objects.end(plain);
    let vague = WORDS.abstracts.end(plain) && !object;
    let figure = figures::has_target(clause);
    if core.chars().count() >= 6 && WORDS.papers.open(core) {
        return true;
    }
    // 做到“拿地即开工” quotes a slogan.
    let finished = WORDS.finishing.end(plain) && bare.chars().count() >= 8 && !bare.ends_with(['”', '"']);
    let economy = WORDS.economy.is_in(core);
    // 游客中心三季度完工: a finished thing is no statistic, whatever its name holds.
    if spurs(plain) {
        return false;
    }
    if finished && !economy && !bare.contains(['%', '％', '率']) && !moves_level(bare) {
        return true;
    }
    let slogan = bare.ends_with(['”', '"'])
        && ["打造", "实施", "建设", "推行", "抓好", "建好"].iter().any(|verb| core.starts_with(verb));
    let quoted =
        (core.starts_with("实施") && core.contains(['“', '"']) || slogan || core.starts_with(['“', '"']))
            && !figure;
    if indicator(bare) || moves_level(bare) || quoted || WORDS.never.opens(core) {
        return false;
    }
    let long = core.chars().count() >= 6;
    let named = core.starts_with("建立")
        && core.chars().count() >= 8
        && ["机制", "制度"].iter().any(|end| plain.ends_with(end))
        && !plain.ends_with("长效管理机制");
    if finished || named {
        return true;
    }
    if starts(&WORDS.strong) {
        let mild = starts(&WORDS.mild);
        return long && ((!mild && !vague) || figure || object);
    }
    // A verb that no list holds, with its count at the end: 腾退低效用地200亩.
    if figure
        && !["实事项目", "突破", "达到", "稳定在", "保持", "不低于"].iter().any(|word| core.contains(word))
        && figures::ends_with_count(plain)
        && long
        && !WORDS.statistics.is_in(core)
    {
        return true;
    }
    // 推进, 抓好 and the like were taken off as adverbs: their object decides.
    let led = core.len() < bare.len() || WORDS.weak.open(core);
    led && long && object && !vague
}

/// Whether a clause is a general heading for the concrete ones after it.
#[must_use]
pub fn general(clause: &str) -> bool {
    WORDS.general.open(clause) && !figures::has_target(clause) && !concrete(clause)
}

/// Whether a duty of a letter only names who answers for the work.
#[must_use]
pub fn answers(words: &str) -> bool {
    WORDS.answering.is_in(words)
}

/// Whether a sentence of a letter is a target that is measured.
#[must_use]
pub fn target(words: &str) -> bool {
    WORDS.targets.is_in(words) && !words.contains('要')
}

/// Whether a heading announces figures to be reached.
#[must_use]
pub fn of_targets(title: &str) -> bool {
    WORDS.target_titles.is_in(title)
}

/// Whether a heading announces how the work is scored, rewarded and punished.
#[must_use]
pub fn of_rewards(title: &str) -> bool {
    WORDS.reward_titles.is_in(title)
}

/// Whether a clause founds a task force.
#[must_use]
pub fn founds(clause: &str) -> bool {
    let core = core(clause);
    WORDS.founding.open(core) && WORDS.forces.is_in(clause)
}

/// Whether a clause states a level to be reached by statistics instead of work to be done.
#[must_use]
pub fn indicator(clause: &str) -> bool {
    let core = core(clause);
    WORDS.economy.is_in(core)
        || WORDS.statistics.is_in(core) && (core.starts_with("建成区") || !WORDS.strong.open(core))
        || (core.starts_with("新增") || core.starts_with("净增")) && WORDS.statistics.is_in(core)
}

/// Whether a clause names what is done again and again.
#[must_use]
pub fn rhythm(clause: &str) -> bool {
    WORDS.rhythm.is_in(clause)
}

/// Whether a clause says that something is done again and again, without a day.
#[must_use]
pub fn again(clause: &str) -> bool {
    [
        "定期",
        "每",
        "月调度",
        "周调度",
        "季通报",
        "月通报",
        "按月",
        "按季",
        "一月一",
        "一周一",
        "半月一",
        "一季一",
        "不定期",
    ]
    .iter()
    .any(|word| clause.contains(word))
}

/// Whether a clause forbids, so that its figure is a bound and no work.
#[must_use]
pub fn target_of_nothing(clause: &str) -> bool {
    indicator(clause) || WORDS.never.is_in(clause)
}

/// Whether a clause goes on with how the work before it is followed up: 推进情况纳入考核, 让群众受益.
#[must_use]
pub fn trails(clause: &str) -> bool {
    WORDS.trailing.open(clause) || WORDS.follow_up.is_in(clause)
}

/// Whether a clause asks for something to be handed in.
#[must_use]
pub fn hands_in(clause: &str) -> bool {
    WORDS.handing.is_in(clause)
}

/// Whether words end by saying that a thing is ready.
#[must_use]
pub fn finishes(words: &str) -> bool {
    WORDS.finishing.end(words)
}

/// Whether a sentence only says why a paper is issued: …，制定本方案.
#[must_use]
pub fn preamble(sentence: &str) -> bool {
    let about_itself = sentence.starts_with('本')
        && ["责任书", "责任状", "承诺书", "办法", "方案", "细则", "通知", "清单", "表"]
            .iter()
            .any(|paper| sentence['本'.len_utf8()..].starts_with(paper));
    // 结合实际制定本乡镇实施方案 asks for a paper of their own.
    let own = [
        "单位", "部门", "乡镇", "镇", "乡", "村", "街道", "地", "科室", "辖区", "行业", "系统", "领域",
        "园区", "企业",
    ];
    let theirs = ["制定本", "制订本"].iter().any(|word| {
        sentence.split_once(word).is_some_and(|(_, rest)| own.iter().any(|whose| rest.starts_with(whose)))
    });
    about_itself || !theirs && WORDS.preambles.is_in(sentence)
}

/// Whether a clause begins to found a group whose name comes after its heads: 成立由某某任组长，….
#[must_use]
pub fn founds_later(clause: &str) -> bool {
    let core = core(clause);
    WORDS.founding.longest(core).is_some_and(|length| core[length..].starts_with(['由', '以']))
        && !WORDS.forces.is_in(clause)
}

/// Whether words threaten or close a paper instead of naming work.
#[must_use]
pub fn sanctions(words: &str) -> bool {
    WORDS.sanctions.is_in(words)
}

/// Whether a clause after a time limit begins with what is to be done, not with a state.
#[must_use]
pub fn opens_action(clause: &str) -> bool {
    clause.starts_with(['在', '将', '把', '对', '为', '向'])
        || WORDS.strong.open(core(clause))
        || clause.starts_with("实现")
}

/// Whether a clause is a target or a rule whatever else it says.
#[must_use]
pub fn never(clause: &str) -> bool {
    WORDS.never.opens(core(clause))
}
