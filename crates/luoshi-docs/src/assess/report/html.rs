//! Results as one page: no scripts, nothing loaded from elsewhere, made to be printed.

use std::fmt::Write as _;

use luoshi_core::assess::engine::Cell;
use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::fault::{Fault, Wrong};
use luoshi_core::assess::round::Mode;
use luoshi_core::assess::scheme::model::Role;
use luoshi_core::assess::trace::Language;

use super::text::headline;
use super::words::filled;
use super::{Line, Report};
use crate::assess::title;

/// Most units that a page explains.
pub const MOST_UNITS: usize = 1_000;
/// Bars of the distribution.
const BARS: i64 = 10;
/// Items beside each other, in a picture or a table: more are not readable on a sheet of paper.
const ACROSS: usize = 14;
/// Units below each other in one picture: a picture is not cut where a page ends.
const DOWN: usize = 30;

/// Writes the page.
///
/// # Errors
/// Facts that do not fit, or more units than a page can explain.
pub fn page(report: &Report<'_>) -> Result<String, Fault> {
    if report.units() > MOST_UNITS {
        return Err(Fault::new("html", Wrong::TooMany { limit: MOST_UNITS }));
    }
    let (text, scheme) = (report.text(), report.assessment.scheme());
    let lines = report.lines();
    let language = match report.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let mut out = String::new();
    let name = escaped(&scheme.name);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{name}</title>\n<style>\n{}</style>\n</head>\n<body>\n<header><h1>{name}</h1>\n<p>{}{}</p>\n</header>\n<main>\n",
        include_str!("page.css"),
        escaped(&filled(&text.year, &[("year", &scheme.year.to_string())])),
        scheme.basis.as_deref().map(|b| format!(" · {}", escaped(b))).unwrap_or_default(),
    );
    summary(&mut out, report, &lines);
    distribution(&mut out, report, &lines);
    heat(&mut out, report, &lines);
    let _ = writeln!(out, "<h2 class=\"statements\">{}</h2>", escaped(&text.statements));
    for line in &lines {
        statement(&mut out, report, line)?;
    }
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(out)
}

fn summary(out: &mut String, report: &Report<'_>, lines: &[Line]) {
    let (text, scheme) = (report.text(), report.assessment.scheme());
    let _ = writeln!(
        out,
        "<section>\n<h2>{0}</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table>\n<thead><tr>",
        escaped(&text.summary)
    );
    let (graded, awarded) = (scheme.grading.is_some(), scheme.awards.is_some());
    let heads = [Some(&text.unit), Some(&text.group), Some(&text.total), Some(&text.rank)];
    let more = [graded.then_some(&text.grade), awarded.then_some(&text.award)];
    for head in heads.into_iter().chain(more).flatten() {
        let _ = write!(out, "<th scope=\"col\" class=\"short\">{}</th>", escaped(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for line in lines {
        let or = |value: &Option<String>, other: &str| escaped(value.as_deref().unwrap_or(other));
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><a href=\"#u{}\">{}</a></th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>",
            line.unit,
            escaped(&line.name),
            escaped(&line.group),
            or(&line.total, &text.not_rated),
            line.rank.map_or_else(|| escaped(&text.none), |r| r.to_string()),
        );
        let words = [graded.then_some(&line.grade), awarded.then_some(&line.award)];
        for word in words.into_iter().flatten() {
            let _ = write!(out, "<td class=\"short\">{}</td>", or(word, &text.none));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

/// Totals in ten bands of the same width, as bars and as a table.
fn distribution(out: &mut String, report: &Report<'_>, lines: &[Line]) {
    let text = report.text();
    let totals: Vec<Exact> = lines.iter().filter_map(|l| report.assessment.total(l.unit)).collect();
    let bands = bands(&totals, &text.band_name);
    let most = bands.iter().map(|b| b.count).max().unwrap_or(0).max(1);
    let (wide, high, foot) = (560_usize, 200_usize, 40_usize);
    let step = wide / bands.len().max(1);
    let _ = writeln!(
        out,
        "<section class=\"whole\">\n<h2>{}</h2>\n<div class=\"beside\">\n<svg role=\"img\" aria-label=\"{0}\" viewBox=\"0 0 {wide} {}\">",
        escaped(&text.distribution),
        high + foot + 20,
    );
    for (at, band) in bands.iter().enumerate() {
        let tall = band.count * high / most;
        let (x, y) = (at * step, high - tall + 20);
        let _ = writeln!(
            out,
            "<rect class=\"bar\" x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{tall}\"><title>{} {}{}</title></rect>",
            x + 3,
            step.saturating_sub(6),
            escaped(&band.name),
            escaped(&text.colon),
            band.count,
        );
        let middle = x + step / 2;
        if band.count > 0 {
            let _ = writeln!(out, "<text x=\"{middle}\" y=\"{}\">{}</text>", y - 4, band.count);
        }
        let _ = writeln!(out, "<text x=\"{middle}\" y=\"{}\">{}</text>", high + 38, escaped(&band.from));
    }
    let _ = writeln!(out, "<line x1=\"0\" x2=\"{wide}\" y1=\"{0}\" y2=\"{0}\"/>\n</svg>", high + 20);
    let _ = write!(
        out,
        "<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        escaped(&text.band),
        escaped(&text.units),
    );
    for band in &bands {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>",
            escaped(&band.name),
            band.count
        );
    }
    out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

struct Band {
    from: String,
    name: String,
    count: usize,
}

/// Bands of whole points from the least to the greatest total; the last one takes in its end.
fn bands(totals: &[Exact], name: &str) -> Vec<Band> {
    let (Some(least), Some(most)) = (totals.iter().min(), totals.iter().max()) else { return Vec::new() };
    let (Some(low), Some(high)) = (least.rounded(0, Mode::Floor), most.rounded(0, Mode::Floor)) else {
        return Vec::new();
    };
    let (Ok(low), Ok(high)) = (i64::try_from(low), i64::try_from(high)) else { return Vec::new() };
    let step = ((high.saturating_sub(low)) / BARS + 1).max(1);
    let mut out = Vec::new();
    let mut from = low;
    while from <= high && out.len() < 64 {
        let to = from.saturating_add(step);
        let (a, b) = (Exact::whole(from), Exact::whole(to));
        let count = totals.iter().filter(|t| **t >= a && **t < b).count();
        out.push(Band {
            from: from.to_string(),
            name: filled(name, &[("from", &from.to_string()), ("to", &to.to_string())]),
            count,
        });
        from = to;
    }
    out
}

/// Shares of the points by unit and item: pictures, and the points as tables beside them.
fn heat(out: &mut String, report: &Report<'_>, lines: &[Line]) {
    let text = report.text();
    let _ = writeln!(
        out,
        "<section>\n<h2>{}</h2>\n<p class=\"note\">{}</p>\n\
         <svg class=\"hidden\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><pattern id=\"na\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line class=\"hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern></defs></svg>",
        escaped(&text.heat),
        escaped(&text.heat_note),
    );
    let items: Vec<usize> = (0..report.assessment.scheme().items.len()).collect();
    for items in items.chunks(ACROSS) {
        let base: Vec<usize> = items.iter().copied().filter(|i| report.role(*i) == Role::Base).collect();
        if !base.is_empty() {
            for lines in lines.chunks(DOWN) {
                picture(out, report, lines, &base);
            }
        }
        points(out, report, lines, items);
    }
    out.push_str("</section>\n");
}

/// One picture: units down, items across.
fn picture(out: &mut String, report: &Report<'_>, lines: &[Line], items: &[usize]) {
    let (text, scheme) = (report.text(), report.assessment.scheme());
    let (left, top, step, row) = (110_usize, 24_usize, 36_usize, 18_usize);
    let (wide, high) = (left + items.len() * step, top + lines.len() * row);
    let _ = writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n\
         <svg class=\"heat\" role=\"img\" aria-label=\"{0}\" width=\"{wide}\" viewBox=\"0 0 {wide} {high}\">",
        escaped(&text.heat),
    );
    for (column, item) in items.iter().enumerate() {
        let code = scheme.items.get(*item).map(|i| i.code.clone()).unwrap_or_default();
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"16\">{}</text>",
            left + column * step + step / 2,
            escaped(&short(&code, 6))
        );
    }
    for (at, line) in lines.iter().enumerate() {
        let y = top + at * row;
        let _ = writeln!(
            out,
            "<text class=\"l\" x=\"{}\" y=\"{}\">{}</text>",
            left - 6,
            y + 13,
            escaped(&short(&line.name, 8))
        );
        for (column, item) in items.iter().enumerate() {
            let (class, told) = shade(report, *item, line.unit);
            let name = scheme.items.get(*item).map(title).unwrap_or_default();
            let _ = writeln!(
                out,
                "<rect class=\"{class}\" x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{}\"><title>{} · {}{}{}</title></rect>",
                left + column * step,
                step - 2,
                row - 2,
                escaped(&line.name),
                escaped(&name),
                escaped(&text.colon),
                escaped(&told),
            );
        }
    }
    out.push_str("</svg>\n</div>\n");
}

/// The class of a share in tenths, and the share in words.
fn shade(report: &Report<'_>, item: usize, unit: usize) -> (String, String) {
    let text = report.text();
    match report.points(item, unit) {
        (Cell::NotApplicable, _) => ("na".to_owned(), text.absent.clone()),
        (Cell::Points(_), Some(points)) => {
            let got: Exact = points.parse().unwrap_or_default();
            let share = (got * Exact::HUNDRED).over(&report.full(item, unit)).unwrap_or_default();
            let tenths = share.over(&Exact::whole(10)).and_then(|s| s.rounded(0, Mode::Floor)).unwrap_or(0);
            let told = share.rounded(0, Mode::HalfUp).unwrap_or_default();
            (format!("h{}", tenths.clamp(0, 10)), format!("{points} ({told}%)"))
        }
        _ => ("none".to_owned(), text.missing.clone()),
    }
}

fn points(out: &mut String, report: &Report<'_>, lines: &[Line], items: &[usize]) {
    let (text, scheme) = (report.text(), report.assessment.scheme());
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table class=\"points\">\n<thead><tr><th scope=\"col\">{}</th>",
        escaped(&text.score),
        escaped(&text.unit)
    );
    for item in items.iter().filter_map(|i| scheme.items.get(*i)) {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(&title(item)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for line in lines {
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escaped(&line.name));
        for item in items {
            let shown = match report.points(*item, line.unit) {
                (Cell::Points(_), Some(points)) => points,
                (Cell::NotApplicable, _) => text.absent.clone(),
                _ => text.missing.clone(),
            };
            let _ = write!(out, "<td class=\"n\">{}</td>", escaped(&shown));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn statement(out: &mut String, report: &Report<'_>, line: &Line) -> Result<(), Fault> {
    let text = report.text();
    let whole = report.explained(line.unit)?;
    let total = line.total.as_deref().unwrap_or(&text.not_rated);
    let rank = line.rank.map_or_else(
        || text.not_ranked.clone(),
        |rank| filled(&text.place_of, &[("rank", &rank.to_string()), ("of", &line.of.to_string())]),
    );
    let told = [
        Some(format!("{}{}{total}", text.total, text.colon)),
        Some(rank),
        line.grade.clone(),
        line.award.clone(),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    let _ = writeln!(
        out,
        "<article id=\"u{}\">\n<h3>{} {}</h3>\n<p>{}</p>\n<dl>",
        line.unit,
        escaped(&line.name),
        escaped(&text.statement),
        escaped(&told.join(&text.comma)),
    );
    for item in &whole.items {
        let _ = write!(out, "<dt>{}</dt>\n<dd>", escaped(&headline(text, item, report.role(item.item))));
        if !item.facts.is_empty() {
            let _ = write!(
                out,
                "<p class=\"facts\">{}{}{}</p>",
                escaped(&text.facts),
                escaped(&text.colon),
                escaped(&item.facts)
            );
        }
        steps(out, &item.steps);
        out.push_str("</dd>\n");
    }
    for (head, list) in [(&text.to_total, &whole.total), (&text.to_standing, &whole.standing)] {
        if !list.is_empty() {
            let _ = write!(out, "<dt>{}</dt>\n<dd>", escaped(head));
            steps(out, list);
            out.push_str("</dd>\n");
        }
    }
    out.push_str("</dl>\n</article>\n");
    Ok(())
}

fn steps(out: &mut String, steps: &[String]) {
    if steps.is_empty() {
        return;
    }
    out.push_str("<ol>");
    for step in steps {
        let _ = write!(out, "<li>{}</li>", escaped(step));
    }
    out.push_str("</ol>");
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}

/// Text between tags and in attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_hold_every_total_once() {
        let totals: Vec<Exact> = ["60", "60.5", "79.99", "80", "100"].map(|t| t.parse().unwrap()).to_vec();
        let bands = bands(&totals, "{from}–{to}");
        assert_eq!(bands.iter().map(|b| b.count).sum::<usize>(), totals.len());
        assert_eq!((bands[0].name.as_str(), bands[0].count), ("60–65", 2));
        assert!(super::bands(&[], "").is_empty());
        assert_eq!(super::bands(&totals[..1], "").len(), 1);
    }

    #[test]
    fn names_do_not_become_tags() {
        assert_eq!(escaped("<b a='1'>&\u{7}"), "&lt;b a=&#39;1&#39;&gt;&amp;");
    }
}
