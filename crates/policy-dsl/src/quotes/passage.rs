//! Finding a phrase in a text, and the passage that comes nearest to it.

use std::collections::HashMap;

use policy_core::half_width;

/// A text, ready to be searched.
#[derive(Debug)]
pub(super) struct Passages {
    /// The text without white space, punctuation in its narrow form.
    plain: Vec<char>,
    /// The same as a string.
    searched: String,
}

/// How much of a phrase a passage must share, of 100, to be worth showing.
const WORTH_SHOWING: usize = 35;

impl Passages {
    /// Makes a text ready.
    pub fn new(text: &str) -> Self {
        let plain: Vec<char> = plain(text).collect();
        Self { searched: plain.iter().collect(), plain }
    }

    /// Whether a phrase stands in the text.
    pub fn holds(&self, phrase: &str) -> bool {
        let phrase: String = plain(phrase).collect();
        self.searched.contains(&phrase)
    }

    /// The passage that shares the most pairs of neighbouring characters with the phrase.
    ///
    /// One window of the phrase's length slides over the text, so the cost is the length of the
    /// text and of the phrase together.
    pub fn nearest(&self, phrase: &str) -> Option<String> {
        let phrase: Vec<char> = plain(phrase).collect();
        if phrase.len() < 2 || self.plain.len() < 2 {
            return None;
        }
        let mut wanted: HashMap<(char, char), i32> = HashMap::new();
        for pair in phrase.windows(2) {
            *wanted.entry((pair[0], pair[1])).or_insert(0) += 1;
        }
        let length = phrase.len().min(self.plain.len());
        let pair = |place: usize| (self.plain[place], self.plain[place + 1]);
        let (mut shared, mut best, mut start) = (0usize, 0usize, 0usize);
        for end in 0..self.plain.len() - 1 {
            if let Some(left) = wanted.get_mut(&pair(end)) {
                if *left > 0 {
                    shared += 1;
                }
                *left -= 1;
            }
            // The window holds one pair less than characters.
            if end + 2 >= length {
                let first = end + 2 - length;
                if shared > best {
                    (best, start) = (shared, first);
                }
                if let Some(left) = wanted.get_mut(&pair(first)) {
                    *left += 1;
                    if *left > 0 {
                        shared = shared.saturating_sub(1);
                    }
                }
            }
        }
        if best * 100 < (phrase.len() - 1) * WORTH_SHOWING {
            return None;
        }
        Some(self.plain[start..start + length].iter().collect())
    }
}

/// The characters that count: white space is left out, full-width forms become narrow.
fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}')).map(half_width)
}

#[cfg(test)]
mod tests {
    use super::Passages;

    const TEXT: &str = "三、保障措施\n  (一)每年接受不低于30学时公需课\n和60学时专业课培训,按年度登记。";

    #[test]
    fn white_space_and_width_do_not_matter() {
        let text = Passages::new(TEXT);
        assert!(text.holds("30学时公需课和60学时"));
        assert!(text.holds("(一) 每年接受"));
        assert!(text.holds("专业课培训,按年度"));
        assert!(!text.holds("30学时专业课"));
    }

    #[test]
    fn the_nearest_passage_shares_the_most() {
        let text = Passages::new(TEXT);
        assert_eq!(text.nearest("每年接受不少于30学时公需课").as_deref(), Some("每年接受不低于30学时公需课"));
        assert_eq!(text.nearest("完全无关的另一句话"), None);
        assert_eq!(text.nearest(""), None);
    }
}
