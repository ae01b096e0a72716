//! Time limits in running text and cells, with the last day that they allow.
//!
//! The words are read by [`luoshi_core::deadline`]; here is decided which of them bind a task and
//! when the year is known (rules of the corpus guide: periodic and vague limits have no day).

use std::sync::LazyLock;

use luoshi_core::deadline::{self, LimitKind, Mention, Reference, TimeLimit};
use regex::Regex;
use time::{Date, Month};

use super::types::{Extraction, Known};
use super::view::View;
use crate::model::Span;

/// A time limit as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its words.
    pub span: Span,
    /// The last day allowed, if the words and the year fix one.
    pub day: Option<Date>,
    /// The days that may be meant where the words are ambiguous or name a festival.
    pub choices: Vec<Date>,
    /// Again and again, or without end.
    pub repeats: bool,
}

/// What limits without a year are read against.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    plan_year: Option<i32>,
    today: Option<Date>,
}

impl Clock {
    /// The year and day that the paper itself fixes, else those of the clerk.
    #[must_use]
    pub fn new(out: &Extraction, known: &Known) -> Self {
        let plan_year = out.plan_year.as_ref().map(|item| item.value);
        let today = out.date.as_ref().map(|item| item.value);
        let own = plan_year.is_some() || today.is_some();
        Self {
            plan_year: if own { plan_year } else { known.plan_year },
            today: if own { today } else { known.today },
        }
    }

    /// The year of the plan, or of the day.
    #[must_use]
    pub fn year(self) -> Option<i32> {
        self.plan_year.or(self.today.map(Date::year))
    }

    /// The day of the paper.
    #[must_use]
    pub const fn today(self) -> Option<Date> {
        self.today
    }

    fn reference(self) -> Reference<'static> {
        let first =
            Date::from_calendar_date(self.year().unwrap_or(2024), Month::January, 1).unwrap_or(Date::MIN);
        Reference { plan_year: self.plan_year, ..Reference::new(self.today.unwrap_or(first)) }
    }
}

/// Words that fix a day by the calendar, not by a count or a festival.
static CALENDAR: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"[0-9一二三四五六七八九十]\s*月|季度|年底|年末|年终|年尾|年内|半年|全年|岁末|月底|月末|月内|[0-9]{4}\s*年|[0-9]日|年度|(?:19|20)[0-9]{2}[-/.．][0-9]{1,2}",
    )
});
static YEAR: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"(?:19|20)[0-9]{2}(?:\s*年|[-/.．][0-9]{1,2})|二[〇○零0]..年"));
static COUNTED: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"工作日|个月|天|周内|小时|即日"));
/// Halves of the year that a paper names in passing.
static VAGUE: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"^(?:到|至|在)?(?:年中|半年时|[春夏秋冬]季|近期|前期)"));

/// A quick look before the words are read: no limit does without these signs, and no clause that
/// somebody wrote is so long.
fn may_hold(words: &str) -> bool {
    let signs = [
        '月', '季', '年', '旬', '每', '日', '周', '天', '内', '底', '末', '前', '半', '期', '节', '按', '常',
        '持', '-', '/', '.', '立', '即', '时',
    ];
    words.len() <= 4096 && words.contains(signs)
}

/// Whether a cell holds a time limit.
#[must_use]
pub fn is_limit(words: &str) -> bool {
    if words.len() > 96 || words.chars().count() > 24 || !may_hold(words) {
        return false;
    }
    let r = Clock { plan_year: Some(2024), today: None }.reference();
    !matches!(deadline::parse(words, &r).kind, LimitKind::None | LimitKind::Invalid)
}

/// The limit that binds a stretch of the text: the first with a day, else the first.
#[must_use]
pub fn find(view: &View<'_>, span: Span, clock: Clock) -> Option<Due> {
    let words = view.slice(span);
    if !may_hold(words) {
        return None;
    }
    let binding: Vec<Due> = deadline::mentions(words, &clock.reference())
        .into_iter()
        .filter(|mention| binds(words, mention))
        .map(|mention| due(view, span, &mention, clock))
        .collect();
    binding.iter().find(|due| due.day.is_some()).or(binding.first()).cloned()
}

/// A limit binds by its own words, or because it opens the clause or follows 于 and the like; a
/// start (3月起), a day alone and a year that only names a plan do not.
fn binds(words: &str, mention: &Mention) -> bool {
    let (before, own, after) =
        (&words[..mention.range.start], &words[mention.range.clone()], &words[mention.range.end..]);
    let starts = (after.starts_with(['起', '以']) && !after.starts_with("以前") || after.starts_with("开始"))
        || before.ends_with(['自', '从', '离', '距']);
    let opens = before.chars().filter(|c| c.is_alphanumeric()).count() <= 1;
    let names = ["度", "（", "(", "目标", "任务", "考核", "的", "工作", "开始"]
        .iter()
        .any(|word| after.starts_with(word));
    let open = matches!(mention.limit.kind, LimitKind::Open | LimitKind::None | LimitKind::Invalid);
    if starts
        || open
        || own.starts_with("全年") && !whole_year(after)
        || own.ends_with("年度")
        || names && !own.ends_with('前')
    {
        return false;
    }
    // 一月一评, 一周一碰头: a rhythm and no month.
    if own.starts_with('一') && own.ends_with(['月', '季', '周']) && after.starts_with('一') {
        return false;
    }
    let quoted = before.ends_with(['“', '"', '「']) && !own.contains('”');
    // A year alone binds only what is finished in it: 2022年完成….
    let year = own.ends_with('年')
        && !own.starts_with('全')
        && !own.contains('半')
        && !["完成", "建成", "实现", "新建", "累计"].iter().any(|verb| after.starts_with(verb));
    if quoted || year {
        return false;
    }
    let day = matches!(mention.limit.kind, LimitKind::Deadline | LimitKind::Period | LimitKind::Multi);
    let acts = [
        "完成", "建成", "开工", "竣工", "投产", "通车", "启动", "投用", "交付", "投入", "开幕", "开馆",
        "开园", "开业", "封顶", "通水", "投运", "上线", "挂牌", "举办", "举行", "签约", "全线", "全面",
    ]
    .iter()
    .any(|verb| after.starts_with(verb));
    let led = before.ends_with(['于', '在', '到', '至'])
        || before.ends_with("力争")
        || before.ends_with("确保")
        || opens
        || acts;
    let named = own.contains(['月', '季', '旬', '年']) && (!own.ends_with('日') || after.starts_with('前'));
    mention.binds || (day && led && named)
}

/// 全年 binds where it opens a clause or stands behind who is to act: 全年组织演练2次; 全年工作 names the year.
fn whole_year(after: &str) -> bool {
    ![
        "无", "没", "未", "累计", "受到", "被", "度", "的", "各", "重点", "目标", "任务", "工作", "主要",
        "经济", "最", "总",
    ]
    .iter()
    .any(|word| after.starts_with(word))
}

fn due(view: &View<'_>, span: Span, mention: &Mention, clock: Clock) -> Due {
    let at = Span::new(span.start + mention.range.start, span.start + mention.range.end);
    read(view, at, &mention.limit, clock)
}

/// The limit that a cell of a column 完成时限 states; its words are the whole cell.
#[must_use]
pub fn cell(view: &View<'_>, span: Span, clock: Clock) -> Due {
    let limit = deadline::parse(view.slice(span), &clock.reference());
    read(view, span, &limit, clock)
}

fn read(view: &View<'_>, span: Span, limit: &TimeLimit, clock: Clock) -> Due {
    let words = view.slice(span);
    let repeats = matches!(limit.kind, LimitKind::Recur(_) | LimitKind::Open);
    let known = clock.year().is_some() || YEAR.is_match(words);
    let fixed = known && CALENDAR.is_match(words) && !COUNTED.is_match(words) && !VAGUE.is_match(words);
    let day = if repeats { None } else { limit.end.or(limit.last_allowed()) };
    match (&limit.kind, known) {
        // 2月上旬前 allows its last day, 2月10日.
        (LimitKind::Ambiguous, true) if words.contains('旬') => {
            Due { span, day: limit.last_allowed(), choices: Vec::new(), repeats }
        }
        (LimitKind::Ambiguous | LimitKind::Invalid, true) => {
            Due { span, day: None, choices: limit.candidates.clone(), repeats }
        }
        (_, true) if !fixed => Due { span, day: None, choices: day.into_iter().collect(), repeats },
        _ => Due { span, day: day.filter(|_| fixed), choices: Vec::new(), repeats },
    }
}
