//! 分制换算: marks out of one full total become points of another.
//!
//! `score ÷ from_full × to_full`. Every office marks out of a hundred, and the scheme gives the item
//! six points. A mark above its full total stays above it; a cap is the item's affair.

use serde::{Deserialize, Serialize};

use crate::assess::exact::Exact;
use crate::assess::fault::Fault;
use crate::assess::kind::Kind;
use crate::assess::rule::{Outcome, Rule};
use crate::assess::trace::Notes;

/// Its line in the list.
pub const KIND: Kind = Kind::rule::<ConvertScale>();

/// Parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConvertScale {
    /// Full marks of the sheet.
    pub from_full: Exact,
    /// Points that full marks are worth.
    pub to_full: Exact,
}

/// Facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScoreFacts {
    /// The marks given.
    pub score: Exact,
}

impl Rule for ConvertScale {
    type Facts = ScoreFacts;
    type Pool = ();
    const NAME: &'static str = "convert_scale";
    const FACTS: &'static [&'static str] = &["score"];

    fn pool(&self, _: &mut dyn Iterator<Item = &ScoreFacts>) -> Result<(), Fault> {
        Ok(())
    }

    fn score(&self, facts: &ScoreFacts, (): &(), notes: &mut Notes) -> Result<Outcome, Fault> {
        let score = (&facts.score * &self.to_full).over(&self.from_full);
        let score = score.ok_or_else(|| Fault::zero("from_full"))?;
        if self.from_full == self.to_full {
            notes.add("mark-as-is", || [("score", (&score).into())]);
        } else {
            notes.add("converted", || {
                [
                    ("mark", (&facts.score).into()),
                    ("from", (&self.from_full).into()),
                    ("to", (&self.to_full).into()),
                    ("score", (&score).into()),
                ]
            });
        }
        Ok(Outcome::Score(score))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::assess::vectors::ask;

    #[test]
    fn thirds_stay_exact_until_rounded() {
        // 1/3·12 = 4 exactly, though 1/3 has no end.
        assert_eq!(
            ask("convert_scale", json!({"score": "1", "from_full": "3", "to_full": "12"})),
            json!({"score": "4"})
        );
        let above =
            json!({"score": "105", "from_full": 100, "to_full": 6, "round": {"places": 2, "mode": "down"}});
        assert_eq!(ask("convert_scale", above), json!({"score": "6.30"}));
    }

    #[test]
    fn a_sheet_of_no_marks_is_a_fault() {
        let none = json!({"score": "1", "from_full": "0", "to_full": "12"});
        assert_eq!(ask("convert_scale", none), json!("from_full: division by zero"));
    }
}
