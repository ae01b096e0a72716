//! 计划年度: the year of the plan, targets or deployed work.
//!
//! The title fixes it first, then words of planning in the body, last the day of the paper. A
//! review with honours alone is for the year after; plans for several years have none.

use std::sync::LazyLock;

use regex::Regex;

use super::days::year_at;
use super::text::Text;
use super::view::View;
use super::{Extraction, Genre, Item, Known, item, pattern};

/// Reads the plan year into the proposals; genre, title and date must have been read.
pub(super) fn read(view: &View<'_>, _known: &Known, out: &mut Extraction) {
    let text = view.clean();
    out.plan_year = from_words(text, out).or_else(|| from_day(text, out));
}

static RANGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{4} ?年?[-—~至到－]+ ?[0-9]{4} ?年"));
static SEVERAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[0-9]{4} ?(年)?[-—~至到] ?[0-9]{4} ?年|(三|五|两|3|5|2)年(行动|计划|攻坚|规划|方案|提升|倍增)|十[二三四五六]五.{0,8}规划",
    )
});
static LOOKS_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^年度?[^,。;、》]{0,10}(表彰|表扬|先进|优秀|总结|回顾|考核结果|完成情况|执行情况|取得|荣获|工作情况|底|末)",
    )
});
static REVIEW: LazyLock<Regex> = LazyLock::new(|| pattern(r"总结|表彰|表扬|回顾|述职"));
static PLANNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^0-9])((?:19|20)[0-9]{2})年度?(?:的)?(?:全年|全区|全县|全镇|全市|全省|重点|各项|主要|工作|目标|任务|计划|安排|部署|要点|经济|国民|政府|民生|为民|[“《]|将|要|我们|是|度|粮食|责任|预期|发展|全街道|全乡|春季|一季度|[0-9]{1,2}月底前|[0-9]{1,2}月底|底前|底|,[^。,]{1,16}(?:将|要))",
    )
});

/// The year that words of the title or the body fix.
#[must_use]
pub fn from_words(text: &Text<'_>, out: &Extraction) -> Option<Item<i32>> {
    let genre = out.genre.as_ref().map(|g| g.value);
    if let Some(title) = &out.title {
        let clean = Text::clean(&title.value);
        let words = clean.plain(0, clean.len());
        let years = years_in(&clean);
        let range = RANGE.is_match(&words);
        if range || SEVERAL.is_match(&words) && genre != Some(Genre::MeetingReport) && years.len() != 1 {
            return None;
        }
        if let Some(Some(year)) = in_title(&words, &years, genre) {
            // A report is often named after the year that it looks back on.
            let year = if reports(genre) && goes_on(text, year) { year + 1 } else { year };
            return Some(item(year, title.span, 90, "plan_year/title"));
        }
    }
    if genre == Some(Genre::Commendation) {
        return deployed(text);
    }
    in_body(text, genre)
}

/// The year of a title; `Some(None)` when the title shows that there is none.
fn in_title(words: &str, years: &[i32], genre: Option<Genre>) -> Option<Option<i32>> {
    let last = years.iter().max().copied()?;
    let review = REVIEW.is_match(words) && years.len() == 1;
    Some(match genre {
        Some(Genre::Commendation) => (years.len() > 1 || !review && words.contains("部署")).then_some(last),
        Some(Genre::MeetingReport | Genre::Speech) if review && is_review_of(words, last) => Some(last + 1),
        _ => Some(last),
    })
}

/// Papers that look back on one year first and plan the next one then.
const fn reports(genre: Option<Genre>) -> bool {
    matches!(genre, Some(Genre::GovWorkReport | Genre::WorkPriorities | Genre::Speech))
}

/// Whether a heading looks back on the year and a later one says what is planned for the next.
fn goes_on(text: &Text<'_>, year: i32) -> bool {
    static PARTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:^|[^0-9])((?:19|20)[0-9]{2})年(?:度|全)?[^。,;:、0-9]{0,8}?(?:(回顾|总结|完成情况|主要成绩)|工作(?:的)?(?:总体)?(?:安排|打算|思路|计划|部署|建议|重点|目标|任务)|(?:重点|主要|目标)(?:工作|任务))",
        )
    });
    let words: String = text.ch.iter().collect();
    let mut reviewed = false;
    for found in PARTS.captures_iter(&words) {
        let named = found.get(1).and_then(|y| y.as_str().parse::<i32>().ok());
        reviewed |= named == Some(year) && found.get(2).is_some();
        if reviewed && named == Some(year + 1) && found.get(2).is_none() {
            return true;
        }
    }
    false
}

/// The years of a title, Arabic or Chinese.
fn years_in(title: &Text<'_>) -> Vec<i32> {
    (0..title.len())
        .filter(|&i| {
            !title.before(i).is_ascii_digit()
                && (matches!(title.get(i + 4), '年' | '度')
                    || title.get(i + 4) == ' ' && title.get(i + 5) == '年')
        })
        .filter_map(|i| year_at(title, i))
        .collect()
}

/// 2029年度总结: the year stands before the review and nothing else is deployed.
fn is_review_of(words: &str, year: i32) -> bool {
    let tail = words.split(&year.to_string()).nth(1).unwrap_or_default();
    let near: String = tail.chars().take(12).collect();
    REVIEW.is_match(&near) && !near.contains("部署") && !near.contains("动员")
}

/// The work that a commendation deploys, if it does.
fn deployed(text: &Text<'_>) -> Option<Item<i32>> {
    static DEPLOYS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:部署|做好|安排|完成|聚焦|聚力|围绕|投身|落实|实现|推动|奋战|决战|谋划)[^。,]{0,3}((?:19|20)[0-9]{2})年|。((?:19|20)[0-9]{2})年,?是[^。,]{0,40}年",
        )
    });
    let words = text.plain(0, text.len());
    let found = DEPLOYS.captures_iter(&words).filter_map(|c| c.get(1).or(c.get(2))).last()?;
    let start = words[..found.start()].chars().count();
    Some(item(found.as_str().parse().ok()?, text.span(start, start + 4), 70, "plan_year/deployed"))
}

/// The latest year that words of planning follow.
fn in_body(text: &Text<'_>, genre: Option<Genre>) -> Option<Item<i32>> {
    let words: String = text.ch.iter().take(4000).collect();
    let several = SEVERAL.is_match(&words.chars().take(600).collect::<String>());
    let mut best: Option<(i32, usize, usize)> = None;
    for found in PLANNED.captures_iter(&words).filter_map(|c| c.get(1)) {
        let Ok(year) = found.as_str().parse::<i32>() else { continue };
        let before: String = words[..found.start()].chars().rev().take(3).collect();
        // 2029年度先进单位, 2029年工作总结: what is looked back on.
        let behind: String = words[found.end()..].chars().take(16).collect();
        if LOOKS_BACK.is_match(&behind) {
            continue;
        }
        // 到2035年 names a distant goal, 自2019年 a beginning.
        if before.starts_with(['到', '自', '至', '从', '-', '—', '过', '[', '(']) {
            continue;
        }
        match &mut best {
            Some((y, _, count)) if *y == year => *count += 1,
            Some((y, at, count))
                if year == *y + 1
                    || (year > *y && genre != Some(Genre::ImplementationPlan) && year - *y <= 3) =>
            {
                (*y, *at, *count) = (year, found.start(), 1);
            }
            Some(_) => {}
            None => best = Some((year, found.start(), 1)),
        }
    }
    let (year, at, _) = best?;
    if several && genre == Some(Genre::ImplementationPlan) {
        return None;
    }
    let methods = genre == Some(Genre::Assessment) && out_of_reach(&words, at);
    let start = words[..at].chars().count();
    (!methods).then(|| item(year, text.span(start, start + 4), 75, "plan_year/body"))
}

/// Whether a year stands too deep in a method to be that of the assessed work.
fn out_of_reach(words: &str, at: usize) -> bool {
    words[..at].chars().count() > 600
}

/// Whether a report of a late meeting still counts the year before `plan` as running.
#[must_use]
pub fn reviews_year_before(text: &Text<'_>, plan: i32) -> bool {
    let last = (plan - 1).to_string();
    text.find(0, text.len().min(1500), &last).is_some()
}

/// The year of the paper's own day, for kinds of papers that plan the year they are issued in.
fn from_day(text: &Text<'_>, out: &Extraction) -> Option<Item<i32>> {
    let date = out.date.as_ref()?;
    let genre = out.genre.as_ref()?.value;
    let plans = !matches!(genre, Genre::Commendation | Genre::Assessment);
    let opening = text.plain(0, text.len().min(500));
    let several = SEVERAL.is_match(&opening) && genre == Genre::ImplementationPlan;
    let dated_title =
        out.title.as_ref().is_some_and(|t| SEVERAL.is_match(&t.value)) && genre != Genre::MeetingReport;
    // A meeting in the last weeks of a year may deploy the next.
    let late = date.value.month() as u8 == 12 && matches!(genre, Genre::WorkPriorities);
    (plans && !several && !dated_title)
        .then(|| item(date.value.year() + i32::from(late), date.span, 60, "plan_year/day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str, body: &str, genre: Genre) -> Option<i32> {
        let raw = format!("{title}\n{body}");
        let text = Text::clean(&raw);
        let span = crate::model::Span::new(0, 1);
        let out = Extraction {
            genre: Some(item(genre, span, 90, "")),
            title: Some(item(title.to_owned(), span, 90, "")),
            ..Extraction::default()
        };
        from_words(&text, &out).map(|i| i.value)
    }

    #[test]
    fn the_later_year_of_a_title_is_the_plan() {
        assert_eq!(read("柳湾镇2029年度总结暨2030年工作部署大会", "", Genre::MeetingReport), Some(2030));
        assert_eq!(read("柳湾镇2029年工作总结和2030年安排", "", Genre::GovWorkReport), Some(2030));
    }

    #[test]
    fn a_review_deploys_the_year_after() {
        assert_eq!(read("柳湾镇召开2029年度总结表彰大会", "", Genre::MeetingReport), Some(2030));
        assert_eq!(read("关于表彰2029年度先进单位的决定", "", Genre::Commendation), None);
    }

    #[test]
    fn plans_for_several_years_have_none() {
        assert_eq!(read("柳湾镇防汛三年行动方案", "到2035年建成。", Genre::ImplementationPlan), None);
    }

    #[test]
    fn words_of_planning_fix_the_year() {
        assert_eq!(
            read("柳湾镇工作要点", "2030年工作的总体要求是稳。到2035年见效。", Genre::WorkPriorities),
            Some(2030)
        );
    }
}
