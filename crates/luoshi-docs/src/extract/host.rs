//! 主办: the town, subdistrict, district or county that holds a meeting.

use std::sync::LazyLock;

use regex::Regex;

use super::issuer::{Found, proper, split, titled_place};
use super::pattern;
use super::text::Text;

static HELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"([\p{Han}]{1,24}?(?:街道|镇|乡|苏木|县|区|市|旗|省|自治州|州|新区|开发区|高新区|管委会|经开区|[林农牧]场|[^新农乡本各全我多]村))(?:党工委|党委|办事处|人民政府|政府|委|区委)?(?:组织|隆重|在|集中|正式|顺利|成功|胜利|圆满)?(?:召开|举行|举办|开展|敲定|发布|集中|签订|部署|启动|吹响|打响|隆重|组织|[0-9]{4}|“|三级|重点|一季度|二季度|三季度|四季度|经济|党的|年度|春季|新春|工作|安全|全面|农村|乡村|机关|干部|总结|推进|动员|项目|作风|镇村|各项|多措|扎实|持续|深入|全力|高质量|以|聚焦)",
    )
});

/// The town, subdistrict, district or county that holds the meeting.
pub(super) fn meeting(text: &Text<'_>, title: Option<(usize, usize)>) -> Option<Found> {
    let mut stretches: Vec<(usize, usize)> = title.into_iter().collect();
    let from = title.map_or(0, |(_, b)| b);
    stretches.extend(
        text.lines
            .iter()
            .filter(|l| l.start >= from && l.end - l.start > 24)
            .take(3)
            .map(|l| (l.start, l.end.min(l.start + 160))),
    );
    if let Some(found) = title.and_then(|(a, b)| super::issuer::before_colon(text, a, b)) {
        return Some(found);
    }
    let found =
        stretches.iter().find_map(|&(a, b)| held(text, a, b).map(|(s, e)| (s, e, 85, "issuer/meeting")));
    found
        .or_else(|| titled_place(text))
        .or_else(|| stretches.iter().find_map(|&(a, b)| bare_organ(text, a, b)))
}

static BARE_ORGAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[,。:日午讯 ])((?:[省市县区镇乡旗州]委|党工委|[省市县区镇乡]政府|镇党委|乡党委)(?:[、 ]?[省市县区镇乡]政府)?)(?:[^,。书常副办组统政宣领、][^,。]{0,15})?(?:召开|举行|会议|大会)",
    )
});

/// 市委经济工作会议召开: an organ word stands for the body.
fn bare_organ(text: &Text<'_>, a: usize, b: usize) -> Option<Found> {
    let words = text.plain(a, b);
    let found = BARE_ORGAN.captures(&words)?.get(1)?;
    let s = a + words[..found.start()].chars().count();
    Some((s, s + found.as_str().chars().count(), 70, "issuer/organ-word"))
}

/// The last place before a verb of holding.
fn held(text: &Text<'_>, a: usize, b: usize) -> Option<(usize, usize)> {
    let words = text.plain(a, b);
    for part in split(&words) {
        let (offset, part) = part;
        let Some(found) = HELD.captures(part).and_then(|c| c.get(1)) else { continue };
        let s = a + words[..offset + found.start()].chars().count();
        let e = s + found.as_str().chars().count();
        // 县委县政府召开: two organs, no name of a place.
        if ["委县", "委市", "委区", "委镇", "委乡"].iter().any(|w| text.ends(e, w)) {
            continue;
        }
        let Some((s, e)) = organiser(text, s, e) else { continue };
        if let Some((s, e)) = proper(text, s, e) {
            return Some((s, e));
        }
    }
    None
}

static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^[\p{Han}]{1,8}?(?:街道|镇|乡|苏木|自治县|县|新区|开发区|区|市|自治州|州|旗|省)")
});

/// 甲县推进会在乙镇召开: the meeting belongs to the place before it, not to the one where it is held.
fn organiser(text: &Text<'_>, s: usize, e: usize) -> Option<(usize, usize)> {
    let Some(at) = text.find(s, e, "在").filter(|&at| text.before(at) == '会' || text.ends(at, "活动"))
    else {
        return Some((s, e));
    };
    let words = text.plain(s, at);
    HOST.find(&words).map(|found| (s, s + found.as_str().chars().count()))
}

static CONGRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"在([\p{Han}]{2,24}?(?:镇|乡|县|区|市|省|州|旗))(?:第)?[一二三四五六七八九十百0-9]{1,4}届")
});

/// 在柳湾县第十届人民代表大会: the place whose congress heard the report.
pub(super) fn congress(text: &Text<'_>) -> Option<Found> {
    text.lines.iter().take(12).find_map(|line| {
        let words = text.plain(line.start, line.end.min(line.start + 60));
        let found = CONGRESS.captures(&words)?.get(1)?;
        let a = line.start + words[..found.start()].chars().count();
        Some((a, a + found.as_str().chars().count(), 82, "issuer/congress"))
    })
}
