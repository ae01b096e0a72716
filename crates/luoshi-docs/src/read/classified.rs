//! Classification marks at the head of a document: such files must not enter this system.
//!
//! GB/T 9704 7.2.2: the mark and its period, parted by a star, stand at the top left of the first
//! page (`机密★1年`). A mere mention in running text is no mark: the star must follow the word and
//! the mark must begin its line, cell or tabbed piece.

use crate::model::{BlockKind, Document};

use super::limits::Refusal;
use super::words::WORDS;

/// Lines of the head that are looked at; in a workbook, cells of the first rows count as lines.
const HEAD: usize = 20;

/// Refuses a document whose head bears a mark.
pub(super) fn check(document: &Document) -> Result<(), Refusal> {
    let head = document.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Row { .. }));
    let lines = head.flat_map(|block| {
        let in_table = matches!(block.kind, BlockKind::Cell { .. });
        document.slice(block.span).lines().map(move |line| (line, in_table))
    });
    for (line, in_table) in lines.take(HEAD) {
        for piece in pieces(line) {
            if let Some(mark) = mark(piece, in_table) {
                return Err(Refusal::new("classified").with("mark", mark));
            }
        }
    }
    Ok(())
}

/// The line itself and its parts between tabs or wide gaps: some heads put the copy number or the
/// degree of haste on the same line.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let parts =
        line.split(['\t']).flat_map(|part| part.split("  ")).flat_map(|part| part.split("\u{3000}\u{3000}"));
    std::iter::once(line).chain(parts.filter(move |part| part.len() < line.len()))
}

fn mark(piece: &str, in_table: bool) -> Option<&'static str> {
    let words = &WORDS.classified;
    let squeezed: String = piece.chars().filter(|c| !c.is_whitespace()).take(40).collect();
    let opening =
        |c: char| c.is_numeric() || matches!(c, '【' | '[' | '〔' | '(' | '（' | ':' | '：' | '、' | '·');
    let mut rest = squeezed.trim_start_matches(opening);
    let mut labelled = false;
    for (list, is_label) in [(&words.hastes, false), (&words.labels, true)] {
        if let Some(after) = list.iter().find_map(|word| rest.strip_prefix(word.as_str())) {
            labelled |= is_label;
            rest = after.trim_start_matches(opening);
        }
    }
    let degree = words.degrees.iter().find(|word| rest.starts_with(word.as_str()))?;
    let after = rest.strip_prefix(degree.as_str())?;
    let starred = after.starts_with(|c| words.stars.contains(c));
    // Without the star only a line of nothing else is a mark, and not in a table, where a column
    // may list the degrees of other papers.
    let bare = after.trim_matches(|c: char| matches!(c, '】' | ']' | '〕' | ')' | '）'));
    let alone = (bare.is_empty() || words.hastes.iter().any(|word| word == bare)) && (!in_table || labelled);
    (starred || alone).then_some(degree.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> bool {
        check(&super::super::text(text)).is_err()
    }

    #[test]
    fn marks_at_the_head_are_found() {
        for head in [
            "机密★1年",
            "秘密★",
            "绝密★启用前",
            "机 密 ★ 10 年",
            "秘　密★长期",
            "机密*1年",
            "000123 机密★1年",
            "特急  秘密★5年",
            "密级：秘密",
            "【机密】",
            "机密",
            "第12号\t机密☆半年",
            "０００１\n机密★一年",
        ] {
            assert!(marked(&format!("{head}\n某某县委办公室文件\n关于工作安排的通知")), "{head}");
        }
    }

    #[test]
    fn mentions_in_running_text_are_not() {
        for text in [
            "关于加强保密工作的通知\n各单位要规范标注“机密★1年”等密级。",
            "秘密等级的确定由承办人提出",
            "机密文件管理办法\n第一条 为了规范机密文件管理",
            "秘密战线展览馆建设方案",
            "做好绝密、机密、秘密级文件清退工作",
        ] {
            assert!(!marked(text), "{text}");
        }
        let late = format!("标题\n{}机密★1年\n", "一行正文\n".repeat(40));
        assert!(!marked(&late));
    }
}
