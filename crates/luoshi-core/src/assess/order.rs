//! Places in a pool: who stands before whom, and what a tie takes.

use serde::{Deserialize, Serialize};

use super::exact::Exact;
use super::fault::Fault;
use super::rule::Direction;
use super::trace::{Arg, Notes};

/// Values of a pool in order, best first: places are counted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    values: Vec<Exact>,
    direction: Direction,
}

impl Order {
    /// Puts values in order.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = Exact>, direction: Direction) -> Self {
        let mut values: Vec<Exact> = values.into_iter().collect();
        values.sort_unstable_by(|a, b| match direction {
            Direction::HigherBetter => b.cmp(a),
            Direction::LowerBetter => a.cmp(b),
        });
        Self { values, direction }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// First and last place of those with this value, from 1.
    #[must_use]
    pub fn places(&self, value: &Exact) -> (usize, usize) {
        let before = self.values.partition_point(|v| self.direction.better(v, value));
        // Few share a value: a look at the next one saves most of them another search.
        let through = match self.values.get(before + 1) {
            Some(next) if next == value => self.values.partition_point(|v| !self.direction.better(value, v)),
            _ => before + 1,
        };
        (before + 1, through)
    }

    /// Points of those with this value. `sum` gives the points of all places from one through
    /// another together, so that a mean over thousands of tied places costs no more than one place.
    ///
    /// # Errors
    /// What `sum` fails with.
    pub fn points(
        &self,
        value: &Exact,
        ties: Ties,
        notes: &mut Notes,
        sum: impl FnOnce(usize, usize, &mut Notes) -> Result<Exact, Fault>,
    ) -> Result<Exact, Fault> {
        let (first, last) = self.places(value);
        self.tell_place(value, (first, last), ties, notes);
        let (from, through) = match ties {
            Ties::Best => (first, first),
            Ties::Worst => (last, last),
            Ties::Average => (first, last),
        };
        let total = sum(from, through, notes)?;
        if from == through {
            return Ok(total);
        }
        let places = through + 1 - from;
        let mean = total.over(&Exact::count(places)).ok_or_else(|| Fault::zero("ties"))?;
        notes.add("places-mean", || {
            [("total", (&total).into()), ("places", places.into()), ("score", (&mean).into())]
        });
        Ok(mean)
    }

    fn tell_place(&self, value: &Exact, (first, last): (usize, usize), ties: Ties, notes: &mut Notes) {
        if first == last {
            notes.add("place", || {
                [("n", self.len().into()), ("place", first.into()), ("value", value.into())]
            });
            return;
        }
        notes.add("place-tied", || {
            [
                ("n", self.len().into()),
                ("value", value.into()),
                ("first", first.into()),
                ("last", last.into()),
                ("ties", ties.word()),
            ]
        });
    }
}

/// Places that a tie takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// All take the best place.
    #[default]
    Best,
    /// All take the worst place.
    Worst,
    /// Points are the mean over the places.
    Average,
}

impl Ties {
    /// Its word, for traces.
    #[must_use]
    pub const fn word(self) -> Arg {
        Arg::Word(match self {
            Self::Best => "ties_best",
            Self::Worst => "ties_worst",
            Self::Average => "ties_average",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn places_of_ties() {
        let order = |d| Order::new(["7", "9", "8", "8"].map(x), d);
        assert_eq!(order(Direction::HigherBetter).places(&x("8")), (2, 3));
        assert_eq!(order(Direction::HigherBetter).places(&x("7")), (4, 4));
        assert_eq!(order(Direction::LowerBetter).places(&x("7")), (1, 1));
        assert_eq!(order(Direction::LowerBetter).places(&x("8.0")), (2, 3));
        let order = order(Direction::HigherBetter);
        let points = |ties| {
            order.points(&x("8"), ties, &mut Notes::off(), |from, through, _| {
                Ok((from..=through).map(Exact::count).sum())
            })
        };
        assert_eq!(points(Ties::Best), Ok(x("2")));
        assert_eq!(points(Ties::Worst), Ok(x("3")));
        assert_eq!(points(Ties::Average), Ok(x("2.5")));
    }
}
