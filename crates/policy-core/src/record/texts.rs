//! The texts of one record, each kept once.

use std::hash::{BuildHasher, RandomState};

/// Texts by the order in which they came; equal texts share a place.
///
/// Up to [`FEW`] texts are simply compared; beyond, an open table of places finds them. The
/// hash is keyed anew for each record, since the texts come from outside.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Box<str>>,
    /// One more than a text's place; 0 where nothing stands. Empty, or a power of two long.
    slots: Vec<u32>,
    hasher: Option<RandomState>,
}

const FEW: usize = 8;

impl Texts {
    /// The place of a text, which is its word.
    pub(super) fn place(&mut self, text: &str) -> i64 {
        if self.texts.len() < FEW {
            if let Some(place) = self.texts.iter().position(|kept| **kept == *text) {
                return place as i64;
            }
            return self.push(text);
        }
        if (self.texts.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let slot = self.slot(text);
        match self.slots[slot] {
            0 => {
                let place = self.push(text);
                self.slots[slot] = self.texts.len() as u32;
                place
            }
            taken => i64::from(taken) - 1,
        }
    }

    /// The texts.
    pub(super) fn finish(self) -> Vec<Box<str>> {
        self.texts
    }

    fn push(&mut self, text: &str) -> i64 {
        self.texts.push(text.into());
        self.texts.len() as i64 - 1
    }

    fn grow(&mut self) {
        self.hasher.get_or_insert_with(RandomState::new);
        self.slots = vec![0; (self.texts.len() + 1).next_power_of_two() * 4];
        for place in 0..self.texts.len() {
            let slot = self.slot(&self.texts[place]);
            self.slots[slot] = place as u32 + 1;
        }
    }

    /// Where a text stands, or where it would.
    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = self.hash(text) as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return slot,
                taken if *self.texts[taken as usize - 1] == *text => return slot,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn hash(&self, text: &str) -> u64 {
        self.hasher.as_ref().map_or(0, |hasher| hasher.hash_one(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_place_however_many_there_are() {
        let mut texts = Texts::default();
        let words: Vec<String> = (0..1000).map(|number| format!("text {number}")).collect();
        for round in 0..2 {
            for (place, word) in words.iter().enumerate() {
                assert_eq!(texts.place(word), place as i64, "round {round}");
            }
        }
        assert_eq!(texts.finish().len(), 1000);
    }
}
