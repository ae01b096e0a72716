//! Exact numbers are what fractions without any limit are, however they are kept.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop with its line")]

use luoshi_core::assess::exact::Exact;
use luoshi_core::assess::round::Mode;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use proptest::prelude::*;

/// A number both ways: short ones, those at the edges of machine words, and long ones.
fn number() -> impl Strategy<Value = (Exact, BigRational)> {
    let edge = prop::sample::select(vec![
        i128::from(i64::MAX),
        i128::from(i64::MIN),
        i128::from(i64::MAX) + 1,
        i128::from(i64::MIN) - 1,
        i128::from(u64::MAX),
        i128::from(u64::MAX) + 1,
        i128::MAX,
        i128::MIN + 1,
        i128::MIN,
        0,
    ]);
    let digits = prop_oneof![
        6 => (-100_000_i64..100_000).prop_map(i128::from),
        3 => any::<i64>().prop_map(i128::from),
        2 => edge,
        1 => any::<i128>(),
    ];
    let scale = prop_oneof![6 => 0_u8..4, 2 => 0_u8..19, 1 => 0_u8..45];
    (digits, scale).prop_map(|(digits, scale)| {
        let big = BigRational::new(digits.into(), BigInt::from(10).pow(scale.into()));
        (Exact::scaled(digits, scale), big)
    })
}

/// The same number.
fn same(exact: &Exact, big: &BigRational) -> bool {
    &fraction(exact) == big
}

/// Rounded without any of the engine's own arithmetic.
fn rounded(big: &BigRational, places: u8, mode: Mode) -> BigInt {
    let scaled = big * BigRational::from(BigInt::from(10).pow(places.into()));
    let half = BigRational::new(1.into(), 2.into());
    match mode {
        Mode::HalfUp if scaled.is_negative() => (scaled - half).ceil(),
        Mode::HalfUp => (scaled + half).floor(),
        Mode::HalfEven => {
            let low = scaled.floor();
            let rest = &scaled - &low;
            let even = (low.to_integer() % BigInt::from(2)).is_zero();
            if rest > half || (rest == half && !even) {
                low + BigRational::from(BigInt::from(1))
            } else {
                low
            }
        }
        Mode::Down => scaled.trunc(),
        Mode::Up if scaled.is_negative() => scaled.floor(),
        Mode::Up | Mode::Ceil => scaled.ceil(),
        Mode::Floor => scaled.floor(),
    }
    .to_integer()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_products_and_quotients_are_those_of_fractions(
        start in number(),
        steps in prop::collection::vec((number(), 0_u8..5), 1..8),
    ) {
        let (mut exact, mut big) = start;
        for ((a, b), step) in steps {
            (exact, big) = match step {
                0 => (&exact + &a, &big + &b),
                1 => (&exact - &a, &big - &b),
                2 => (&exact * &a, &big * &b),
                3 if b.is_zero() => {
                    prop_assert!(exact.over(&a).is_none());
                    (-&exact, -&big)
                }
                3 => (exact.over(&a).unwrap(), &big / &b),
                _ => (-(&a + &exact), -(&b + &big)),
            };
            prop_assert!(same(&exact, &big), "{exact} is not {big}");
            prop_assert_eq!(exact.cmp(&a), big.cmp(&b));
            prop_assert_eq!(a.cmp(&exact), b.cmp(&big));
            prop_assert_eq!(exact.is_negative(), big.is_negative());
            prop_assert_eq!(exact.is_zero(), big.is_zero());
            prop_assert_eq!(exact.is_positive(), big.is_positive());
            prop_assert!(same(&exact.abs(), &big.abs()));
        }
        // A number that went far and came back is the number that it was.
        prop_assert_eq!(&(&exact - &exact), &Exact::ZERO);
        if let Some(one) = exact.over(&exact) {
            prop_assert_eq!(one, Exact::ONE);
        }
    }

    #[test]
    fn rounding_is_that_of_fractions(
        (a, b) in number(), (c, d) in number(), places in 0_u8..9,
        mode in prop::sample::select(vec![Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Up, Mode::Floor, Mode::Ceil]),
    ) {
        let (mut exact, mut big) = (a.clone(), b.clone());
        if !d.is_zero() {
            (exact, big) = (a.over(&c).unwrap(), b / d);
        }
        let expected = rounded(&big, places, mode);
        match exact.rounded(places, mode) {
            Some(got) => prop_assert_eq!(BigInt::from(got), expected),
            None => prop_assert!(i128::try_from(expected).is_err()),
        }
        // A number on a half, where every mode has a say.
        let half = &a + &Exact::scaled(5, 1);
        let expected = rounded(&(fraction(&a) + BigRational::new(1.into(), 2.into())), 0, mode);
        if let Some(got) = half.rounded(0, mode) {
            prop_assert_eq!(BigInt::from(got), expected);
        }
    }

    #[test]
    fn what_is_printed_is_read_again((a, b) in number()) {
        let text = a.to_string();
        if text.bytes().filter(u8::is_ascii_digit).count() <= Exact::DIGITS && !text.contains('/') {
            prop_assert_eq!(&text.parse::<Exact>().unwrap(), &a);
        }
        prop_assert!(same(&a, &b));
    }
}

/// A number without limit, by way of its digits.
fn fraction(exact: &Exact) -> BigRational {
    let text = exact.to_string();
    let of = |text: &str| -> BigRational {
        let (head, tail) = text.split_once('.').unwrap_or((text, ""));
        let digits: BigInt = format!("{head}{tail}").parse().unwrap();
        BigRational::new(digits, BigInt::from(10).pow(u32::try_from(tail.len()).unwrap()))
    };
    match text.split_once('/') {
        Some((num, den)) => of(num) / of(den),
        None => of(&text),
    }
}
