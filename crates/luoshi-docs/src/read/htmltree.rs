//! A forgiving, linear-time reading of HTML into a small tree.
//!
//! No browser-grade parser: its repairs of broken nesting can be made to take quadratic time, and a
//! reader of text needs only who contains whom. Depth and number of elements are bounded.

/// An element or, with an empty tag, a piece of text.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Lower-case name; empty for text.
    pub(super) tag: String,
    /// The text of a text node.
    pub(super) text: String,
    /// `id` and `class`, as written, parted by a space.
    pub(super) marks: String,
    /// Other attributes that matter: `colspan`, `rowspan`, `start`, `href`, `style`, `hidden`.
    pub(super) attrs: Vec<(String, String)>,
    /// Indexes of the children in [`Tree::elements`].
    pub(super) children: Vec<usize>,
}

impl Element {
    /// An attribute that was kept.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A number from an attribute.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.attr(name)?.trim().parse().ok()
    }
}

/// The tree; element 0 is the root, and every child has a higher index than its parent.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) elements: Vec<Element>,
    /// Whether the bound on elements cut the page.
    pub(super) cut: bool,
}

const DEPTH: usize = 400;
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements whose content is no text, read up to their own closing tag.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "noframes", "iframe"];
const KEPT: &[&str] = &["colspan", "rowspan", "start", "href", "style", "hidden", "type"];

/// Reads a page into a tree of at most `bound` nodes.
pub(super) fn parse(source: &str, bound: usize) -> Tree {
    let mut tree =
        Tree { elements: vec![Element { tag: "root".to_owned(), ..Element::default() }], cut: false };
    let mut open = vec![0_usize];
    let mut rest = source;
    while !rest.is_empty() {
        if tree.elements.len() >= bound {
            tree.cut = true;
            break;
        }
        let Some(at) = rest.find('<') else {
            tree.push_text(&open, rest);
            break;
        };
        let (before, from) = rest.split_at(at);
        tree.push_text(&open, before);
        rest = tree.markup(from, &mut open);
    }
    tree
}

impl Tree {
    /// Reads one piece of markup at the start of `from`, which begins with `<`; answers what follows.
    fn markup<'s>(&mut self, from: &'s str, open: &mut Vec<usize>) -> &'s str {
        let after = |skip: &str, end: &str| {
            let body = from.get(skip.len()..).unwrap_or_default();
            body.find(end).and_then(|at| body.get(at + end.len()..)).unwrap_or_default()
        };
        if from.starts_with("<!--") {
            return after("<!--", "-->");
        }
        if from.starts_with("<![CDATA[") {
            return after("<![CDATA[", "]]>");
        }
        if from.starts_with("<!") || from.starts_with("<?") {
            return after("<!", ">");
        }
        let Some((tag, rest)) = scan_tag(from) else {
            // A lone `<` is text.
            self.push_text(open, "<");
            return from.get(1..).unwrap_or_default();
        };
        if tag.closing {
            if let Some(at) =
                open.iter().rposition(|index| self.elements[*index].tag == tag.name).filter(|at| *at > 0)
            {
                open.truncate(at);
            }
            return rest;
        }
        let raw = RAW.contains(&tag.name.as_str()).then(|| tag.name.clone());
        self.open(tag, open);
        match raw {
            Some(name) => past_raw(rest, &name),
            None => rest,
        }
    }

    fn open(&mut self, tag: Scanned, open: &mut Vec<usize>) {
        self.close_implied(&tag.name, open);
        let parent = open.last().copied().unwrap_or(0);
        let index = self.elements.len();
        let leaf = tag.self_closing || VOID.contains(&tag.name.as_str()) || RAW.contains(&tag.name.as_str());
        self.elements.push(Element {
            tag: tag.name,
            marks: tag.marks,
            attrs: tag.attrs,
            ..Element::default()
        });
        self.elements[parent].children.push(index);
        if !leaf && open.len() < DEPTH {
            open.push(index);
        }
    }

    /// Closes what a new element ends without a closing tag of its own.
    fn close_implied(&self, name: &str, open: &mut Vec<usize>) {
        let (ended, fence): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "thead" | "tbody" | "tfoot" => (&["thead", "tbody", "tfoot"], &["table"]),
            "option" => (&["option"], &["select"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            _ if is_block(name) => (&["p"], &["td", "th", "li", "table", "div"]),
            _ => return,
        };
        for at in (1..open.len()).rev() {
            let tag = self.elements[open[at]].tag.as_str();
            if ended.contains(&tag) {
                open.truncate(at);
                return;
            }
            if fence.contains(&tag) {
                return;
            }
        }
    }

    fn push_text(&mut self, open: &[usize], text: &str) {
        if text.is_empty() {
            return;
        }
        let parent = open.last().copied().unwrap_or(0);
        let index = self.elements.len();
        self.elements.push(Element { text: unescape(text), ..Element::default() });
        self.elements[parent].children.push(index);
    }
}

/// Elements that stand on lines of their own.
pub(super) fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "caption"
    )
}

struct Scanned {
    name: String,
    closing: bool,
    self_closing: bool,
    marks: String,
    attrs: Vec<(String, String)>,
}

/// Reads a tag at the start of `from`; `None` if no name follows the `<`.
fn scan_tag(from: &str) -> Option<(Scanned, &str)> {
    let body = from.get(1..)?;
    let (closing, body) = body.strip_prefix('/').map_or((false, body), |rest| (true, rest));
    if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = body.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(body.len());
    let name = body.get(..end)?.to_ascii_lowercase();
    let mut tag = Scanned { name, closing, self_closing: false, marks: String::new(), attrs: Vec::new() };
    let mut rest = body.get(end..)?;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        if let Some(after) = rest.strip_prefix('>') {
            return Some((tag, after));
        }
        if let Some(after) = rest.strip_prefix('/') {
            tag.self_closing = after.starts_with('>');
            rest = after;
            continue;
        }
        if rest.is_empty() {
            return Some((tag, rest));
        }
        rest = scan_attr(rest, &mut tag);
    }
}

fn scan_attr<'s>(from: &'s str, tag: &mut Scanned) -> &'s str {
    let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '=');
    // An odd `=` at the start still moves on by one, so that the scan always ends.
    let end = from.char_indices().skip(1).find(|(_, c)| stop(*c)).map_or(from.len(), |(at, _)| at);
    let name = from.get(..end).unwrap_or_default().to_ascii_lowercase();
    let rest = from.get(end..).unwrap_or_default().trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(rest) = rest.strip_prefix('=') else {
        keep_attr(tag, &name, "");
        return rest;
    };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    for quote in ['"', '\''] {
        if let Some(body) = rest.strip_prefix(quote) {
            let Some(end) = body.find(quote) else {
                // A quote never closed: give up this attribute at the end of its tag.
                return body.find('>').and_then(|at| body.get(at..)).unwrap_or_default();
            };
            keep_attr(tag, &name, body.get(..end).unwrap_or_default());
            return body.get(end + 1..).unwrap_or_default();
        }
    }
    let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len());
    keep_attr(tag, &name, rest.get(..end).unwrap_or_default());
    rest.get(end..).unwrap_or_default()
}

fn keep_attr(tag: &mut Scanned, name: &str, value: &str) {
    if matches!(name, "id" | "class") {
        tag.marks.push(' ');
        tag.marks.push_str(value);
    } else if KEPT.contains(&name) && tag.attrs.len() < KEPT.len() {
        tag.attrs.push((name.to_owned(), unescape(value)));
    }
}

/// What follows the closing tag of an element with raw content.
fn past_raw<'s>(from: &'s str, name: &str) -> &'s str {
    let bytes = from.as_bytes();
    let mut at = 0;
    while let Some(next) = from.get(at..).and_then(|rest| rest.find("</")) {
        let start = at + next + 2;
        if bytes
            .get(start..start + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        {
            let rest = from.get(start..).unwrap_or_default();
            return rest.find('>').and_then(|end| rest.get(end + 1..)).unwrap_or_default();
        }
        at = start;
    }
    ""
}

/// Named references that pages of offices use; others stay as they are written.
const NAMED: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("ensp", "\u{2002}"),
    ("emsp", "\u{2003}"),
    ("thinsp", "\u{2009}"),
    ("zwnj", ""),
    ("zwj", ""),
    ("shy", ""),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("middot", "·"),
    ("bull", "•"),
    ("times", "×"),
    ("divide", "÷"),
    ("plusmn", "±"),
    ("deg", "°"),
    ("permil", "‰"),
    ("sup2", "²"),
    ("sup3", "³"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("yen", "¥"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("le", "≤"),
    ("ge", "≥"),
    ("ne", "≠"),
    ("rarr", "→"),
    ("larr", "←"),
    ("sect", "§"),
    ("radic", "√"),
];

/// Resolves character references.
pub(super) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let body = from.get(1..).unwrap_or_default();
        let end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(body.len()).min(32);
        let name = body.get(..end).unwrap_or_default();
        let found = match name.strip_prefix('#') {
            Some(number) => numbered(number),
            None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
        };
        match found {
            Some(value) => {
                out.push_str(&value);
                let after = body.get(end..).unwrap_or_default();
                rest = after.strip_prefix(';').unwrap_or(after);
            }
            None => {
                out.push('&');
                rest = body;
            }
        }
    }
    out.push_str(rest);
    out
}

fn numbered(number: &str) -> Option<String> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Pages written on Windows number these as in its code page.
    let code = match code {
        0x91 => 0x2018,
        0x92 => 0x2019,
        0x93 => 0x201c,
        0x94 => 0x201d,
        0x96 => 0x2013,
        0x97 => 0x2014,
        other => other,
    };
    char::from_u32(code).filter(|c| *c != '\0').map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_pages_keep_their_words() {
        let tree = parse(
            "<p class=a>一<p>二<b>三</p>&#22235;&nbsp&amp;&bogus;<script>if(a<b){}</SCRIPT ><td 'x=\">五",
            1000,
        );
        let words: String = tree.elements.iter().map(|e| e.text.as_str()).collect();
        assert_eq!(words, "一二三四\u{a0}&&bogus;五");
        assert_eq!(tree.elements[1].marks, " a");
        assert!(parse("1 < 2 <", 100).elements.iter().any(|e| e.text == "<"));
        assert!(parse(&"<div>".repeat(5000), 1000).cut);
    }
}
