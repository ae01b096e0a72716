//! Small numbers before a word: 13个, 七大, 三个.

use super::text::Text;

/// The value of a Chinese or Arabic numeral below one hundred.
#[must_use]
pub fn small(word: &str) -> Option<u32> {
    if let Ok(n) = word.parse::<u32>() {
        return (n < 1000).then_some(n);
    }
    let digit = |c: char| {
        "一二三四五六七八九".chars().position(|d| d == c).map(|p| p as u32 + 1).or(match c {
            '两' | '双' => Some(2),
            '〇' => Some(0),
            _ => None,
        })
    };
    let chars: Vec<char> = word.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        ['廿'] => Some(20),
        ['卅'] => Some(30),
        ['廿', b] => Some(20 + digit(*b)?),
        ['卅', b] => Some(30 + digit(*b)?),
        ['〇', b] => digit(*b),
        [a] => digit(*a),
        ['十', b] => Some(10 + digit(*b)?),
        [a, '十'] => Some(10 * digit(*a)?),
        [a, '十', b] => Some(10 * digit(*a)? + digit(*b)?),
        _ => None,
    }
}

/// Whether a character can be part of such a numeral.
#[must_use]
pub fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二两三四五六七八九十".contains(c)
}

/// The number whose measure word (个, 大, 支, 路) ends just before `end`, and where it begins.
#[must_use]
pub fn count_before(text: &Text<'_>, end: usize) -> Option<(u32, usize)> {
    if !matches!(text.before(end), '个' | '大' | '支' | '路' | '类' | '组') {
        return None;
    }
    let last = end - 1;
    let mut start = last;
    while start > 0 && last - start < 3 && is_numeral(text.get(start - 1)) {
        start -= 1;
    }
    if matches!(text.before(start), '第' | '.') || is_numeral(text.before(start)) {
        return None;
    }
    Some((small(&text.plain(start, last)).filter(|n| *n > 0)?, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_have_values() {
        assert_eq!(small("十七"), Some(17));
        assert_eq!(small("二十一"), Some(21));
        assert_eq!(small("13"), Some(13));
        assert_eq!(small("大"), None);
    }

    #[test]
    fn the_measure_word_is_needed() {
        assert_eq!(count_before(&Text::clean("设七大"), 3), Some((7, 1)));
        assert_eq!(count_before(&Text::clean("设13个"), 4), Some((13, 1)));
        assert_eq!(count_before(&Text::clean("第三个"), 3), None);
        assert_eq!(count_before(&Text::clean("三项"), 2), None);
    }
}
