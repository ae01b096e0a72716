//! XML for the readers of office files: events with plain names, and nothing that an entity could blow up.
//!
//! Document type declarations are passed over and only the five predefined entities and character
//! numbers are resolved, so external and nested entities stay inert.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// What a reader of office files needs to see.
pub(super) enum Node<'a> {
    /// `<a …>`; an empty element is followed by its own [`Node::Close`].
    Open(Tag<'a>),
    /// `</a>`.
    Close(String),
    /// Text with entities resolved.
    Text(String),
}

/// An opening tag.
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// An attribute by its name without prefix.
    pub(super) fn attr(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attr| attr.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }

    /// A whole number from an attribute.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.attr(name)?.trim().parse().ok()
    }

    /// An OOXML switch: present without value, or with anything but `0`, `false`, `off`.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.attr(name).is_some_and(|value| !matches!(value.as_str(), "0" | "false" | "off"))
    }
}

/// Reads nodes one after the other. A syntax error ends the file; `broken` tells.
pub(super) struct Xml<'a> {
    reader: quick_xml::Reader<&'a [u8]>,
    pending: Option<String>,
    /// Whether reading stopped before the end.
    pub(super) broken: bool,
}

impl<'a> Xml<'a> {
    /// Starts at the beginning of a part.
    pub(super) fn new(source: &'a str) -> Self {
        let mut reader = quick_xml::Reader::from_str(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, pending: None, broken: false }
    }

    /// The next node; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Node<'a>> {
        if let Some(name) = self.pending.take() {
            return Some(Node::Close(name));
        }
        loop {
            let Ok(event) = self.reader.read_event() else {
                self.broken = true;
                return None;
            };
            match event {
                Event::Start(start) => return Some(Node::Open(Tag { start })),
                Event::Empty(start) => {
                    self.pending = Some(start.local_name().into_inner().to_owned());
                    return Some(Node::Open(Tag { start }));
                }
                Event::End(end) => return Some(Node::Close(end.local_name().into_inner().to_owned())),
                Event::Text(text) => return Some(Node::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Some(Node::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => {
                    let name: &str = &reference;
                    let known = match name {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    return Some(Node::Text(known.map(String::from).unwrap_or_default()));
                }
                Event::Eof => return None,
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
        }
    }
}

/// The text of a part: UTF-8 or UTF-16, as XML parts may be.
pub(super) fn part_text(bytes: &[u8]) -> String {
    super::encoding::decode(bytes, Some("utf-8")).text
}

/// Relations of a part: id, type and target, as in `_rels/*.rels`.
pub(super) fn relations(source: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut xml = Xml::new(source);
    while let Some(node) = xml.next() {
        if let Node::Open(tag) = node
            && tag.name() == "Relationship"
            && let (Some(id), Some(kind), Some(target)) =
                (tag.attr("Id"), tag.attr("Type"), tag.attr("Target"))
        {
            found.push((id, kind, target));
        }
    }
    found
}

/// The path of a relation's target, seen from the folder of the part that names it.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_stay_inert() {
        let source = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y \"&x;&x;\">]><a b='&lt;'>1&x;&y;&amp;&#20840;</a>";
        let mut xml = Xml::new(source);
        let mut text = String::new();
        while let Some(node) = xml.next() {
            match node {
                Node::Text(words) => text.push_str(&words),
                Node::Open(tag) => assert_eq!(tag.attr("b").as_deref(), Some("<")),
                Node::Close(_) => {}
            }
        }
        assert_eq!(text, "1&全");
        assert!(!xml.broken);
    }

    #[test]
    fn targets_resolve() {
        assert_eq!(resolve("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
    }
}
