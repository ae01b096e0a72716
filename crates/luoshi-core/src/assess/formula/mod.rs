//! The escape hatch: a formula where no rule kind fits.
//!
//! Exact decimals, names in any script, no loops: the time of one evaluation is bounded by the
//! length of the text. A value that is missing makes everything that needs it missing, unless the
//! formula asks with `missing(x)`; dividing by nought is a fault and never 0. Every part can be
//! printed with its value, and the whole can be written for Excel.
//!
//! ```
//! use luoshi_core::assess::formula::Formula;
//! use luoshi_core::assess::exact::Exact;
//!
//! let formula = Formula::parse("限于((查实率 - 平均值) * 0.1, 0, 2)")?;
//! assert_eq!(formula.names(), ["查实率", "平均值"]);
//! let values = |name: &str| Some(Exact::whole(if name == "查实率" { 62 } else { 50 }));
//! assert_eq!(formula.value(&values)?.map(|x| x.to_string()), Some("1.2".to_owned()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod eval;
mod excel;
mod lex;
mod parse;

pub use eval::{Pool, Shown};
pub use parse::{Formula, Unreadable, Why};

/// Operators, functions and their names: what a formula can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// `-a`
    Minus,
    /// `not a`
    Not,
    Add,
    Subtract,
    Multiply,
    Divide,
    Compare(crate::assess::rule::Op),
    Differs,
    And,
    Or,
    If,
    Min,
    Max,
    Clamp,
    Round,
    Floor,
    Ceil,
    Abs,
    Sum,
    Average,
    Rank,
    Missing,
}

/// Kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Number,
    Truth,
}

impl Act {
    /// The function of an English name.
    fn function(name: &str) -> Option<Self> {
        Some(match name {
            "if" => Self::If,
            "min" => Self::Min,
            "max" => Self::Max,
            "clamp" => Self::Clamp,
            "round" => Self::Round,
            "floor" => Self::Floor,
            "ceil" => Self::Ceil,
            "abs" => Self::Abs,
            "sum" => Self::Sum,
            "average" => Self::Average,
            "rank" => Self::Rank,
            "missing" => Self::Missing,
            _ => return None,
        })
    }

    /// How few and how many arguments it takes.
    const fn arity(self) -> (usize, usize) {
        match self {
            Self::If | Self::Clamp => (3, 3),
            Self::Round => (1, 2),
            Self::Floor | Self::Ceil | Self::Abs | Self::Rank | Self::Missing => (1, 1),
            _ => (1, 64),
        }
    }
}
