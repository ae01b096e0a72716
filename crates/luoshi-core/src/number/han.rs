//! Han numerals: 三百二十, 一百零五, 二〇二四, 两, 十, also with 万 and 亿.

/// The value of a numeral written in Han digits, Arabic digits, or both ways of writing Han digits
/// (三百二十 counts, 二〇二四 spells). `None` when the text is anything else or does not fit.
#[must_use]
pub fn han_number(text: &str) -> Option<i64> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if chars.is_empty() || chars.len() > 24 {
        return None;
    }
    if chars.iter().any(|c| place(*c).is_some() || section(*c).is_some()) {
        counted(&chars)
    } else {
        spelled(&chars)
    }
}

/// The digit a character stands for: 一, 〇, ○, 零, 两, Arabic digits, and the letter O that offices
/// type for zero.
#[must_use]
pub const fn han_digit(c: char) -> Option<i64> {
    Some(match c {
        '〇' | '○' | '零' | '0' | 'O' | 'o' | '０' => 0,
        '一' | '1' | '壹' => 1,
        '二' | '两' | '2' | '贰' | '俩' => 2,
        '三' | '3' | '叁' => 3,
        '四' | '4' | '肆' => 4,
        '五' | '5' | '伍' => 5,
        '六' | '6' | '陆' => 6,
        '七' | '7' | '柒' => 7,
        '八' | '8' | '捌' => 8,
        '九' | '9' | '玖' => 9,
        _ => return None,
    })
}

/// Whether a character can stand in a Han numeral (without 万 and 亿).
#[must_use]
pub const fn is_han_numeral(c: char) -> bool {
    !c.is_ascii() && (han_digit(c).is_some() || place(c).is_some())
}

const fn place(c: char) -> Option<i64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

const fn section(c: char) -> Option<i64> {
    Some(match c {
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// 二〇二四: one digit after the other.
fn spelled(chars: &[char]) -> Option<i64> {
    chars.iter().try_fold(0_i64, |sum, c| sum.checked_mul(10)?.checked_add(han_digit(*c)?))
}

/// 一亿二千三百零五万: places multiply the digit before them, and may only fall inside a section.
fn counted(chars: &[char]) -> Option<i64> {
    let (mut total, mut part, mut digit) = (0_i64, 0_i64, None);
    let mut last_place = i64::MAX;
    for c in chars {
        if let Some(unit) = section(*c) {
            part = part.checked_add(digit.take().unwrap_or(0))?;
            if part == 0 && total == 0 {
                return None;
            }
            total = if unit == 10_000 {
                total.checked_add(part.checked_mul(unit)?)?
            } else {
                total.checked_add(part)?.checked_mul(unit)?
            };
            (part, last_place) = (0, i64::MAX);
        } else if let Some(unit) = place(*c) {
            if unit >= last_place {
                return None;
            }
            last_place = unit;
            part = part.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?;
        } else {
            let value = han_digit(*c)?;
            match digit {
                Some(0) | None => digit = Some(value),
                Some(_) => return None,
            }
        }
    }
    total.checked_add(part)?.checked_add(digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::han_number;

    #[test]
    fn numerals_are_read() {
        for (text, value) in [
            ("三百二十", 320),
            ("两", 2),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("三十一", 31),
            ("一百零五", 105),
            ("二〇二四", 2024),
            ("二○二四", 2024),
            ("二0二0", 2020),
            ("二千万", 20_000_000),
            ("一亿二千万", 120_000_000),
            ("零", 0),
            ("九十五", 95),
        ] {
            assert_eq!(han_number(text), Some(value), "{text}");
        }
        for text in ["", "月", "十四五", "五十百", "万", "九九九九九九九九九九九九九九九九九九九九九九"]
        {
            assert_eq!(han_number(text), None, "{text}");
        }
    }
}
