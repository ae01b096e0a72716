//! From words to a tree, with its types checked.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::lex::{Token, Word, cut, english};
use super::{Act, Type};
use crate::assess::exact::Exact;
use crate::assess::rule::Op;

/// A formula that parses and whose types fit: evaluating it can only fail by its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    pub(super) text: String,
    pub(super) nodes: Vec<Node>,
    pub(super) names: Vec<String>,
}

/// A node; its parts stand before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub what: Leaf,
    pub parts: Vec<usize>,
    /// Bytes of the text that it was read from.
    pub span: (usize, usize),
    pub kind: Type,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Leaf {
    Number(Exact),
    Name(usize),
    Act(Act),
}

/// Why a formula cannot be read, and where (in characters from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Character, from 1.
    pub at: usize,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Longer or deeper than is allowed.
    TooLong,
    /// A character that belongs to no word.
    Sign,
    /// Something else is expected here.
    Unexpected,
    /// No function of this name.
    Function(String),
    /// A function with so many arguments.
    Arguments(String),
    /// A number where a yes or no belongs, or the other way round.
    Type,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::TooLong => write!(
                f,
                "more than {MAX_LENGTH} characters, {MAX_DEPTH} brackets deep or {MAX_HEIGHT} operations in a row"
            ),
            Why::Sign => write!(f, "character {}: not part of a formula", self.at),
            Why::Unexpected => write!(f, "character {}: a number, name or bracket is expected", self.at),
            Why::Function(name) => write!(f, "character {}: no function is called {name}", self.at),
            Why::Arguments(name) => {
                write!(f, "character {}: {name} with another number of arguments", self.at)
            }
            Why::Type => write!(
                f,
                "character {}: a number stands where yes or no belongs, or the other way round",
                self.at
            ),
        }
    }
}

impl std::error::Error for Unreadable {}

const MAX_LENGTH: usize = 2000;
const MAX_DEPTH: usize = 60;
/// Most operations one upon another: `a + b + c …` is a tree as high as it is long, and computing it
/// takes the stack.
const MAX_HEIGHT: usize = 200;

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// Where it cannot be read, and why.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let wrong = |byte: usize, why| Err(Unreadable { at: characters(text, byte), why });
        if text.chars().count() > MAX_LENGTH {
            return wrong(0, Why::TooLong);
        }
        let tokens = match cut(text) {
            Ok(tokens) => tokens,
            Err(byte) => return wrong(byte, Why::Sign),
        };
        let mut reader = Reader {
            tokens: &tokens,
            at: 0,
            nodes: Vec::new(),
            heights: Vec::new(),
            names: Vec::new(),
            depth: 0,
            end: text.len(),
        };
        let read = reader.read(0).and_then(|top| match (reader.peek(), reader.kind(top)) {
            (Some(token), _) => Err((token.start, Why::Unexpected)),
            (None, Type::Truth) => Err((0, Why::Type)),
            (None, Type::Number) => Ok(()),
        });
        match read {
            Err((byte, why)) => wrong(byte, why),
            Ok(()) => Ok(Self { text: text.to_owned(), nodes: reader.nodes, names: reader.names }),
        }
    }

    /// The text that it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Names that it needs values for, in the order of their first use.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

fn characters(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count() + 1
}

type Wrong = (usize, Why);

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    nodes: Vec<Node>,
    heights: Vec<usize>,
    names: Vec<String>,
    depth: usize,
    end: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn here(&self) -> usize {
        self.peek().map_or(self.end, |t| t.start)
    }

    fn kind(&self, node: usize) -> Type {
        self.nodes.get(node).map_or(Type::Number, |n| n.kind)
    }

    fn span(&self, node: usize) -> (usize, usize) {
        self.nodes.get(node).map_or((0, 0), |n| n.span)
    }

    /// Reads as far as operators bind at least as tightly as `least`.
    fn read(&mut self, least: u8) -> Result<usize, Wrong> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err((self.here(), Why::TooLong));
        }
        let mut left = self.first()?;
        while let Some(Token { what: Word::Act(act), .. }) = self.peek() {
            let act = *act;
            let Some(bind) = binding(act) else { break };
            if bind < least {
                break;
            }
            let at = self.here();
            self.at += 1;
            let right = self.read(bind + 1)?;
            left = self.join(act, left, right, at)?;
            if self.heights.last().is_some_and(|height| *height > MAX_HEIGHT) {
                return Err((at, Why::TooLong));
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    fn first(&mut self) -> Result<usize, Wrong> {
        let Some(token) = self.peek().cloned() else { return Err((self.end, Why::Unexpected)) };
        self.at += 1;
        let span = (token.start, token.end);
        match token.what {
            Word::Number(number) => Ok(self.push(Leaf::Number(number), vec![], span, Type::Number)),
            Word::Name(name) if self.peek().is_some_and(|t| t.what == Word::Open) => {
                self.call(&name, token.start)
            }
            Word::Name(name) => {
                let index = self.names.iter().position(|n| *n == name).unwrap_or_else(|| {
                    self.names.push(name);
                    self.names.len() - 1
                });
                Ok(self.push(Leaf::Name(index), vec![], span, Type::Number))
            }
            Word::Open => {
                let inner = self.read(0)?;
                let end = self.close()?;
                if let Some(node) = self.nodes.get_mut(inner) {
                    node.span = (token.start, end);
                }
                Ok(inner)
            }
            Word::Act(Act::Subtract) => self.unary(Act::Minus, token.start, 60, Type::Number),
            Word::Act(Act::Not) => self.unary(Act::Not, token.start, 30, Type::Truth),
            Word::Act(_) | Word::Close | Word::Comma => Err((token.start, Why::Unexpected)),
        }
    }

    fn unary(&mut self, act: Act, start: usize, bind: u8, kind: Type) -> Result<usize, Wrong> {
        let part = self.read(bind)?;
        self.want(part, kind)?;
        let end = self.span(part).1;
        Ok(self.push(Leaf::Act(act), vec![part], (start, end), kind))
    }

    fn join(&mut self, act: Act, left: usize, right: usize, at: usize) -> Result<usize, Wrong> {
        let (inner, outer) = match act {
            Act::And | Act::Or => (Type::Truth, Type::Truth),
            Act::Compare(_) | Act::Differs => (Type::Number, Type::Truth),
            _ => (Type::Number, Type::Number),
        };
        if self.kind(left) != inner || self.kind(right) != inner {
            return Err((at, Why::Type));
        }
        let span = (self.span(left).0, self.span(right).1);
        Ok(self.push(Leaf::Act(act), vec![left, right], span, outer))
    }

    fn call(&mut self, name: &str, start: usize) -> Result<usize, Wrong> {
        // Spreadsheets write their functions in capitals.
        let plain = name.to_ascii_lowercase();
        let act = Act::function(english(&plain)).ok_or_else(|| (start, Why::Function(name.to_owned())))?;
        self.at += 1;
        let mut parts = Vec::new();
        loop {
            parts.push(self.read(0)?);
            match self.peek().map(|t| &t.what) {
                Some(Word::Comma) => self.at += 1,
                _ => break,
            }
        }
        let end = self.close()?;
        let (least, most) = act.arity();
        if !(least..=most).contains(&parts.len()) {
            return Err((start, Why::Arguments(name.to_owned())));
        }
        let kind = self.check(act, &parts, start)?;
        Ok(self.push(Leaf::Act(act), parts, (start, end), kind))
    }

    /// Types of the arguments, and of the result.
    fn check(&self, act: Act, parts: &[usize], start: usize) -> Result<Type, Wrong> {
        let (condition, rest) = match (act, parts) {
            (Act::If, [condition, rest @ ..]) => (Some(*condition), rest),
            _ => (None, parts),
        };
        if let Some(condition) = condition {
            self.want(condition, Type::Truth)?;
        }
        let kind = match (act, rest) {
            (Act::If, [first, ..]) => self.kind(*first),
            _ => Type::Number,
        };
        for part in rest {
            self.want(*part, kind)?;
        }
        let leaf = |n: usize| self.nodes.get(n).map(|n| &n.what);
        let whole = |n: usize| match leaf(n) {
            Some(Leaf::Number(number)) => {
                *number <= Exact::whole(12) && number.integer(Default::default()).as_ref() == Some(number)
            }
            _ => false,
        };
        match (act, parts) {
            // The places are part of the rule, not of the data: they are written down.
            (Act::Round, [_, places]) if !whole(*places) => {
                Err((self.span(*places).0, Why::Arguments("round".to_owned())))
            }
            // A place is one among units, and only a name has a value per unit.
            (Act::Rank | Act::Missing, [part]) if !matches!(leaf(*part), Some(Leaf::Name(_))) => {
                Err((start, Why::Type))
            }
            (Act::Missing, _) => Ok(Type::Truth),
            _ => Ok(kind),
        }
    }

    fn want(&self, node: usize, kind: Type) -> Result<(), Wrong> {
        if self.kind(node) == kind { Ok(()) } else { Err((self.span(node).0, Why::Type)) }
    }

    fn close(&mut self) -> Result<usize, Wrong> {
        match self.peek() {
            Some(Token { what: Word::Close, end, .. }) => {
                let end = *end;
                self.at += 1;
                Ok(end)
            }
            _ => Err((self.here(), Why::Unexpected)),
        }
    }

    fn push(&mut self, what: Leaf, parts: Vec<usize>, span: (usize, usize), kind: Type) -> usize {
        let height = parts.iter().filter_map(|part| self.heights.get(*part)).max();
        self.heights.push(height.map_or(1, |height| height + 1));
        self.nodes.push(Node { what, parts, span, kind });
        self.nodes.len() - 1
    }
}

/// How tightly an operator binds; `None` for what stands before its only part.
fn binding(act: Act) -> Option<u8> {
    Some(match act {
        Act::Or => 10,
        Act::And => 20,
        Act::Compare(Op::AtLeast | Op::Above | Op::AtMost | Op::Below | Op::Equal) | Act::Differs => 40,
        Act::Add | Act::Subtract => 50,
        Act::Multiply | Act::Divide => 55,
        _ => return None,
    })
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
