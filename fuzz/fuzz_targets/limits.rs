#![no_main]

use libfuzzer_sys::fuzz_target;
use luoshi_core::deadline::{self, Reference};
use luoshi_core::number::{han_number, parse_quantity};
use time::macros::date;

fuzz_target!(|text: &str| {
    let mut reference = Reference::new(date!(2026 - 02 - 26));
    reference.plan_year = Some(2026);
    let limit = deadline::parse(text, &reference);
    if let (Some(start), Some(end)) = (limit.start, limit.end) {
        assert!(start <= end, "{start} after {end}");
    }
    let mut last = 0;
    for mention in deadline::mentions(text, &reference) {
        assert!(text.get(mention.range.clone()).is_some() && mention.range.start >= last);
        last = mention.range.start;
    }
    assert!(deadline::find(text).into_iter().all(|range| text.get(range).is_some()));
    let _ = han_number(text);
    let (heading, cell) = text.split_once('\n').unwrap_or(("", text));
    let _ = parse_quantity(cell, Some(heading));
});
