//! The texts of a whole population, each kept once, end to end.

use std::hash::{BuildHasher, RandomState};

/// Texts in one long string, found by an open table of places.
#[derive(Debug, Default)]
pub struct TextArena {
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// One more than a text's place; 0 where nothing stands. Empty, or a power of two long.
    slots: Vec<u32>,
    hasher: RandomState,
}

impl TextArena {
    /// The place of a text, which is its word.
    pub fn place(&mut self, text: &str) -> i64 {
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let slot = self.slot(text);
        match self.slots[slot] {
            0 => {
                self.text.push_str(text);
                self.ends.push(self.text.len());
                self.slots[slot] = self.ends.len() as u32;
                self.ends.len() as i64 - 1
            }
            taken => i64::from(taken) - 1,
        }
    }

    /// The text of a word; empty where there is none.
    pub fn text(&self, word: i64) -> &str {
        usize::try_from(word).map_or("", |place| self.at(place))
    }

    fn at(&self, place: usize) -> &str {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(place).and_then(|end| self.text.get(start..*end)).unwrap_or("")
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.ends.len() + 512).next_power_of_two() * 4];
        for place in 0..self.ends.len() {
            let slot = self.slot(self.at(place));
            self.slots[slot] = place as u32 + 1;
        }
    }

    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(text) as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return slot,
                taken if self.at(taken as usize - 1) == text => return slot,
                _ => slot = (slot + 1) & mask,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TextArena;

    #[test]
    fn every_text_keeps_its_place() {
        let mut arena = TextArena::default();
        let texts: Vec<String> = (0..5000).map(|number| format!("培训 {number}")).collect();
        for text in texts.iter().chain(&texts) {
            let word = arena.place(text);
            assert_eq!(arena.text(word), text);
        }
        assert_eq!(arena.ends.len(), texts.len());
        assert_eq!(arena.text(-1), "");
    }
}
