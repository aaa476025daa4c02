//! Text from data that does nothing to what shows it.

/// A text that does nothing to a terminal, a page or a sheet: control characters, which data may hold, become spaces.
pub fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || turns_text(c) { ' ' } else { c }).collect()
}

/// Whether a sign breaks lines or changes the direction of writing, so that a name could rearrange what stands
/// around it.
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
