//! Which clauses name something that can be checked.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::figures;

#[derive(Deserialize)]
struct Words {
    adverbs: Vec<String>,
    strong: Vec<String>,
    papers: Vec<String>,
    mild: Vec<String>,
    weak: Vec<String>,
    objects: Vec<String>,
    #[serde(rename = "abstract")]
    abstracts: Vec<String>,
    general: Vec<String>,
    answering: Vec<String>,
    targets: Vec<String>,
    target_titles: Vec<String>,
    reward_titles: Vec<String>,
    founding: Vec<String>,
    forces: Vec<String>,
    statistics: Vec<String>,
    economy: Vec<String>,
    finishing: Vec<String>,
    rhythm: Vec<String>,
    handing: Vec<String>,
    preambles: Vec<String>,
    trailing: Vec<String>,
    follow_up: Vec<String>,
    sanctions: Vec<String>,
    never: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| crate::extract::lexicon(include_str!("../../../lexicon/tasks.toml")));

fn any(list: &[String], test: impl Fn(&str) -> bool) -> bool {
    list.iter().any(|word| test(word))
}

/// The clause without adverbs before its verb.
fn core(clause: &str) -> &str {
    let mut rest = without_money(clause.trim());
    for _ in 0..6 {
        let Some(word) =
            WORDS.adverbs.iter().filter(|word| rest.starts_with(word.as_str())).max_by_key(|word| word.len())
        else {
            break;
        };
        rest = &rest[word.len()..];
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
    let starts = |list: &[String]| any(list, |word| core.starts_with(word));
    let plain = bare.trim_end_matches(['”', '"', '）', ')']);
    let object = any(&WORDS.objects, |word| plain.ends_with(word));
    let vague = any(&WORDS.abstracts, |word| plain.ends_with(word)) && !object;
    let figure = figures::has_target(clause);
    if core.chars().count() >= 6 && any(&WORDS.papers, |word| core.starts_with(word)) {
        return true;
    }
    // 做到“拿地即开工” quotes a slogan.
    let finished = any(&WORDS.finishing, |word| plain.ends_with(word))
        && bare.chars().count() >= 8
        && !bare.ends_with(['”', '"']);
    let economy = any(&WORDS.economy, |word| core.contains(word));
    // 游客中心三季度完工: a finished thing is no statistic, whatever its name holds.
    if finished && !economy && !bare.contains(['%', '％', '率']) && !moves_level(bare) {
        return true;
    }
    let slogan = bare.ends_with(['”', '"'])
        && ["打造", "实施", "建设", "推行", "抓好", "建好"].iter().any(|verb| core.starts_with(verb));
    let quoted =
        (core.starts_with("实施") && core.contains(['“', '"']) || slogan || core.starts_with(['“', '"']))
            && !figure;
    if indicator(bare) || moves_level(bare) || quoted || any(&WORDS.never, |word| core.starts_with(word)) {
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
        && !any(&WORDS.statistics, |word| core.contains(word))
    {
        return true;
    }
    // 推进, 抓好 and the like were taken off as adverbs: their object decides.
    let led = core.len() < bare.len() || any(&WORDS.weak, |word| core.starts_with(word));
    led && long && object && !vague
}

/// Whether a clause is a general heading for the concrete ones after it.
#[must_use]
pub fn general(clause: &str) -> bool {
    any(&WORDS.general, |word| clause.starts_with(word)) && !figures::has_target(clause) && !concrete(clause)
}

/// Whether a duty of a letter only names who answers for the work.
#[must_use]
pub fn answers(words: &str) -> bool {
    any(&WORDS.answering, |word| words.contains(word))
}

/// Whether a sentence of a letter is a target that is measured.
#[must_use]
pub fn target(words: &str) -> bool {
    any(&WORDS.targets, |word| words.contains(word)) && !words.contains('要')
}

/// Whether a heading announces figures to be reached.
#[must_use]
pub fn of_targets(title: &str) -> bool {
    any(&WORDS.target_titles, |word| title.contains(word))
}

/// Whether a heading announces how the work is scored, rewarded and punished.
#[must_use]
pub fn of_rewards(title: &str) -> bool {
    any(&WORDS.reward_titles, |word| title.contains(word))
}

/// Whether a clause founds a task force.
#[must_use]
pub fn founds(clause: &str) -> bool {
    let core = core(clause);
    any(&WORDS.founding, |word| core.starts_with(word)) && any(&WORDS.forces, |word| clause.contains(word))
}

/// Whether a clause states a level to be reached by statistics instead of work to be done.
#[must_use]
pub fn indicator(clause: &str) -> bool {
    let core = core(clause);
    any(&WORDS.economy, |word| core.contains(word))
        || any(&WORDS.statistics, |word| core.contains(word))
            && !any(&WORDS.strong, |word| core.starts_with(word))
        || (core.starts_with("新增") || core.starts_with("净增"))
            && any(&WORDS.statistics, |word| core.contains(word))
}

/// Whether a clause names what is done again and again.
#[must_use]
pub fn rhythm(clause: &str) -> bool {
    any(&WORDS.rhythm, |word| clause.contains(word))
}

/// Whether a clause forbids, so that its figure is a bound and no work.
#[must_use]
pub fn target_of_nothing(clause: &str) -> bool {
    indicator(clause) || any(&WORDS.never, |word| clause.contains(word))
}

/// Whether a clause goes on with how the work before it is followed up: 推进情况纳入考核, 让群众受益.
#[must_use]
pub fn trails(clause: &str) -> bool {
    any(&WORDS.trailing, |word| clause.starts_with(word))
        || any(&WORDS.follow_up, |word| clause.contains(word))
}

/// Whether a clause asks for something to be handed in.
#[must_use]
pub fn hands_in(clause: &str) -> bool {
    any(&WORDS.handing, |word| clause.contains(word))
}

/// Whether words end by saying that a thing is ready.
#[must_use]
pub fn finishes(words: &str) -> bool {
    any(&WORDS.finishing, |word| words.ends_with(word))
}

/// Whether a sentence only says why a paper is issued: …，制定本方案.
#[must_use]
pub fn preamble(sentence: &str) -> bool {
    let about_itself = sentence.starts_with('本')
        && ["责任书", "责任状", "承诺书", "办法", "方案", "细则", "通知", "清单", "表"]
            .iter()
            .any(|paper| sentence['本'.len_utf8()..].starts_with(paper));
    about_itself || any(&WORDS.preambles, |word| sentence.contains(word))
}

/// Whether a clause begins to found a group whose name comes after its heads: 成立由某某任组长，….
#[must_use]
pub fn founds_later(clause: &str) -> bool {
    let core = core(clause);
    any(&WORDS.founding, |word| core.strip_prefix(word).is_some_and(|rest| rest.starts_with(['由', '以'])))
        && !any(&WORDS.forces, |word| clause.contains(word))
}

/// Whether words threaten or close a paper instead of naming work.
#[must_use]
pub fn sanctions(words: &str) -> bool {
    any(&WORDS.sanctions, |word| words.contains(word))
}

/// Whether a clause after a time limit begins with what is to be done, not with a state.
#[must_use]
pub fn opens_action(clause: &str) -> bool {
    clause.starts_with(['在', '将', '把', '对', '为', '向'])
        || any(&WORDS.strong, |word| core(clause).starts_with(word))
        || clause.starts_with("实现")
}

/// Whether a clause is a target or a rule whatever else it says.
#[must_use]
pub fn never(clause: &str) -> bool {
    any(&WORDS.never, |word| core(clause).starts_with(word))
}
