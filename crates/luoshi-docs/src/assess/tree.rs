//! JSON with the line of every value: a fault must say where it is. Numbers stay as they are typed.

use serde_json::{Map, Value};

/// A value and the line it begins on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub line: usize,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Null,
    Flag(bool),
    /// Digits as they are typed.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file, the line of the key first.
    Table(Vec<(usize, String, Node)>),
}

/// Why a text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Syntax {
    pub line: usize,
    pub column: usize,
    /// The rest of the line.
    pub found: String,
}

/// Depth of lists within lists that is read.
const DEEPEST: usize = 32;

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Node, Syntax> {
    let mut scan = Scan { text: text.trim_start_matches('\u{feff}'), at: 0, line: 1, begin: 0 };
    let found = scan.value(0).and_then(|node| {
        scan.blank();
        scan.rest().is_empty().then_some(node)
    });
    found.ok_or_else(|| Syntax {
        line: scan.line,
        column: scan.text.get(scan.begin..scan.at).unwrap_or_default().chars().count() + 1,
        found: scan.rest().lines().next().unwrap_or_default().chars().take(30).collect(),
    })
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    /// Where the line begins.
    begin: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blank(&mut self) {
        for byte in self.rest().bytes() {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.begin = self.at + 1;
                }
                b' ' | b'\t' | b'\r' => {}
                _ => break,
            }
            self.at += 1;
        }
    }

    fn take(&mut self, token: &str) -> bool {
        let here = self.rest().starts_with(token);
        self.at += if here { token.len() } else { 0 };
        here
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.blank();
        let line = self.line;
        let what = match self.rest().bytes().next()? {
            b'{' if depth < DEEPEST => self.table(depth)?,
            b'[' if depth < DEEPEST => self.list(depth)?,
            b'"' => What::Text(self.string()?),
            b't' if self.take("true") => What::Flag(true),
            b'f' if self.take("false") => What::Flag(false),
            b'n' if self.take("null") => What::Null,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return None,
        };
        Some(Node { line, what })
    }

    fn table(&mut self, depth: usize) -> Option<What> {
        self.take("{");
        let mut table = Vec::new();
        self.blank();
        if self.take("}") {
            return Some(What::Table(table));
        }
        loop {
            self.blank();
            let line = self.line;
            let key = self.string()?;
            self.blank();
            if !self.take(":") {
                return None;
            }
            table.push((line, key, self.value(depth + 1)?));
            self.blank();
            if self.take("}") {
                return Some(What::Table(table));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<What> {
        self.take("[");
        let mut list = Vec::new();
        self.blank();
        if self.take("]") {
            return Some(What::List(list));
        }
        loop {
            list.push(self.value(depth + 1)?);
            self.blank();
            if self.take("]") {
                return Some(What::List(list));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    /// The library unescapes; here only the end is looked for.
    fn string(&mut self) -> Option<String> {
        let rest = self.rest();
        let mut escaped = false;
        let end = rest.strip_prefix('"')?.bytes().position(|b| {
            let ends = b == b'"' && !escaped;
            escaped = b == b'\\' && !escaped;
            ends
        })?;
        let text = serde_json::from_str(rest.get(..end + 2)?).ok()?;
        self.at += end + 2;
        Some(text)
    }

    fn number(&mut self) -> Option<What> {
        let rest = self.rest();
        let end = rest.bytes().position(|b| !matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
        let text = rest.get(..end.unwrap_or(rest.len()))?;
        serde_json::from_str::<serde_json::Number>(text).ok()?;
        self.at += text.len();
        Some(What::Number(text.to_owned()))
    }
}

impl Node {
    /// Fractions and powers of ten outside quotation marks, with the keys that lead to them.
    pub fn fractions(&self, key: &str, out: &mut Vec<(usize, String, String)>) {
        match &self.what {
            What::Number(text) if text.parse::<i64>().is_err() => {
                out.push((self.line, key.to_owned(), text.clone()));
            }
            What::List(list) => {
                list.iter().enumerate().for_each(|(at, node)| node.fractions(&format!("{key}[{at}]"), out));
            }
            What::Table(table) => {
                table.iter().for_each(|(_, name, node)| node.fractions(&joined(key, name), out));
            }
            _ => {}
        }
    }

    /// The value without its lines.
    pub fn json(&self) -> Value {
        match &self.what {
            What::Null => Value::Null,
            What::Flag(flag) => Value::from(*flag),
            What::Number(text) => {
                text.parse::<i64>().map_or_else(|_| Value::from(text.as_str()), Value::from)
            }
            What::Text(text) => Value::from(text.as_str()),
            What::List(list) => list.iter().map(Self::json).collect(),
            What::Table(table) => {
                Value::Object(table.iter().map(|(_, k, n)| (k.clone(), n.json())).collect::<Map<_, _>>())
            }
        }
    }

    /// Text, or digits as they are typed.
    pub fn text(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) | What::Number(text) => Some(text),
            _ => None,
        }
    }
}

/// Keys with a point between them.
pub(super) fn joined(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("", key) | (key, "") => key.to_owned(),
        _ => format!("{outer}.{inner}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_library_reads() {
        for text in [
            r#"{"a": [1, -2, "x\"\\y\u4e2d", true, false, null], "b": {}, "c": [], "长": {"d": "1.50"}}"#,
            " [ ] ",
            "\"\"",
            "12",
        ] {
            assert_eq!(parse(text).unwrap().json(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
        for text in ["", "{", "[1,]", "{\"a\" 1}", "{\"a\":1,}", "nul", "\"a", "01", "[1] 2", "--1", "{a:1}"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err(), "depth has a limit");
    }

    #[test]
    fn lines_are_counted() {
        let node = parse("{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 0.5}}").unwrap();
        let mut found = Vec::new();
        node.fractions("", &mut found);
        assert_eq!(found, [(4, "b.c".to_owned(), "0.5".to_owned())]);
        let broken = parse("{\n \"甲\": 1,\n \"b\" 2}").unwrap_err();
        assert_eq!((broken.line, broken.column, broken.found.as_str()), (3, 6, "2}"));
    }
}
