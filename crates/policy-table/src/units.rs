//! Amounts with their unit beside them in the cell: `30学时`, `2 days`.

use policy_core::{Names, UnitId, Vocabulary, half_width};

/// The figure of a text that ends in the column's own unit; the text itself where it ends in none.
///
/// # Errors
/// The text ends in another unit, which is given. Nothing is converted: what a day is worth is the policy's to say.
pub fn figure<'t, 'v>(text: &'t str, unit: UnitId, vocabulary: &'v Vocabulary) -> Result<&'t str, &'v Names> {
    let is_of_a_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
    let number = text.trim_end_matches(|c: char| !is_of_a_number(c));
    let (number, word) = (number.trim_end(), plain(text.get(number.len()..).unwrap_or_default()));
    if number.is_empty() || word.is_empty() || !number.chars().all(is_of_a_number) {
        return Ok(text);
    }
    let is_called = |unit: &Names| unit.all().any(|name| is_same(&plain(name), &word));
    match vocabulary.units.get(unit.index()) {
        Some(own) if is_called(own) => Ok(number),
        Some(_) | None => vocabulary.units.iter().find(|other| is_called(other)).map_or(Ok(text), Err),
    }
}

/// A name without what does not tell names apart.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace()).map(half_width);
    kept.flat_map(char::to_lowercase).collect()
}

/// Whether two names are one, be there one or many of it.
fn is_same(name: &str, word: &str) -> bool {
    name == word || name.strip_suffix('s') == Some(word)
}

#[cfg(test)]
mod tests {
    use policy_core::Vocabulary;

    use super::figure;

    #[test]
    fn the_columns_own_unit_is_no_part_of_the_figure() {
        let vocabulary = Vocabulary::empty();
        let hours = |text| figure(text, Vocabulary::HOURS, &vocabulary).map_err(|unit| unit.id.as_str());
        for text in ["30", "30学时", "30 学时", "30 hours", "30Hours", "30 课时"] {
            assert_eq!(hours(text), Ok("30"), "{text}");
        }
        assert_eq!(hours("1 hour"), Ok("1"));
        assert_eq!(hours("-7.5学时"), Ok("-7.5"));
        assert_eq!(hours("2天"), Err("days"));
        assert_eq!(hours("2 day"), Err("days"));
        for text in ["八学时", "8小时", "学时", "", "3+5左右", "约8学时"] {
            assert_eq!(hours(text), Ok(text), "{text}");
        }
    }
}
