//! Word lists ordered for quick look-up: by the sign with which a word begins or ends.

use serde::Deserialize;

/// Lists under the signs that lead to them; a small filter answers most questions at once.
#[derive(Debug)]
pub struct BySign<T> {
    filter: [u64; 64],
    lists: Vec<(char, Vec<T>)>,
}

impl<T> Default for BySign<T> {
    fn default() -> Self {
        Self { filter: [0; 64], lists: Vec::new() }
    }
}

impl<T> BySign<T> {
    /// Puts every item under its sign; each list keeps the order of `items`.
    pub fn new(items: impl IntoIterator<Item = (char, T)>) -> Self {
        let mut out = Self::default();
        for (sign, item) in items {
            let (block, bit) = place(sign);
            out.filter[block] |= bit;
            match out.lists.binary_search_by_key(&sign, |list| list.0) {
                Ok(at) => out.lists[at].1.push(item),
                Err(at) => out.lists.insert(at, (sign, vec![item])),
            }
        }
        out
    }

    /// What stands under a sign.
    #[must_use]
    pub fn get(&self, sign: char) -> &[T] {
        let (block, bit) = place(sign);
        if self.filter[block] & bit == 0 {
            return &[];
        }
        let at = self.lists.binary_search_by_key(&sign, |list| list.0);
        at.map_or(&[], |at| &self.lists[at].1)
    }
}

const fn place(sign: char) -> (usize, u64) {
    let low = sign as usize & 0xfff;
    (low >> 6, 1 << (low & 63))
}

/// Words with which a text may begin.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Heads(BySign<String>);

impl From<Vec<String>> for Heads {
    fn from(mut words: Vec<String>) -> Self {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self(BySign::new(words.into_iter().filter_map(|word| Some((word.chars().next()?, word)))))
    }
}

impl Heads {
    /// The length in bytes of the longest word with which `text` begins.
    #[must_use]
    pub fn longest(&self, text: &str) -> Option<usize> {
        let list = self.0.get(text.chars().next()?);
        list.iter().find(|word| text.starts_with(word.as_str())).map(String::len)
    }

    /// Whether `text` begins with one of the words.
    #[must_use]
    pub fn open(&self, text: &str) -> bool {
        self.longest(text).is_some()
    }

    /// Whether `text` begins with one of the words that has more than one sign.
    #[must_use]
    pub fn open_with_several(&self, text: &str) -> bool {
        let Some(first) = text.chars().next() else { return false };
        self.0.get(first).iter().any(|word| word.len() > first.len_utf8() && text.starts_with(word.as_str()))
    }

    /// Whether `text` begins with one of the words that have so many characters.
    #[must_use]
    pub fn open_with(&self, text: &str, characters: usize) -> bool {
        let Some(first) = text.chars().next() else { return false };
        self.0
            .get(first)
            .iter()
            .any(|word| text.starts_with(word.as_str()) && word.chars().count() == characters)
    }
}

/// Words with which a text may end.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Tails(BySign<String>);

impl From<Vec<String>> for Tails {
    fn from(mut words: Vec<String>) -> Self {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self(BySign::new(words.into_iter().filter_map(|word| Some((word.chars().next_back()?, word)))))
    }
}

impl Tails {
    /// The length in bytes of the longest word with which `text` ends.
    #[must_use]
    pub fn longest(&self, text: &str) -> Option<usize> {
        let list = self.0.get(text.chars().next_back()?);
        list.iter().find(|word| text.ends_with(word.as_str())).map(String::len)
    }

    /// Whether `text` ends with one of the words.
    #[must_use]
    pub fn end(&self, text: &str) -> bool {
        self.longest(text).is_some()
    }

    /// Whether `text` ends with one of the words that has more than one sign.
    #[must_use]
    pub fn end_with_several(&self, text: &str) -> bool {
        let Some(last) = text.chars().next_back() else { return false };
        self.0.get(last).iter().any(|word| word.len() > last.len_utf8() && text.ends_with(word.as_str()))
    }

    /// Whether `text` is one of the words.
    #[must_use]
    pub fn hold(&self, text: &str) -> bool {
        text.chars().next_back().is_some_and(|last| self.0.get(last).iter().any(|word| word == text))
    }
}

/// A set of signs.
#[derive(Debug, Default)]
pub struct Signs(BySign<()>);

impl FromIterator<char> for Signs {
    fn from_iter<I: IntoIterator<Item = char>>(signs: I) -> Self {
        Self(BySign::new(signs.into_iter().map(|sign| (sign, ()))))
    }
}

impl Signs {
    /// Whether the set holds a sign.
    #[must_use]
    pub fn contains(&self, sign: &char) -> bool {
        !self.0.get(*sign).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Vec<String> {
        ["局", "水利局", "办", "水"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_longest_word_counts() {
        let (heads, tails) = (Heads::from(words()), Tails::from(words()));
        assert_eq!(heads.longest("水利局牵头"), Some("水利局".len()));
        assert_eq!(heads.longest("利局"), None);
        assert_eq!(tails.longest("县水利局"), Some("水利局".len()));
        assert!(tails.hold("局") && !tails.hold("利局"));
        assert!(tails.end_with_several("县水利局") && !tails.end_with_several("县林业局"));
        assert!(heads.open_with("水利局", 1) && !heads.open_with("水利局", 2));
    }

    #[test]
    fn signs_with_the_same_filter_bit_are_told_apart() {
        let signs: Signs = ['一'].into_iter().collect();
        let other = char::from_u32('一' as u32 + 0x1000).unwrap_or('一');
        assert!(signs.contains(&'一') && !signs.contains(&other));
    }
}
