//! Word lists for the rules, read once from the data files that are compiled in.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::index::{BySign, Heads, Signs};
use super::text::Text;

/// Words that can be looked for at a place of a text; the longest wins.
#[derive(Debug, Default)]
pub struct Words {
    by_first: BySign<Vec<char>>,
    by_last: BySign<Vec<char>>,
}

/// Words of which any may stand in a text; all are looked for in one pass.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct AnyOf {
    words: Regex,
    /// The words that may open a text.
    heads: Heads,
}

impl From<Vec<String>> for AnyOf {
    fn from(list: Vec<String>) -> Self {
        let escaped: Vec<String> = list.iter().map(|word| regex::escape(word)).collect();
        Self { words: super::pattern(&escaped.join("|")), heads: Heads::from(list) }
    }
}

impl AnyOf {
    /// Whether one of the words stands anywhere in `text`.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.words.is_match(text)
    }

    /// Whether `text` begins with one of the words.
    #[must_use]
    pub fn opens(&self, text: &str) -> bool {
        self.heads.open(text)
    }

    /// Whether `text` begins with one of the words that has more than one sign.
    #[must_use]
    pub fn opens_with_several(&self, text: &str) -> bool {
        self.heads.open_with_several(text)
    }

    /// The words that stand in `text`, in order, with their places.
    pub fn all_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        self.words.find_iter(text).map(|found| (found.start(), found.as_str()))
    }
}

impl Words {
    /// Sorts the words for look-up; empty ones are ignored.
    pub fn new<S: AsRef<str>>(words: &[S]) -> Self {
        let mut words: Vec<Vec<char>> = words.iter().map(|word| word.as_ref().chars().collect()).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let under = |sign: fn(&[char]) -> Option<&char>| {
            BySign::new(words.iter().filter_map(|word| Some((*sign(word)?, word.clone()))))
        };
        Self { by_first: under(<[char]>::first), by_last: under(<[char]>::last) }
    }

    /// The length of the longest word that stands at `i`.
    #[must_use]
    pub fn at(&self, text: &Text<'_>, i: usize) -> Option<usize> {
        let list = self.by_first.get(*text.ch.get(i)?);
        list.iter().find(|w| text.ch[i..].starts_with(w)).map(Vec::len)
    }

    /// The length of the longest word that ends just before `end`.
    #[must_use]
    pub fn ending(&self, text: &Text<'_>, end: usize) -> Option<usize> {
        let list = self.by_last.get(*text.ch.get(end.checked_sub(1)?)?);
        list.iter().find(|w| text.ch[..end].ends_with(w)).map(Vec::len)
    }

    /// The first word in `a..b`, with its place and length.
    #[must_use]
    pub fn first_in(&self, text: &Text<'_>, a: usize, b: usize) -> Option<(usize, usize)> {
        (a..b.min(text.len())).find_map(|i| self.at(text, i).filter(|n| i + n <= b).map(|n| (i, n)))
    }

    /// The last word in `a..b` (the one that ends last), with its place and length.
    #[must_use]
    pub fn last_in(&self, text: &Text<'_>, a: usize, b: usize) -> Option<(usize, usize)> {
        (a + 1..=b.min(text.len()))
            .rev()
            .find_map(|end| self.ending(text, end).filter(|n| end >= a + n).map(|n| (end - n, n)))
    }
}

/// The raw shape of `people.toml`.
#[derive(Debug, Default, Deserialize)]
struct PeopleFile {
    surnames: String,
    rare_surnames: String,
    compound_surnames: Vec<String>,
    sound_characters: String,
    never_in_names: String,
    seldom_in_names: String,
    no_names: Vec<String>,
    excluded_people: Vec<String>,
    posts: Vec<String>,
    follow: Vec<String>,
    cut_before_post: Vec<String>,
    labels: Vec<String>,
    leader_columns: Vec<String>,
}

/// What the rules for people know.
#[derive(Debug, Default)]
pub struct PeopleWords {
    /// Common surnames of one character.
    pub surnames: Signs,
    /// Surnames that are ordinary words too.
    pub rare_surnames: Signs,
    /// Surnames of two characters.
    pub compound_surnames: Words,
    /// Characters that write names of other languages by their sound.
    pub sound_characters: Signs,
    /// Characters that no given name holds.
    pub never_in_names: Signs,
    /// Characters that given names hold seldom.
    pub seldom_in_names: Signs,
    /// Words that look like names and are none.
    pub no_names: Words,
    /// People in standing phrases.
    pub excluded_people: Words,
    /// Heads of posts: 书记, 镇长.
    pub posts: Words,
    /// What may follow a name: 出席, 主持.
    pub follow: Words,
    /// Words that end what stands before a post: 由, 会同.
    pub cut_before_post: Words,
    /// Labels of rosters: 组长, 成员.
    pub labels: Words,
    /// Columns that hold the names of leaders.
    pub leader_columns: Words,
}

/// The words for people.
pub static PEOPLE: LazyLock<PeopleWords> = LazyLock::new(|| {
    let file: PeopleFile = super::lexicon(include_str!("../../lexicon/people.toml"));
    PeopleWords {
        surnames: file.surnames.chars().filter(|c| !c.is_whitespace()).collect(),
        rare_surnames: file.rare_surnames.chars().filter(|c| !c.is_whitespace()).collect(),
        compound_surnames: Words::new(&file.compound_surnames),
        sound_characters: file.sound_characters.chars().filter(|c| !c.is_whitespace()).collect(),
        never_in_names: file.never_in_names.chars().filter(|c| !c.is_whitespace()).collect(),
        seldom_in_names: file.seldom_in_names.chars().filter(|c| !c.is_whitespace()).collect(),
        no_names: Words::new(&file.no_names),
        excluded_people: Words::new(&file.excluded_people),
        posts: Words::new(&file.posts),
        follow: Words::new(&file.follow),
        cut_before_post: Words::new(&file.cut_before_post),
        labels: Words::new(&file.labels),
        leader_columns: Words::new(&file.leader_columns),
    }
});

/// A file of plain lists, by the name of each.
type Lists = std::collections::BTreeMap<String, Vec<String>>;

/// The lists of a data file.
fn lists(source: &str) -> Lists {
    super::lexicon(source)
}

fn take(lists: &mut Lists, name: &str) -> Vec<String> {
    lists.remove(name).unwrap_or_default()
}

/// Verbs around titles.
#[derive(Debug, Default)]
pub struct IssuedWords {
    /// Verbs of issue before a title.
    pub verbs_before: Words,
    /// Words that make a title a basis.
    pub bases: Words,
    /// Verbs of issue behind a title.
    pub verbs_behind: Words,
    /// Titles that only name a kind.
    pub generic: Words,
    /// What may follow a title that is itself issued.
    pub may_follow: Words,
}

/// The words for issued papers.
pub static ISSUED: LazyLock<IssuedWords> = LazyLock::new(|| {
    let mut file = lists(include_str!("../../lexicon/issued.toml"));
    let mut words = |name| Words::new(&take(&mut file, name));
    IssuedWords {
        verbs_before: words("verbs_before"),
        bases: words("bases"),
        verbs_behind: words("verbs_behind"),
        generic: words("generic"),
        may_follow: words("may_follow"),
    }
});

/// What the rules for letters know.
#[derive(Debug, Default)]
pub struct LetterWords {
    /// Ends of names, longest first.
    pub suffixes: Vec<String>,
    /// Their last words.
    pub suffix_words: Words,
    /// Names that need no more.
    pub alone: Vec<String>,
    /// Verbs of signing and handing over.
    pub verbs: Words,
    /// What may stand between verb and name.
    pub after_verb: Words,
    /// What ends, to the left, a name that only a verb behind it shows.
    pub joints: Words,
    /// Words that name no kind.
    pub vague: Vec<String>,
}

/// The words for letters.
pub static LETTERS: LazyLock<LetterWords> = LazyLock::new(|| {
    let mut file = lists(include_str!("../../lexicon/letters.toml"));
    LetterWords {
        suffixes: take(&mut file, "suffixes"),
        suffix_words: Words::new(&take(&mut file, "suffix_words")),
        alone: take(&mut file, "alone"),
        verbs: Words::new(&take(&mut file, "verbs")),
        after_verb: Words::new(&take(&mut file, "after_verb")),
        joints: Words::new(&take(&mut file, "joints")),
        vague: take(&mut file, "vague"),
    }
});

/// What the rules for groups know.
#[derive(Debug, Default)]
pub struct ForceWords {
    /// Ends of names.
    pub suffixes: Words,
    /// Words that only say what kind of group it is.
    pub kinds: Words,
    /// Verbs of founding.
    pub founding: Words,
    /// What ends a name to the left.
    pub cut: Words,
    /// The same between the stops of a list.
    pub cut_list: Words,
    /// What makes it no group when it follows.
    pub not_before: Words,
    /// General words.
    pub vague: Words,
}

/// The words for groups.
pub static FORCES: LazyLock<ForceWords> = LazyLock::new(|| {
    let mut file = lists(include_str!("../../lexicon/forces.toml"));
    let mut words = |name| Words::new(&take(&mut file, name));
    ForceWords {
        suffixes: words("suffixes"),
        kinds: words("kinds"),
        founding: words("founding"),
        cut: words("cut"),
        cut_list: words("cut_list"),
        not_before: words("not_before"),
        vague: words("vague"),
    }
});

/// What the rules for titles know.
#[derive(Debug, Default)]
pub struct TitleWords {
    /// Last words of titles.
    pub ends: Vec<String>,
    /// Kinds of paper at which a run-on headline may end.
    pub end_words: Words,
    /// First words of bodies.
    pub body_starts: Words,
}

/// The words for titles.
pub static TITLE: LazyLock<TitleWords> = LazyLock::new(|| {
    let mut file = lists(include_str!("../../lexicon/title.toml"));
    TitleWords {
        ends: take(&mut file, "ends"),
        end_words: Words::new(&take(&mut file, "end_words")),
        body_starts: Words::new(&take(&mut file, "body_starts")),
    }
});

/// What the rules for frameworks know.
#[derive(Debug, Default)]
pub struct FrameworkWords {
    /// Nouns that belong to a slogan.
    pub nouns: Words,
    /// Nouns behind a bare code.
    pub code_nouns: Words,
    /// Nouns that make a quotation a strategy.
    pub strategies: Words,
    /// Nouns of organising a few characters behind a slogan.
    pub far_nouns: Words,
    /// What a number counts behind a quoted list.
    pub counted: Words,
    /// What colours stand for.
    pub colours: Words,
    /// 为统领 behind a slogan.
    pub leads: Words,
    /// Nouns behind a number and 大.
    pub bare_nouns: Words,
    /// Nouns that make a quotation something else.
    pub other_nouns: Words,
    /// What ends the words before a slogan.
    pub cut: Words,
    /// Doctrine and catchwords.
    pub doctrine: Words,
}

/// The words for frameworks.
pub static FRAMEWORKS: LazyLock<FrameworkWords> = LazyLock::new(|| {
    let mut file = lists(include_str!("../../lexicon/frameworks.toml"));
    let mut words = |name| Words::new(&take(&mut file, name));
    FrameworkWords {
        nouns: words("nouns"),
        code_nouns: words("code_nouns"),
        strategies: words("strategies"),
        far_nouns: words("far_nouns"),
        counted: words("counted"),
        colours: words("colours"),
        leads: words("leads"),
        bare_nouns: words("bare_nouns"),
        other_nouns: words("other_nouns"),
        cut: words("cut"),
        doctrine: words("doctrine"),
    }
});

/// What the rules for campaigns know.
#[derive(Debug, Default)]
pub struct CampaignWords {
    /// Words before 年 in a themed year.
    pub year_words: Words,
    /// Ends of names.
    pub suffixes: Words,
    /// Ends of names inside quotation marks.
    pub quoted_ends: Words,
    /// Words before a suffix that never make a name.
    pub never: Words,
    /// Ends that need no verb before the name.
    pub strong: Words,
    /// Nouns behind a quotation.
    pub quoted_nouns: Words,
    /// Verbs before a name.
    pub verbs: Words,
    /// What ends a name to the left.
    pub cut: Words,
    /// Words that name nothing.
    pub vague: Words,
    /// What never stands between a quotation and its noun.
    pub between_stops: Words,
    /// What never stands behind.
    pub not_behind: Words,
    /// National campaigns.
    pub national: Vec<String>,
}

/// The words for campaigns.
pub static CAMPAIGNS: LazyLock<CampaignWords> = LazyLock::new(|| {
    let mut file = lists(include_str!("../../lexicon/campaigns.toml"));
    let national = take(&mut file, "national");
    let mut words = |name| Words::new(&take(&mut file, name));
    CampaignWords {
        year_words: words("year_words"),
        suffixes: words("suffixes"),
        quoted_ends: words("quoted_ends"),
        never: words("never"),
        strong: words("strong"),
        quoted_nouns: words("quoted_nouns"),
        verbs: words("verbs"),
        cut: words("cut"),
        vague: words("vague"),
        between_stops: words("between_stops"),
        not_behind: words("not_behind"),
        national,
    }
});

/// What the rules for honours know.
#[derive(Debug, Default)]
pub struct HonourWords {
    /// Ends of names.
    pub suffixes: Words,
    /// Verbs before an honour.
    pub verbs: Words,
    /// Verbs that confer a status with 为.
    pub conferring: Words,
    /// Verbs right before a quotation that name nothing but honours.
    pub naming: Words,
    /// The same right behind a quotation.
    pub naming_behind: Words,
    /// Who can bear a status.
    pub bearers: Words,
    /// What ends a name to the left.
    pub cut: Words,
    /// Words that mark an honour: 先进, 示范, 金牌.
    pub marks: Words,
    /// Verbs of receiving.
    pub receiving: Words,
    /// Words of assessing.
    pub assessing: Words,
    /// What never stands behind.
    pub not_behind: Words,
    /// What never stands before.
    pub not_before: Words,
    /// Prizes that name nothing.
    pub bare_prizes: Words,
}

/// The words for honours.
pub static HONOURS: LazyLock<HonourWords> = LazyLock::new(|| {
    let mut file = lists(include_str!("../../lexicon/honours.toml"));
    let mut words = |name| Words::new(&take(&mut file, name));
    HonourWords {
        suffixes: words("suffixes"),
        verbs: words("verbs"),
        conferring: words("conferring"),
        naming: words("naming"),
        naming_behind: words("naming_behind"),
        bearers: words("bearers"),
        cut: words("cut"),
        marks: words("marks"),
        receiving: words("receiving"),
        assessing: words("assessing"),
        not_behind: words("not_behind"),
        not_before: words("not_before"),
        bare_prizes: words("bare_prizes"),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_files_parse() {
        assert!(PEOPLE.surnames.contains(&'张'));
        assert!(['赵', '欧', '阮'].iter().all(|sign| PEOPLE.surnames.contains(sign)));
        for file in [
            include_str!("../../lexicon/frameworks.toml"),
            include_str!("../../lexicon/campaigns.toml"),
            include_str!("../../lexicon/honours.toml"),
            include_str!("../../lexicon/issued.toml"),
            include_str!("../../lexicon/letters.toml"),
            include_str!("../../lexicon/forces.toml"),
            include_str!("../../lexicon/title.toml"),
        ] {
            assert!(lists(file).values().all(|list| !list.is_empty()) && !lists(file).is_empty());
        }
    }

    #[test]
    fn the_longest_word_wins_from_either_end() {
        let words = Words::new(&["书记", "副书记"]);
        let text = Text::clean("镇副书记");
        assert_eq!(words.at(&text, 1), Some(3));
        assert_eq!(words.ending(&text, 4), Some(3));
        assert_eq!(words.last_in(&text, 0, 4), Some((1, 3)));
    }
}
