//! Which cell of a row belongs to which column, by what the words look like.

use super::super::view::View;
use super::super::{due, units};
use super::{Kind, Piece, Row, opens_section};

/// Lays cells on columns in order, each on at most one, so that the sum of likeness is greatest.
pub(super) fn lay(view: &View<'_>, columns: &[Kind], cells: &[Piece]) -> Row {
    let cells: Vec<Piece> =
        cells.iter().filter(|cell| !opens_section(view.slice(cell.span))).copied().collect();
    let number = cells.first().is_some_and(|cell| view.slice(cell.span).chars().all(|c| c.is_ascii_digit()));
    let cells = &cells[usize::from(number && cells.len() > 1)..];
    let (n, m) = (columns.len(), cells.len().min(40));
    let likeness: Vec<Vec<i32>> = cells[..m]
        .iter()
        .map(|cell| columns.iter().map(|kind| like(view.slice(cell.span), *kind)).collect())
        .collect();
    // A full row needs no guess.
    if n == m && (0..n).all(|at| likeness[at][at] > -10) {
        return Row { cells: columns.iter().zip(cells).map(|(kind, cell)| (*kind, cell.span)).collect() };
    }
    // best[i][j]: the greatest sum for cells i.. and columns j..
    let mut best = vec![vec![0_i32; n + 1]; m + 1];
    for i in (0..=m).rev() {
        for j in (0..=n).rev() {
            let skip_cell = if i < m { best[i + 1][j] - 10 } else { i32::MIN };
            let skip_column = if j < n { best[i][j + 1] - 3 } else { i32::MIN };
            let take = if i < m && j < n { best[i + 1][j + 1] + likeness[i][j] } else { i32::MIN };
            best[i][j] = if i == m && j == n { 0 } else { skip_cell.max(skip_column).max(take) };
        }
    }
    let (mut i, mut j, mut row) = (0, 0, Row::default());
    while i < m && j < n {
        if best[i][j] == best[i + 1][j + 1] + likeness[i][j] {
            row.cells.push((columns[j], cells[i].span));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i][j + 1] - 3 {
            j += 1;
        } else {
            i += 1;
        }
    }
    row
}

/// How well the words of a cell suit a column, about −20 … 30.
fn like(words: &str, kind: Kind) -> i32 {
    let length = words.chars().count();
    let parts: Vec<&str> =
        words.split(['、', '，', ',', '\n', ' ', ';', '；']).filter(|part| !part.trim().is_empty()).collect();
    let known = parts.iter().filter(|part| units::is_unit(part)).count();
    let units = !words.contains('。') && !parts.is_empty() && known * 5 >= parts.len() * 3;
    let name = (2..=4).contains(&length) && words.chars().all(char::is_alphabetic);
    let prose = words.contains(['。', '；', ';']) || length > 12;
    // Points for units, for prose, and for anything else.
    let [of_units, of_prose, of_other] = match kind {
        Kind::Number => [-20, -20, -20],
        Kind::Task | Kind::Content | Kind::Target => [-5, 20, 4],
        Kind::Lead | Kind::Duty | Kind::Assist => [30, -15, 5],
        Kind::Sponsor | Kind::Owner if name => [15, 15, 15],
        Kind::Sponsor | Kind::Owner => [-10, -10, -10],
        Kind::Limit if due::is_limit(words) => [30, 30, 30],
        Kind::Limit => [2, -15, 2],
        Kind::Progress => [-5, 15, 3],
        Kind::Status if length > 4 => [-10, -10, -10],
        Kind::Status if name => [12, 12, 12],
        Kind::Status => [15, 15, 15],
        Kind::Note => [-2, 6, 6],
        Kind::Other => [-2, -5, 8],
        Kind::Topic if length > 15 => [-5, -5, -5],
        Kind::Topic => [-5, 8, 8],
    };
    if units {
        of_units
    } else if prose {
        of_prose
    } else {
        of_other
    }
}
