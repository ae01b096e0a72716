//! Rounding: how many places, and which way a rest goes.

use std::cmp::Ordering;

use serde::de::{self, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};

/// Which way a rest goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 四舍五入: a half goes away from nought.
    #[default]
    HalfUp,
    /// 四舍六入五成双: a half goes to the even digit.
    HalfEven,
    /// 去尾: towards nought.
    Down,
    /// 进一: away from nought.
    Up,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceil,
}

impl Mode {
    /// Its word, for traces.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HalfUp => "half_up",
            Self::HalfEven => "half_even",
            Self::Down => "down",
            Self::Up => "up",
            Self::Floor => "floor",
            Self::Ceil => "ceil",
        }
    }

    /// What to add to a number cut towards nought: −1, 0 or 1. `odd`: its last digit is odd;
    /// `rest`: something was cut; `half`: how that compares with a half.
    #[must_use]
    pub fn step(self, odd: bool, negative: bool, rest: bool, half: Ordering) -> i128 {
        let away = match self {
            Self::HalfUp => half != Ordering::Less,
            Self::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && odd),
            Self::Down => false,
            Self::Up => true,
            Self::Floor => negative,
            Self::Ceil => !negative,
        };
        match (rest && away, negative) {
            (false, _) => 0,
            (true, true) => -1,
            (true, false) => 1,
        }
    }
}

/// Places behind the point, and which way a rest goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// Places behind the point, at most twelve.
    #[serde(deserialize_with = "few")]
    pub places: u8,
    /// Which way a rest goes.
    #[serde(default)]
    pub mode: Mode,
}

/// Most places behind the point.
const MOST: u8 = 12;

fn few<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let places = u8::deserialize(deserializer)?;
    let wrong = || de::Error::invalid_value(Unexpected::Unsigned(places.into()), &"at most 12 places");
    (places <= MOST).then_some(places).ok_or_else(wrong)
}

impl Rounding {
    /// Half up to `places`.
    #[must_use]
    pub const fn half_up(places: u8) -> Self {
        Self { places, mode: Mode::HalfUp }
    }
}
