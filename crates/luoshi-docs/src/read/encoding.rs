//! Bytes to text: UTF-8 with and without byte order mark, UTF-16 with it, GBK and GB18030.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text, without byte order mark.
    pub(super) text: String,
    /// How many characters could not be read and stand as U+FFFD.
    pub(super) bad: usize,
}

/// Decodes bytes of unknown encoding.
///
/// A byte order mark decides; then text that is UTF-8 throughout is UTF-8, whatever it claims; then
/// what the file declares (`declared`, from a page's meta tag); then GB18030 if all of it fits and
/// mostly gives Han characters; then the detector, whose `GBK` is read as GB18030 because that is
/// its superset; a few bad bytes in UTF-8 lose to no other encoding that has more of them.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(skip..).unwrap_or_default());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), bad: 0 };
    }
    if let Some(encoding) = declared.and_then(|label| Encoding::for_label(label.as_bytes())) {
        let decoded = with(widened(encoding), bytes);
        if decoded.bad == 0 {
            return decoded;
        }
    }
    if let Some(encoding) = bare_utf16(bytes) {
        return with(encoding, bytes);
    }
    let chinese = with(GB18030, bytes);
    if chinese.bad == 0 && mostly_han(&chinese.text) {
        return chinese;
    }
    let damaged = with(UTF_8, bytes);
    let guessed = with(widened(guess(bytes)), bytes);
    [damaged, chinese, guessed]
        .into_iter()
        .min_by_key(|decoded| decoded.bad)
        .unwrap_or(Decoded { text: String::new(), bad: 0 })
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let bad = if had_errors { text.matches('\u{fffd}').count().max(1) } else { 0 };
    Decoded { text: text.into_owned(), bad }
}

fn widened(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"cn"), Utf8Detection::Deny)
}

/// UTF-16 without a mark: line breaks and digits leave every second byte zero.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let zeros = |start: usize| head.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match head.len() / 40 {
        _ if !bytes.len().is_multiple_of(2) => None,
        few if odd > few.max(1) && even == 0 => Some(UTF_16LE),
        few if even > few.max(1) && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether what is not ASCII is Han or full-width punctuation: so GB18030 was right.
fn mostly_han(text: &str) -> bool {
    let wide = text.chars().filter(|c| !c.is_ascii());
    let (mut all, mut han) = (0_usize, 0_usize);
    for c in wide.take(20_000) {
        all += 1;
        han += usize::from(
            matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '\u{2010}'..='\u{2040}' | '★' | '\u{2460}'..='\u{2487}'),
        );
    }
    han * 10 >= all * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_encodings_give_the_same_words() {
        let words = "关于做好2026年重点工作的通知\n牵头单位：镇农业农村办，𬇙水村㎡";
        let (gb, _, _) = GB18030.encode(words);
        let mut utf8 = b"\xef\xbb\xbf".to_vec();
        utf8.extend_from_slice(words.as_bytes());
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend(words.encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in [words.as_bytes(), &gb, &utf8, &utf16, &utf16[2..]] {
            assert_eq!(decode(bytes, None), Decoded { text: words.to_owned(), bad: 0 });
        }
    }

    #[test]
    fn a_wrong_declaration_loses_to_the_bytes() {
        assert_eq!(decode("年度任务".as_bytes(), Some("gb2312")).text, "年度任务");
        let (gb, _, _) = GB18030.encode("年度任务");
        assert_eq!(decode(&gb, Some("utf-8")).text, "年度任务");
        assert_eq!(decode(&gb, Some("gb2312")).text, "年度任务");
    }

    #[test]
    fn a_cut_utf8_text_keeps_its_words() {
        let bytes = "各单位要抓好落实".as_bytes();
        let decoded = decode(&bytes[..bytes.len() - 1], None);
        assert!(decoded.text.starts_with("各单位要抓好落"), "{decoded:?}");
        assert_eq!(decoded.bad, 1);
    }
}
