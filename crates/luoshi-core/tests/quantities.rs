//! Every row of the table of numbers (specification of numbers, §3.4), and arbitrary strings.

use luoshi_core::number::{Op, Quantity, Unit, Value, parse_quantity};
use proptest::prelude::*;

/// `op value[..high] unit [per x] [change] [~]`, the short form that the rows below use.
fn shown(q: &Quantity) -> String {
    let value = |v: &Value| match v {
        Value::Fen(fen) if fen % 100 == 0 => (fen / 100).to_string(),
        Value::Fen(fen) => format!("{}.{:02}", fen / 100, fen % 100),
        Value::Number(n) => n.to_string(),
        Value::Word(w) => w.clone(),
    };
    let op = match q.op {
        Op::Eq => "=",
        Op::Ge => ">=",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Lt => "<",
        Op::Between => "[]",
    };
    let unit = match &q.unit {
        Unit::None => "",
        Unit::Yuan => "元",
        Unit::Percent => "%",
        Unit::Points => "pp",
        Unit::Metre => "m",
        Unit::SquareMetre => "m²",
        Unit::Rank => "rank",
        Unit::RankChange => "rank change",
        Unit::Ratio => "ratio",
        Unit::Times => "x",
        Unit::Other(name) => name,
    };
    let mut text = format!("{op} {}", q.value.as_ref().map_or("null".to_owned(), value));
    if let Some(high) = &q.high {
        text += &format!("..{}", value(high));
    }
    for (word, on) in
        [(unit.to_owned(), !unit.is_empty()), ("change".into(), q.change), ("~".into(), q.approx)]
    {
        if on {
            text += &format!(" {word}");
        }
    }
    if let Some(per) = &q.per {
        text += &format!(" per {per}");
    }
    text
}

#[test]
fn every_row_of_the_table() {
    let rows: &[(&str, &str)] = &[
        ("1.2亿元", "= 120000000 元"),
        ("不低于3500万元", ">= 35000000 元"),
        ("3500万元以上", ">= 35000000 元"),
        ("1亿2000万元", "= 120000000 元"),
        ("3500—4000万元", "[] 35000000..40000000 元"),
        ("3,500万", "= 35000000 元"),
        ("3，500万元", "= 35000000 元"),
        ("约3500万元", "= 35000000 元 ~"),
        ("3500万元左右", "= 35000000 元 ~"),
        ("0.35亿", "= 35000000 元"),
        ("不超过200万元", "<= 2000000 元"),
        ("200万元以内", "<= 2000000 元"),
        ("增长8%以上", ">= 8 % change"),
        ("３５００", "= 3500"),
        ("同比+8.5%", "= 8.5 % change"),
        ("增8.5个百分点", "= 8.5 pp change"),
        ("三百二十", "= 320"),
        ("两个", "= 2 个"),
        ("十件", "= 10 件"),
        ("下降3%", "= -3 % change"),
        ("压减3%", "= -3 % change"),
        ("百分之九十五", "= 95 %"),
        ("95％", "= 95 %"),
        ("达到95%以上", ">= 95 %"),
        ("千分之八", "= 0.8 %"),
        ("8‰", "= 0.8 %"),
        ("全覆盖", "= 100 %"),
        ("100%", "= 100 %"),
        ("应保尽保", "= 100 %"),
        ("翻一番", "= 2 x change"),
        ("翻两番", "= 4 x change"),
        ("零发生", "= 0"),
        ("0起", "= 0 起"),
        ("无", "= 0"),
        ("2万亩", "= 20000 亩"),
        ("1.5万平方米", "= 15000 m²"),
        ("5家", "= 5 家"),
        ("5户", "= 5 户"),
        ("12公里", "= 12000 m"),
        ("12km", "= 12000 m"),
        ("5-8个", "[] 5..8 个"),
        ("10余家", "> 10 家"),
        ("近百户", "= 100 户 ~"),
        ("前3名", "<= 3 rank"),
        ("前三", "<= 3 rank"),
        ("第一方阵", "<= 第一方阵 rank"),
        ("第九名", "= 9 rank"),
        ("位次前移2位", ">= 2 rank change"),
        ("稳中有升", "> null change"),
        ("持平", "= null change"),
        ("1:5", "= 0.2 ratio"),
        ("每村不少于2次", ">= 2 次 per 村"),
        ("—", "= null"),
        ("/", "= null"),
        ("", "= null"),
        ("达标", "= 达标"),
        ("优秀", "= 优秀"),
        ("8.0", "= 8.0"),
        ("1.5万元/亩", "= 15000 元 per 亩"),
        // beyond the table
        ("1，200", "= 1200"),
        ("-12.5", "= -12.5"),
        ("达到50家", "= 50 家"),
        ("控制在3%以内", "<= 3 %"),
        ("全市前10名", "<= 10 rank"),
        ("20万—30万元", "[] 200000..300000 元"),
        ("12.345元", "= 12.35 元"),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .map(|(text, want)| (text, want, shown(&parse_quantity(text, None))))
        .filter(|(_, want, have)| *want != have)
        .map(|(text, want, have)| format!("{text}: {have}, not {want}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_unit_of_the_heading_counts_where_the_cell_has_none() {
    assert_eq!(shown(&parse_quantity("3500", Some("万元"))), "= 35000000 元");
    assert_eq!(shown(&parse_quantity("0.35亿", Some("万元"))), "= 35000000 元");
    assert_eq!(shown(&parse_quantity("95", Some("%"))), "= 95 %");
    assert_eq!(shown(&parse_quantity("3万", Some("人"))), "= 30000 人");
    assert_eq!(shown(&parse_quantity("3", Some("万人"))), "= 30000 人");
    assert_eq!(shown(&parse_quantity("5家", Some("万元"))), "= 5 家");
}

#[test]
fn missing_is_not_nought() {
    assert!(parse_quantity("—", None).is_missing());
    assert!(!parse_quantity("0", None).is_missing());
    assert!(!parse_quantity("持平", None).is_missing());
    assert_eq!(parse_quantity("8.0", None).value, parse_quantity("8", None).value);
}

proptest! {
    #[test]
    fn nothing_panics(text in ".{0,30}", soup in "[0-9.,，—/%‰+：:万亿元余多第前名每村不少于十百千分之一二三翻番增至个 -]{0,14}") {
        for unit in [None, Some("万元"), Some(text.as_str())] {
            let _ = parse_quantity(&text, unit);
            let _ = parse_quantity(&soup, unit);
        }
    }

    #[test]
    fn money_is_exact_to_the_fen(fen in 0..10_000_000_000_i64) {
        let text = format!("{}.{:02}元", fen / 100, fen % 100);
        prop_assert_eq!(parse_quantity(&text, None).value, Some(Value::Fen(fen)));
        let wan = format!("{}.{:06}万元", fen / 1_000_000, fen % 1_000_000);
        prop_assert_eq!(parse_quantity(&wan, None).value, Some(Value::Fen(fen)));
        let blank: String = text.chars().flat_map(|c| [c, ' ']).collect();
        prop_assert_eq!(parse_quantity(&blank, None).value, Some(Value::Fen(fen)));
    }
}
