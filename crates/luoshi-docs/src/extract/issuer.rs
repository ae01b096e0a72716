//! 发布机构: the body whose plan, meeting or notice it is.

use std::sync::LazyLock;

use regex::Regex;

use super::signature::signature;
use super::text::{Stretch, Text};
use super::view::View;
use super::words::PEOPLE;
use super::{Extraction, Genre, Item, Known, host, item, pattern};

/// Reads the issuer into the proposals; genre, title and date must have been read.
pub(super) fn read(view: &View<'_>, known: &Known, out: &mut Extraction) {
    let text = view.clean();
    out.issuer = find(text, known, out);
}

pub(super) type Found = (usize, usize, u8, &'static str);

/// The issuing body as written.
#[must_use]
pub fn find(text: &Text<'_>, known: &Known, out: &Extraction) -> Option<Item<String>> {
    let genre = out.genre.as_ref().map(|g| g.value);
    let title = out.title.as_ref().map(|t| text.chars_of(t.span.start, t.span.end));
    let found = match genre {
        Some(Genre::MeetingReport) => host::meeting(text, title),
        Some(Genre::Speech) => title
            .and_then(|(a, b)| place_of_speech(text, a, b).or_else(|| place_in(text, a, b)))
            .or_else(|| speaker(text, title))
            .or_else(|| titled_place(text)),
        Some(Genre::GovWorkReport) => {
            signature(text).or_else(|| speaker(text, title)).or_else(|| host::congress(text))
        }
        Some(Genre::ResponsibilityLetter) => party(text).or_else(|| signatories(text, title)),
        Some(Genre::SupervisionNotice) => {
            signature(text).or_else(|| title.and_then(|t| before_about(text, t))).or_else(|| supervisor(text))
        }
        _ => None,
    };
    let found = found
        .or_else(|| signature(text))
        .or_else(|| title.and_then(|t| before_about(text, t)))
        .or_else(|| title.and_then(|t| titled_organ(text, t)))
        .or_else(|| red_head(text))
        .or_else(|| speaker(text, title))
        .or_else(|| labelled(text))
        .or_else(|| title.and_then(|(a, b)| place_in(text, a, b)))
        .or_else(|| acting(text, title));
    let (a, b, confidence, rule) = found?;
    let words = text.words(a, b).trim().to_owned();
    let confidence = if known.units.contains(&words) { 98 } else { confidence };
    (!words.is_empty() && !words.contains("XX") && !words.contains("××"))
        .then(|| item(words, text.span(a, b), confidence, rule))
}

pub(super) static ORGAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\p{Han}()XX、 ]{1,40}(人民政府|政府|办公室|委员会|党委|党工委|工委|管委会|办事处|[^部]局|厅|[^全]部|委|督查室|领导小组|指挥部|中心|法院|检察院|人大常委会|政协|街道|镇|乡|指挥中心|总队|支队|大队|银行|学校|协会|联合会|总工会|联席会议|[^举承协主代督经]办|苏木|[省市县区镇乡州]|旗|[安防减河林食禁]委会|委会|党组|党总支|党支部|工商联|妇联|残联|文联|科协|团委|分局|公司|集团|大学|学院|医院|中学|小学|幼儿园|研究院|事务所|供销社|合作社|[^场]所|站|处|馆|[^部]队|工作组|专班|考核办|督查组|法庭|武装部)$",
    )
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(公示单位|公布单位|表彰单位|印发单位|印发机关|发文单位|编制单位|制表单位|制定单位|组织单位|发布机构|发文机关|发布单位|发文单位|制发机关|发布机关|公开责任部门|责任部门|发文机构|制定机关|公开机构)",
    )
});

/// 柳湾县人民政府关于…: what stands before 关于 in the title.
fn before_about(text: &Text<'_>, (a, b): (usize, usize)) -> Option<Found> {
    let about = text.find(a, b, "关于")?;
    let words = text.plain(a, about);
    ORGAN.is_match(words.trim()).then_some((a, about, 90, "issuer/title"))
}

static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:中共)?[\p{Han}]{2,24}?(?:委员会|办公室|人民政府|管委会|办事处|中心|局|厅|委|指挥部|领导小组|联席会议|法院|检察院|联合会|总工会|妇联|残联|团委|支队|大队|银行|公司)(?:[ \n]|19|20|二〇|关于)",
    )
});

/// 柳湾县林业局 2030年工作要点: the organ that a title begins with.
fn titled_organ(text: &Text<'_>, (a, b): (usize, usize)) -> Option<Found> {
    let words = text.plain(a, b);
    let found = TITLED.find(&words)?.as_str();
    let organ = ["19", "20", "二〇", "关于", " ", "\n"].iter().find_map(|tail| found.strip_suffix(tail))?;
    (!GENERAL.is_match(organ)).then(|| (a, a + organ.chars().count(), 84, "issuer/titled-organ"))
}

static RED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^((?:中共)?[\p{Han}]{3,28}?(?:委员会|办公室|人民政府|管委会|办事处|局|厅|委|指挥部|领导小组))(?:文件|函|便函|简报|专报|督查专报|督查通报|工作简报)$",
    )
});

/// 柳湾县人民政府文件: the red head of a paper, or the organ alone above the name of its serial.
fn red_head(text: &Text<'_>) -> Option<Found> {
    let compact = |l: &Stretch| text.plain(l.start, l.end.min(l.start + 48)).replace(' ', "");
    text.lines.windows(2).take(6).find_map(|pair| {
        let (line, next) = (&pair[0], compact(&pair[1]));
        let words = text.plain(line.start, line.end.min(line.start + 48));
        if let Some(organ) = RED.captures(&words).and_then(|c| c.get(1)) {
            return Some((line.start, line.start + organ.as_str().chars().count(), 84, "issuer/red-head"));
        }
        let serial = ["通报", "专报", "简报", "快报", "文件"].iter().any(|w| next.ends_with(w));
        (serial && next.chars().count() <= 8 && ORGAN.is_match(&words)).then_some((
            line.start,
            line.end,
            82,
            "issuer/masthead",
        ))
    })
}

/// 甲方:柳湾镇人民政府: the side of a letter that sets the duties.
fn party(text: &Text<'_>) -> Option<Found> {
    text.lines.iter().find_map(|line| {
        let words = text.plain(line.start, line.end.min(line.start + 60));
        let found = PARTY.captures(&words)?.get(1)?;
        let a = line.start + words[..found.start()].chars().count();
        Some((a, a + found.as_str().chars().count(), 85, "issuer/party"))
    })
}

static SIGNING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[,。:;\n ])(?:由|经)?([\p{Han}]{3,20}?)(?:与|和|同|向)[^。]{2,40}?(?:签订|签定|签署|下达)")
});

/// 县防汛指挥部与各乡镇签订本责任书: the side that sets the duties stands first.
fn signatories(text: &Text<'_>, title: Option<(usize, usize)>) -> Option<Found> {
    let from = title.map_or(0, |(_, b)| if b < 400 { b } else { 0 }).min(text.len());
    let words = text.plain(from, (from + 300).min(text.len()));
    let found =
        SIGNING.captures_iter(&words).filter_map(|c| c.get(1)).find(|m| ORGAN.is_match(m.as_str()))?;
    let a = from + words[..found.start()].chars().count();
    Some((a, a + found.as_str().chars().count(), 78, "issuer/signatory"))
}

static PARTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:甲 ?方|发包方|责任下达单位|下达单位|考核方|委托方|[\p{Han}]{2,6}\(甲 ?方\))(?:\([^)]*\))?[:] ?([\p{Han}、]{3,24})(?: |\(|$|乙)",
    )
});
/// The organ beside a label such as 发布机构.
fn labelled(text: &Text<'_>) -> Option<Found> {
    for line in text.lines.iter().take(40) {
        let words = text.plain(line.start, line.end.min(line.start + 240));
        let Some(found) = LABEL.find(&words) else { continue };
        let mut a = line.start + words[..found.end()].chars().count();
        while a < line.end && matches!(text.get(a), ':' | ' ' | '|' | ']' | ')') {
            a += 1;
        }
        let b = (a..line.end).find(|&i| matches!(text.get(i), ' ' | '|' | ';')).unwrap_or(line.end);
        if b > a + 1 && b < a + 24 {
            return Some((a, b, 80, "issuer/label"));
        }
    }
    None
}

/// A headline's pieces: brackets, dashes and stops cut it.
pub(super) fn split(words: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, c) in words.char_indices() {
        if matches!(
            c,
            '】' | '【' | '—' | ' ' | ',' | '。' | ':' | ';' | '!' | '|' | '日' | '讯' | '午' | '(' | ')'
        ) {
            if start < i {
                out.push((start, &words[start..i]));
            }
            start = i + c.len_utf8();
        }
    }
    out.push((start, &words[start..]));
    out
}

static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(全(镇|县|区|市|省|乡|街道|州|旗|国)|各|我(镇|县|区|市|省|乡|街道|州|旗)|本(镇|县|区|市|省|乡|街道)|该|这|多个|乡镇|镇村|村镇|城市|市区|街道$|街区|城区|社区|园区|片区|小区|辖区|景区|历史|示范|功能|老旧|[一两二三四五六七八九十0-9]+个|[一两二三四五六七八九十大](镇|乡|县|区|市)$|城(镇|乡|区|市)$)",
    )
});
const PLACE_ENDS: [&str; 16] = [
    "街道",
    "镇",
    "乡",
    "苏木",
    "县",
    "区",
    "市",
    "旗",
    "省",
    "州",
    "新区",
    "开发区",
    "高新区",
    "自治区",
    "管委会",
    "经开区",
];

/// A stretch that is the name of a place: not 全区, not 社区.
pub(super) fn proper(text: &Text<'_>, a: usize, b: usize) -> Option<(usize, usize)> {
    let words = text.plain(a, b);
    let sentence =
        words.contains("了") || ["全县", "全区", "全市", "全镇", "全乡"].iter().any(|w| words.contains(w));
    let general = GENERAL.is_match(&words)
        || sentence
        || [
            "园区",
            "片区",
            "小区",
            "辖区",
            "景区",
            "主城区",
            "老城区",
            "新城区",
            "中心城区",
            "城市",
            "乡镇",
            "街区",
            "市区",
            "地区",
        ]
        .iter()
        .any(|w| words.ends_with(w))
        || words.chars().count() < 2
        || words.chars().count() == 2
            && ["山区", "库区", "灾区", "牧区", "校区", "城区", "厂区"].contains(&words.as_str());
    (!general).then_some((a, b))
}

/// A place anywhere in the text that its title names: 柳湾县柳湾镇 in the names of issued papers.
pub(super) fn titled_place(text: &Text<'_>) -> Option<Found> {
    super::issued::titles(text).into_iter().find_map(|t| {
        let words = text.plain(t.start, t.end.min(t.start + 20));
        let found = PLACE_ENDS.iter().filter_map(|end| words.find(end).map(|at| at + end.len())).max()?;
        let chars = words[..found].chars().count();
        if words.starts_with("关于") || !(2..=12).contains(&chars) {
            return None;
        }
        proper(text, t.start, t.start + chars).map(|(a, b)| (a, b, 60, "issuer/named-paper"))
    })
}

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[0-9]{4}年度?)?((?:区|县|市|镇|乡)(?:人民)?政府|[\p{Han}]{1,22}?(?:人民政府|街道办事处|街道|自治区|区政府|县政府|市政府|镇政府|镇党委|镇|乡|县|区|市|旗|省|州|苏木|[^新农乡本各全我多]村|嘎查|社区))(?:20[0-9]{2}|19[0-9]{2}|二[〇0]|第|度|十|五|民生|年|食品|安全|实事|政府|委|重点|经济|工作|为民|林长|敲定|确定|公布|发布|惠民|今年|防|森林|城乡|推|农|办|全|关于|基层|人居|乡村|春|秋|环境|招商|项目|财|促|开展|深入|文明|晒|推|亮|打|交|列|办|启|实施|聚|以|力|扎|全力|持续|扎实|推进)",
    )
});

/// The place or government that a title begins with.
fn place_in(text: &Text<'_>, a: usize, b: usize) -> Option<Found> {
    let words = text.plain(a, b);
    if let Some(found) = before_colon(text, a, b) {
        return Some(found);
    }
    for (offset, part) in split(&words) {
        let Some(found) = HEAD.captures(part).and_then(|c| c.get(1)) else { continue };
        let s = a + words[..offset + found.start()].chars().count();
        let mut s = s;
        let e = a + words[..offset + found.end()].chars().count();
        // 县长在县政府全会上的讲话: the speaker stands before the place.
        if let Some(at) = text.find(s, (e + 1).min(s + 14), "在")
            && at > s
            && (PEOPLE.posts.ending(text, at).is_some() || text.ends(at, "同志"))
        {
            let rest = part[found.start()..].find('在').map_or("", |p| &part[found.start() + p + 3..]);
            let Some(inner) = HEAD.captures(rest).and_then(|c| c.get(1)) else { continue };
            let first = at + 1 + rest[..inner.start()].chars().count();
            let last = at + 1 + rest[..inner.end()].chars().count();
            return proper(text, first, last).map(|(a, b)| (a, b, 74, "issuer/speech-place"));
        }
        for lead in ["在", "中共", "关于"] {
            if text.is(s, lead) && lead != "中共" {
                s += lead.chars().count();
            }
        }
        if let Some((s, e)) = proper(text, s, e) {
            return Some((s, e, 78, "issuer/title-place"));
        }
    }
    None
}

static SPOKEN_IN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"在([\p{Han}]{2,12}?(?:街道|镇|乡|苏木|自治县|县|新区|开发区|高新区|区|市|旗|村|社区))[^。在]{2,50}(?:会|会议|仪式)上",
    )
});

/// 在柳湾街道…工作会议上的讲话: the place whose meeting it was.
fn place_of_speech(text: &Text<'_>, a: usize, b: usize) -> Option<Found> {
    let words = text.plain(a, b);
    let found = SPOKEN_IN.captures(&words)?.get(1)?;
    let s = a + words[..found.start()].chars().count();
    let e = s + found.as_str().chars().count();
    proper(text, s, e).map(|(s, e)| (s, e, 78, "issuer/speech-place"))
}

static PLACED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\p{Han}]{2,16}(?:街道|镇|乡|苏木|县|区|市|旗|州|村|嘎查|社区|[局委办厅]|管委会|办事处|政府|党委|党工委)$",
    )
});

/// 柳湾镇:揭榜领题开新局: the headline says first who.
pub(super) fn before_colon(text: &Text<'_>, a: usize, b: usize) -> Option<Found> {
    let colon = (a..b.min(a + 18)).find(|&i| text.get(i) == ':' || text.get(i) == '|')?;
    let words = text.plain(a, colon);
    (PLACED.is_match(&words) && !GENERAL.is_match(&words)).then_some((a, colon, 78, "issuer/headline"))
}

static SPEAKER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:.{0,60}上)? ?(?:中共)?([\p{Han}]{1,30}?(?:人民政府|省|市|县|区|镇|乡|旗|州|街道))(?:委书记|委副书记|委员会副?书记|党委书记|党工委书记|代?(?:主席|省长|市长|县长|区长|镇长|乡长|旗长|州长)|办事处主任|副?主任) ?[\p{Han}·]{2,4}$",
    )
});

/// 柳湾省省长 张三 under the title of a report: the government that reports.
fn speaker(text: &Text<'_>, title: Option<(usize, usize)>) -> Option<Found> {
    let end = title?.1;
    text.lines.iter().filter(|l| l.start >= end && l.end - l.start < 80).take(4).find_map(|line| {
        let words = text.plain(line.start, line.end);
        let found = SPEAKER.captures(&words)?.get(1)?;
        let word = found.as_str();
        let at = word.rfind("会议上").map_or(0, |p| p + "会议上".len());
        let word_start = found.start() + at;
        let a = line.start + words[..word_start].chars().count();
        let a = if text.get(a) == ' ' { a + 1 } else { a };
        // 县人民政府 alone does not say which; 自治区人民政府 does.
        if matches!(text.get(a), '县' | '区' | '镇' | '乡' | '市') {
            return None;
        }
        Some((a, line.start + words[..found.end()].chars().count(), 85, "issuer/speaker"))
    })
}

static SUPERVISOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"([\p{Han}]{0,14}(?:[省市县区镇乡旗州][委]?(?:人民)?(?:政府)?(?:办公室|督查室|督查局|督查办|督考办|考核办|目标办|督查组|督察室|督查考核办|大督查办|督查督办室|两办督查室))|[\p{Han}]{2,20}(?:专班|指挥部|领导小组|办公室|联席会议)|[\p{Han}]{1,8}(?:政府办|党政办|党政办公室|作风办|督查科))(?:会同|采取|对|联合|组织|、|牵头|抽调|开展|于|成立|分|通过|将|先后|就|按)",
    )
});

/// The office that looked: 县政府督查室对…进行了督查.
fn supervisor(text: &Text<'_>) -> Option<Found> {
    let words = text.plain(0, text.len().min(800));
    let found = SUPERVISOR.captures(&words)?.get(1)?;
    let mut name = found.as_str();
    for lead in ["经", "由", "近日", "日前", "要求", "旬", "日", "安排", "部署", "根据", "按照"]
    {
        if let Some(p) = name.rfind(lead) {
            name = &name[p + lead.len()..];
        }
    }
    let b = words[..found.end()].chars().count();
    (name.chars().count() >= 3).then(|| (b - name.chars().count(), b, 80, "issuer/supervisor"))
}

static ACTING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[,。:;日\n 是]|已经|业经|我代表)([\p{Han}--[是]]{0,16}?(?:人民政府|县政府|市政府|区政府|镇政府|乡政府|镇党委|乡党委|党工委|县委|市委|区委|政法委|街道|办事处))(?:办公室)?(?:印发|决定|与各|研究|同意|常务会议|依照|根据|将|坚持|向各|制定|组建|审议|要|批准|会议)",
    )
});

/// The body that acts in the opening words: 县政府研究同意, 镇党委与各村签订.
fn acting(text: &Text<'_>, title: Option<(usize, usize)>) -> Option<Found> {
    let from = title.map_or(0, |(_, b)| if b < 400 { b } else { 0 });
    let from = from.min(text.len());
    let words = text.plain(from, (from + 420).min(text.len()));
    ACTING.captures_iter(&words).filter_map(|c| c.get(1)).find_map(|found| {
        let a = from + words[..found.start()].chars().count();
        let b = a + found.as_str().chars().count();
        (!GENERAL.is_match(found.as_str()) && found.as_str() != "街道").then_some((a, b, 65, "issuer/acting"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, genre: Genre) -> Option<String> {
        let text = Text::clean(raw);
        let out = Extraction {
            genre: Some(item(genre, text.span(0, 1), 90, "")),
            title: super::super::title::find(&text),
            ..Extraction::default()
        };
        find(&text, &Known::default(), &out).map(|i| i.value)
    }

    #[test]
    fn the_signature_names_the_issuer() {
        let raw = "关于印发防汛方案的通知\n各村:\n现印发给你们。\n柳湾镇人民政府\n2030年5月6日\n方案";
        assert_eq!(read(raw, Genre::ImplementationPlan).as_deref(), Some("柳湾镇人民政府"));
    }

    #[test]
    fn a_meeting_belongs_to_the_place_that_holds_it() {
        assert_eq!(
            read(
                "奋楫扬帆启新程——柳湾镇召开干部大会\n2月3日上午,柳湾镇召开大会,镇长主持会议并讲话。",
                Genre::MeetingReport
            )
            .as_deref(),
            Some("柳湾镇")
        );
        assert_eq!(
            read(
                "全区推进会举行\n2月3日,全区推进会举行,区委书记柳岸出席会议并讲话要求落实。",
                Genre::MeetingReport
            ),
            None
        );
    }

    #[test]
    fn organs_in_brackets_titles_and_before_the_place_of_a_meeting() {
        let raw = "柳湾县2030年重点任务清单\n(县委农办 2030年4月10日)\n序号 任务";
        assert_eq!(read(raw, Genre::TaskTable).as_deref(), Some("县委农办"));
        let raw = "柳湾县林业局\n2030年工作要点\n2030年全县林业工作的总体要求是:抓好造林,守住防火底线。";
        assert_eq!(read(raw, Genre::WorkPriorities).as_deref(), Some("柳湾县林业局"));
        let raw = "柳湾县春耕推进会在江口镇召开\n3月3日,会议要求抓好春耕,不误农时,落实责任,务求实效。";
        assert_eq!(read(raw, Genre::MeetingReport).as_deref(), Some("柳湾县"));
    }

    #[test]
    fn the_supervising_office_issues_its_notice() {
        assert_eq!(
            read(
                "重点工作推进情况通报\n10月上旬,县政府督查室采取听汇报的方式进行了督查。",
                Genre::SupervisionNotice
            )
            .as_deref(),
            Some("县政府督查室")
        );
    }

    #[test]
    fn the_speaker_of_a_report_names_the_government() {
        assert_eq!(
            read("政府工作报告\n——2030年1月20日在大会上\n柳川省省长 柳岸\n各位代表:", Genre::GovWorkReport)
                .as_deref(),
            Some("柳川省")
        );
    }
}
