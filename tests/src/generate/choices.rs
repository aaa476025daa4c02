//! The answers to everything that a generator asks.

/// A list of choices, read from the front; past its end every choice is the first.
#[derive(Clone, Debug)]
pub struct Choices {
    numbers: Vec<u32>,
    next: usize,
}

impl Choices {
    /// Choices that these numbers make.
    pub fn new(numbers: Vec<u32>) -> Self {
        Self { numbers, next: 0 }
    }

    /// Numbers for choices, from a seed.
    pub fn numbers(seed: u64, count: usize) -> Vec<u32> {
        let mut state = seed;
        let number = move || {
            // splitmix64
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) >> 32) as u32
        };
        std::iter::repeat_with(number).take(count).collect()
    }

    fn number(&mut self) -> u32 {
        let number = self.numbers.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        number
    }

    /// One of `0..count`; 0 is the simplest.
    pub fn below(&mut self, count: usize) -> usize {
        // The high bits, so that a smaller number is also a smaller choice.
        ((u64::from(self.number()) * count.max(1) as u64) >> 32) as usize
    }

    /// One of some things; the first is the simplest.
    pub fn one<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// True in `percent` of a hundred cases; false is simpler.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// The place of one of some weights, drawn by weight; the first is the simplest.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut drawn = self.below(weights.iter().sum());
        for (place, &weight) in weights.iter().enumerate() {
            if drawn < weight {
                return place;
            }
            drawn -= weight;
        }
        0
    }
}

/// Makes a list of choices smaller, as long as it still fails.
///
/// Greedy: leaves out runs, then makes single choices smaller, until nothing helps any more.
pub fn shrink(numbers: Vec<u32>, fails: impl Fn(&[u32]) -> bool) -> Vec<u32> {
    let mut smallest = numbers;
    let mut budget = 4_000;
    loop {
        let before = smallest.clone();
        let mut length = smallest.len();
        while length > 0 && budget > 0 {
            let mut start = 0;
            while start + length <= smallest.len() && budget > 0 {
                let mut shorter = smallest.clone();
                shorter.drain(start..start + length);
                budget -= 1;
                if fails(&shorter) { smallest = shorter } else { start += length }
            }
            length /= 2;
        }
        for place in 0..smallest.len() {
            for smaller in [0, smallest[place] / 2, smallest[place] - smallest[place] / 8] {
                if smaller < smallest[place] && budget > 0 {
                    let mut lower = smallest.clone();
                    lower[place] = smaller;
                    budget -= 1;
                    if fails(&lower) {
                        smallest = lower;
                    }
                }
            }
        }
        if smallest == before || budget == 0 {
            return smallest;
        }
    }
}
