//! Which known names an unknown one may have meant.

use policy_core::Names;

use crate::words::is_writable;

/// Names beyond this length are not compared: the distance costs the product of both lengths.
const LONGEST: usize = 64;

/// How many things are compared.
const MOST_NAMES: usize = 3_000;

/// At most three names that look like `wanted`, the likeliest first: of each thing its best name,
/// in whichever language.
pub(crate) fn nearest(wanted: &str, known: &[&Names]) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    if wanted.chars().count() > LONGEST {
        return Vec::new();
    }
    let best = |names: &&Names| {
        names
            .all()
            .filter(|name| name.chars().count() <= LONGEST)
            .map(|name| (likeness(&wanted, &name.to_lowercase()), name.to_owned()))
            .max_by(|left, right| left.0.cmp(&right.0).then_with(|| right.1.cmp(&left.1)))
            .map(|(score, name)| (score, if is_writable(&name) { name } else { names.id.clone() }))
    };
    let mut found: Vec<(u32, String)> =
        known.iter().take(MOST_NAMES).filter_map(best).filter(|(score, _)| *score >= 50).collect();
    found.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    found.dedup_by(|left, right| left.1 == right.1);
    let top = found.first().map_or(0, |(score, _)| *score);
    found.retain(|(score, _)| score + 25 >= top);
    found.truncate(3);
    found.into_iter().map(|(_, name)| name).collect()
}

/// How alike two names are, of 100: by edits, or by one being part of the other.
fn likeness(wanted: &str, name: &str) -> u32 {
    let edits = strsim::normalized_damerau_levenshtein(wanted, name);
    let (shorter, longer) = if wanted.len() < name.len() { (wanted, name) } else { (name, wanted) };
    let part = if shorter.chars().count() >= 2 && longer.contains(shorter) { 0.6 } else { 0.0 };
    (edits.max(part) * 100.0) as u32
}
