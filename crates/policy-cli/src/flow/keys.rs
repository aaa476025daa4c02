//! Who has which identifier, in twenty bytes a subject.
//!
//! An identifier is held as 96 bits of a hash whose keys are drawn anew for each run, beside the number of its subject: two of twenty million
//! that differ are taken for one once in a hundred thousand thousand million runs, and nobody can choose them so.

use std::hash::{BuildHasher, Hasher, RandomState};

use policy_core::half_width;

/// The hash of an identifier. Full width and the case of letters do not tell people apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64, u32);

/// Makes hashes of identifiers.
#[derive(Clone, Debug, Default)]
pub struct Hashing(RandomState, RandomState);

impl Hashing {
    /// The hash of an identifier.
    pub fn key(&self, id: &str) -> Key {
        let (mut one, mut other) = (self.0.build_hasher(), self.1.build_hasher());
        let mut add = |bytes: &[u8]| {
            one.write(bytes);
            other.write(bytes);
        };
        if id.is_ascii() {
            let mut bytes = [0; 64];
            for piece in id.as_bytes().chunks(bytes.len()) {
                let upper = &mut bytes[..piece.len()];
                upper.copy_from_slice(piece);
                upper.make_ascii_uppercase();
                add(upper);
            }
        } else {
            // What is written may be cut anywhere: the bytes are the same as above where half width is ASCII.
            let plain: String = id.chars().map(|c| half_width(c).to_ascii_uppercase()).collect();
            plain.as_bytes().chunks(64).for_each(add);
        }
        Key(one.finish(), other.finish() as u32)
    }
}

/// Subjects by their identifiers.
#[derive(Debug)]
pub struct Keys {
    /// The hash and one more than the number; zeros where nothing stands.
    slots: Vec<[u32; 4]>,
    taken: usize,
}

impl Keys {
    /// None yet, with room for so many.
    pub fn with_room(subjects: usize) -> Self {
        Self { slots: vec![[0; 4]; slots_for(subjects)], taken: 0 }
    }

    /// The number of a subject.
    pub fn find(&self, key: Key) -> Option<u32> {
        self.slots[self.slot(key)][3].checked_sub(1)
    }

    /// Adds a subject, or gives the number of the one that has its identifier already.
    pub fn add(&mut self, key: Key, number: u32) -> Option<u32> {
        let slot = self.slot(key);
        if let Some(earlier) = self.slots[slot][3].checked_sub(1) {
            return Some(earlier);
        }
        self.slots[slot] = packed(key, number);
        self.taken += 1;
        if self.taken * 8 > self.slots.len() * 7 {
            let grown = vec![[0; 4]; slots_for(self.slots.len())];
            for own in std::mem::replace(&mut self.slots, grown) {
                if own[3] != 0 {
                    let slot = self.slot(unpacked(own));
                    self.slots[slot] = own;
                }
            }
        }
        None
    }

    /// The slot of a key, or the one that would be its own.
    fn slot(&self, key: Key) -> usize {
        let mut slot = ((u128::from(key.0) * self.slots.len() as u128) >> 64) as usize;
        loop {
            let own = self.slots[slot];
            if own[3] == 0 || unpacked(own) == key {
                return slot;
            }
            slot = if slot + 1 == self.slots.len() { 0 } else { slot + 1 };
        }
    }
}

/// A fifth more than there are, so that no run of slots grows long.
fn slots_for(subjects: usize) -> usize {
    subjects + subjects / 4 + 64
}

fn packed(key: Key, number: u32) -> [u32; 4] {
    [key.0 as u32, (key.0 >> 32) as u32, key.1, number.saturating_add(1)]
}

fn unpacked([low, high, rest, _]: [u32; 4]) -> Key {
    Key(u64::from(low) | u64::from(high) << 32, rest)
}

#[cfg(test)]
mod tests {
    use super::{Hashing, Keys};

    #[test]
    fn everybody_is_found_again_and_nobody_else() {
        let hashing = Hashing::default();
        let mut keys = Keys::with_room(10);
        for number in 0..20_000 {
            assert_eq!(keys.add(hashing.key(&format!("T{number:05}x")), number), None);
        }
        assert_eq!(keys.add(hashing.key("T00007X"), 20_000), Some(7));
        for number in 0..20_000 {
            assert_eq!(keys.find(hashing.key(&format!("Ｔ{number:05}Ｘ"))), Some(number));
        }
        assert_eq!(keys.find(hashing.key("T20000x")), None);
    }

    #[test]
    fn long_identifiers_are_one_however_wide_they_are_written() {
        let hashing = Hashing::default();
        let narrow = "a7".repeat(100);
        let wide: String = narrow.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        assert_eq!(hashing.key(&narrow), hashing.key(&wide));
        assert_ne!(hashing.key(&narrow), hashing.key(&narrow[1..]));
    }
}
