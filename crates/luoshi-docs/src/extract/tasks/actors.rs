//! Who acts by the title of a section: 乙方责任, 县水利局工作任务, （三）县住建局.

use crate::extract::outline::Mark;
use crate::extract::units;
use crate::extract::view::View;
use crate::model::Span;

/// What a title may add to the name of the unit that its section binds.
const DUTIES: &[&str] = &[
    "工作职责",
    "主要职责",
    "职责分工",
    "职责任务",
    "主要责任",
    "工作责任",
    "责任清单",
    "目标任务",
    "工作任务",
    "重点任务",
    "主要任务",
    "任务清单",
    "权利和义务",
    "权利义务",
    "责任和义务",
    "责任义务",
    "的责任",
    "的职责",
    "的任务",
    "的义务",
    "职责",
    "责任",
    "义务",
    "任务",
    "职能",
    "承诺",
];

/// For every mark the unit that the nearest heading at or above it names as acting.
#[must_use]
pub fn of_sections(view: &View<'_>, marks: &[Mark]) -> Vec<Option<Span>> {
    let mut open: Vec<(u8, Option<Span>)> = Vec::new();
    marks
        .iter()
        .map(|mark| {
            if mark.heading {
                open.retain(|above| above.0 < mark.level);
                let outer = open.last().and_then(|above| above.1);
                open.push((mark.level, actor(view, mark).or(outer)));
            }
            open.last().and_then(|above| above.1)
        })
        .collect()
}

fn actor(view: &View<'_>, mark: &Mark) -> Option<Span> {
    let title = view.slice(mark.title);
    let name = DUTIES
        .iter()
        .filter_map(|word| title.strip_suffix(word))
        .min_by_key(|name| name.len())
        .unwrap_or(title)
        .trim_end();
    (units::is_party(name) || units::is_acting(name))
        .then(|| Span::new(mark.title.start, mark.title.start + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::types::Genre;
    use crate::model::Document;

    #[test]
    fn a_title_names_who_acts_below_it() {
        let text = "一、总体目标\n全面完成任务。\n二、乙方责任\n1.落实值班制度。\n三、县渡口管理局工作职责\n1.修订预案。";
        let doc = Document { text: text.to_owned(), ..Document::default() };
        let view = View::new(&doc);
        let marks = &view.shape(Some(Genre::ResponsibilityLetter)).marks;
        let names: Vec<&str> =
            of_sections(&view, marks).into_iter().flatten().map(|span| view.slice(span)).collect();
        assert_eq!(names, ["乙方", "乙方", "县渡口管理局", "县渡口管理局"]);
    }
}
