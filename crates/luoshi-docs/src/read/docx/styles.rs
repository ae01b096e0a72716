//! Styles of a Word file: which paragraphs are headings, numbered, or lines of a table of contents.

use std::collections::BTreeMap;

use super::super::words::WORDS;
use super::super::xml::{Node, Xml};

/// All paragraph styles by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    num: Option<u32>,
    level: Option<u8>,
}

/// What a style says after all it is based on.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Level of the heading from 1; `None` for running text.
    pub(super) heading: Option<u8>,
    /// The list that numbers such paragraphs.
    pub(super) num: Option<u32>,
    /// The level in that list, from 0.
    pub(super) level: Option<u8>,
    /// A line of a table of contents.
    pub(super) contents: bool,
}

/// Styles may be based on one another; a longer chain than this is a loop.
const CHAIN: usize = 20;

impl Styles {
    /// Reads `word/styles.xml`.
    pub(super) fn parse(source: &str) -> Self {
        let mut styles = Self::default();
        let mut id = String::new();
        let mut style = Style::default();
        let mut xml = Xml::new(source);
        while let Some(node) = xml.next() {
            match node {
                Node::Open(tag) => match tag.name() {
                    "style" => {
                        id = tag.attr("styleId").unwrap_or_default();
                        style = Style::default();
                    }
                    "name" => style.name = tag.attr("val").unwrap_or_default().trim().to_lowercase(),
                    "basedOn" => style.based_on = tag.attr("val"),
                    "outlineLvl" => style.outline = tag.number("val"),
                    "numId" => style.num = tag.number("val"),
                    "ilvl" => style.level = tag.number("val"),
                    _ => {}
                },
                Node::Close(name) if name == "style" => {
                    styles.styles.insert(std::mem::take(&mut id), std::mem::take(&mut style));
                }
                Node::Close(_) | Node::Text(_) => {}
            }
        }
        styles
    }

    /// What a paragraph of this style looks like. Nearer styles win over those they are based on.
    pub(super) fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut outline = None;
        let mut next = Some(id);
        for _ in 0..CHAIN {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            outline = outline.or(style.outline);
            look.num = look.num.or(style.num);
            look.level = look.level.or(style.level);
            look.heading = look.heading.or_else(|| named_heading(&style.name));
            look.contents |=
                WORDS.docx.contents_styles.iter().any(|word| style.name.starts_with(word.as_str()));
            next = style.based_on.as_deref();
        }
        // 9 is how a style takes back the level of the one it is based on.
        look.heading = match outline {
            Some(level @ 0..=8) => Some(level + 1),
            Some(_) => None,
            None => look.heading,
        };
        if look.contents {
            look.heading = None;
        }
        look
    }
}

/// The level that a style's name tells: `heading 2`, and 1 for the title.
fn named_heading(name: &str) -> Option<u8> {
    for word in &WORDS.docx.heading_styles {
        if let Some(rest) = name.strip_prefix(word.as_str())
            && let Ok(level @ 1..=9) = rest.trim().parse::<u8>()
        {
            return Some(level);
        }
    }
    WORDS.docx.title_styles.iter().any(|title| title == name).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_come_from_levels_and_names() {
        let styles = Styles::parse(
            r#"<styles><style styleId="a"><name val="Normal"/></style>
            <style styleId="1"><name val="heading 1"/><pPr><numPr><numId val="3"/></numPr></pPr></style>
            <style styleId="x"><name val="自定"/><basedOn val="1"/><pPr><outlineLvl val="1"/></pPr></style>
            <style styleId="y"><name val="标题 3"/></style><style styleId="z"><name val="Title"/></style>
            <style styleId="n"><name val="非标题"/><basedOn val="1"/><pPr><outlineLvl val="9"/></pPr></style>
            <style styleId="t"><name val="toc 1"/><basedOn val="1"/></style>
            <style styleId="l"><name val="l"/><basedOn val="l"/></style></styles>"#,
        );
        let heading = |id: &str| styles.look(id).heading;
        assert_eq!(
            ["a", "1", "x", "y", "z", "n", "t", "l"].map(heading),
            [None, Some(1), Some(2), Some(3), Some(1), None, None, None]
        );
        assert_eq!(styles.look("x").num, Some(3));
        assert!(styles.look("t").contents);
    }
}
