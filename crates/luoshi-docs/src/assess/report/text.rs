//! Results as plain text for a terminal.

use std::fmt::Write as _;

use luoshi_core::assess::engine::Cell;
use luoshi_core::assess::fault::Fault;
use luoshi_core::assess::scheme::model::Role;

use super::words::{Text, filled};
use super::{ItemLines, Report};

/// Totals, ranks, grades and awards as a table.
#[must_use]
pub fn table(report: &Report<'_>) -> String {
    let text = report.text();
    let lines = report.lines();
    let grouped = report.assessment.scheme().groups.len() > 1;
    let mut rows: Vec<Vec<String>> = vec![
        [&text.unit, &text.group, &text.total, &text.rank, &text.grade, &text.award]
            .map(Clone::clone)
            .to_vec(),
    ];
    let or = |value: Option<String>, other: &str| value.unwrap_or_else(|| other.to_owned());
    for line in lines {
        rows.push(vec![
            line.name,
            line.group,
            or(line.total, &text.not_rated),
            or(line.rank.map(|r| r.to_string()), &text.none),
            or(line.grade, &text.none),
            or(line.award, &text.none),
        ]);
    }
    if !grouped {
        for row in &mut rows {
            row.remove(1);
        }
    }
    let numbers = if grouped { [2, 3] } else { [1, 2] };
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|c| rows.iter().filter_map(|r| r.get(c)).map(|t| width(t)).max().unwrap_or_default())
        .collect();
    let mut out = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(c, (cell, wide))| {
            let room = " ".repeat(wide - width(cell).min(*wide));
            if numbers.contains(&c) { format!("{room}{cell}") } else { format!("{cell}{room}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// The 得分说明书 of a unit.
///
/// # Errors
/// Facts that do not fit, as a run would refuse them.
pub fn statement(report: &Report<'_>, unit: usize) -> Result<String, Fault> {
    let text = report.text();
    let line = report.line(unit);
    let whole = report.explained(unit)?;
    let mut out = String::new();
    let _ = writeln!(out, "{}", text.statement);
    let _ = writeln!(out, "{}", report.assessment.scheme().name);
    let group = if line.group.is_empty() { String::new() } else { format!("  {}", line.group) };
    let _ = writeln!(out, "{}{group}", line.name);
    let mut result = vec![match &line.total {
        Some(total) => format!("{}{}{total}", text.total, text.colon),
        None => text.not_rated.clone(),
    }];
    result.push(match line.rank {
        Some(rank) => filled(&text.place_of, &[("rank", &rank.to_string()), ("of", &line.of.to_string())]),
        None => text.not_ranked.clone(),
    });
    result.extend(line.grade.map(|g| format!("{}{}{g}", text.grade, text.colon)));
    result.extend(line.award.map(|a| format!("{}{}{a}", text.award, text.colon)));
    let _ = writeln!(out, "{}", result.join(&text.comma));
    for item in &whole.items {
        let _ = writeln!(out, "\n{}", headline(text, item, report.role(item.item)));
        if !item.facts.is_empty() {
            let _ = writeln!(out, "    {}{}{}", text.facts, text.colon, item.facts);
        }
        for step in &item.steps {
            let _ = writeln!(out, "    {step}");
        }
    }
    for (head, steps) in [(&text.to_total, &whole.total), (&text.to_standing, &whole.standing)] {
        if !steps.is_empty() {
            let _ = writeln!(out, "\n{head}");
        }
        for step in steps {
            let _ = writeln!(out, "    {step}");
        }
    }
    Ok(out)
}

/// An item and its points in a line.
pub(in crate::assess) fn headline(text: &Text, item: &ItemLines, role: Role) -> String {
    let points = item.points.as_deref().unwrap_or_default();
    let pattern = match (item.cell, role) {
        (Cell::NotApplicable, _) => &text.absent_line,
        (Cell::Missing, _) => &text.missing_line,
        (Cell::Points(_), Role::Base) => &text.item_line,
        (Cell::Points(_), Role::Bonus | Role::Deduction) => &text.adjust_line,
    };
    let sign = match role {
        Role::Bonus => format!("{}·", text.bonus),
        Role::Deduction => format!("{}·", text.deduction),
        Role::Base => String::new(),
    };
    let title = format!("{sign}{}", item.title);
    filled(pattern, &[("item", &title), ("full", &item.full), ("points", points)])
}

/// Columns of a terminal that a text takes: Han characters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || c == '—' || c == '·' { 1 } else { 2 }).sum()
}
