//! Charts as SVG.
//!
//! The drawing library places and escapes everything; colours stand in the drawing as those of the light page, and the
//! style sheet of the page turns each into what it means, so that one drawing serves light, dark and paper. Whole numbers of
//! pixels only.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use unicode_width::UnicodeWidthChar;

/// A colour, by what it means. The style sheet knows them by their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Met, or nothing open.
    Met,
    /// Unmet.
    Unmet,
    /// Pending.
    Pending,
    /// Unknown.
    Unknown,
    /// Text.
    Text,
    /// Text of less weight.
    Faint,
    /// Lines to read by.
    Line,
    /// Text on a colour.
    OnColour,
}

impl Ink {
    fn color(self) -> RGBColor {
        match self {
            Self::Met => RGBColor(0x2e, 0x7d, 0x4f),
            Self::Unmet => RGBColor(0xb4, 0x2a, 0x22),
            Self::Pending => RGBColor(0xc7, 0x7d, 0x0a),
            Self::Unknown => RGBColor(0x6a, 0x5a, 0xb0),
            Self::Text => RGBColor(0x1b, 0x24, 0x30),
            Self::Faint => RGBColor(0x5a, 0x66, 0x75),
            Self::Line => RGBColor(0xd9, 0xde, 0xe5),
            Self::OnColour => RGBColor(0xff, 0xff, 0xfe),
        }
    }
}

/// A bar with its label above, split into parts.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is about.
    pub label: String,
    /// What stands at the right end of the label's line.
    pub note: String,
    /// How many of what.
    pub parts: Vec<(Ink, usize)>,
}

/// A column of parts on top of each other.
#[derive(Clone, Debug)]
pub struct Column {
    /// What stands below it; nothing where it is empty.
    pub label: String,
    /// How many of what, from the bottom.
    pub parts: Vec<(Ink, usize)>,
}

/// A line across columns, before the column with this number, and what stands at it.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Before which column.
    pub column: i32,
    /// What it says.
    pub label: String,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

const SIZE: i32 = 13;

/// Bars that all fill the width, each split by shares.
pub fn bars(width: i32, bars: &[Bar]) -> String {
    const PITCH: i32 = 46;
    const BAR: i32 = 18;
    let height = PITCH * count(bars.len());
    drawing(width, height, |area| {
        for (row, bar) in (0..).zip(bars) {
            let top = row * PITCH;
            let room = width - wide(&bar.note) - 12;
            text(area, (0, top + 12), &cut(&bar.label, room), Ink::Text, HPos::Left)?;
            text(area, (width, top + 12), &bar.note, Ink::Faint, HPos::Right)?;
            let whole: usize = bar.parts.iter().map(|(_, count)| count).sum();
            let mut below = 0;
            for (ink, part) in &bar.parts {
                let (from, to) = (share(below, whole, width), share(below + part, whole, width));
                below += part;
                if from < to {
                    rectangle(area, (from, top + 22), (to, top + 22 + BAR), *ink)?;
                }
                let said = part.to_string();
                if *part > 0 && to - from > wide(&said) + 10 {
                    text(area, ((from + to) / 2, top + 22 + BAR / 2), &said, Ink::OnColour, HPos::Center)?;
                }
            }
        }
        Ok(())
    })
}

/// Columns beside each other, with labels below and, where there is one, a mark.
pub fn columns(width: i32, columns: &[Column], mark: Option<&Mark>) -> String {
    const HEIGHT: i32 = 190;
    const BASE: i32 = HEIGHT - 24;
    const TOP: i32 = 40;
    let most = columns.iter().map(|column| column.parts.iter().map(|(_, count)| count).sum::<usize>());
    let most = most.max().unwrap_or(0);
    let number = count(columns.len()).max(1);
    let left =
        |column: i32| i32::try_from(i64::from(width) * i64::from(column) / i64::from(number)).unwrap_or(0);
    drawing(width, HEIGHT, |area| {
        line(area, (0, BASE), (width, BASE), Ink::Line)?;
        let mut free = 0;
        for (place, column) in (0..).zip(columns) {
            let (from, to) = (left(place) + 2, left(place + 1) - 2);
            let (from, to) = match (to - from) - 64 {
                spare if spare > 0 => (from + spare / 2, to - spare / 2),
                _ => (from, to),
            };
            let mut below = 0;
            let mut top = BASE;
            for (ink, part) in &column.parts {
                let bottom = BASE - share(below, most, BASE - TOP);
                below += part;
                top = BASE - share(below, most, BASE - TOP);
                // What there is one of shall be seen.
                top = if *part > 0 { top.min(bottom - 2) } else { top };
                if top < bottom {
                    rectangle(area, (from, top), (to, bottom), *ink)?;
                }
            }
            let middle = (left(place) + left(place + 1)) / 2;
            if below > 0 && wide(&below.to_string()) <= to - from + 8 {
                text(area, (middle, top - 8), &below.to_string(), Ink::Faint, HPos::Center)?;
            }
            let half = wide(&column.label) / 2;
            if !column.label.is_empty() && middle - half >= free {
                text(area, (middle, BASE + 14), &column.label, Ink::Faint, HPos::Center)?;
                free = middle + half + 6;
            }
        }
        if let Some(mark) = mark {
            let x = left(mark.column);
            line(area, (x, 16), (x, BASE), Ink::Text)?;
            let said = cut(&mark.label, width);
            let at = x.clamp(wide(&said) / 2, (width - wide(&said) / 2).max(wide(&said) / 2));
            text(area, (at, 8), &said, Ink::Text, HPos::Center)?;
        }
        Ok(())
    })
}

/// Columns as of a histogram: the labels stand at the edges between columns.
pub fn histogram(width: i32, counts: &[Column], edges: &[(i32, String)], mark: &Mark) -> String {
    let svg = columns(width, counts, Some(mark));
    let number = count(counts.len()).max(1);
    let labels = drawing(width, 20, |area| {
        let mut free = 0;
        for (edge, label) in edges {
            let x = i32::try_from(i64::from(width) * i64::from(*edge) / i64::from(number)).unwrap_or(0);
            let half = wide(label) / 2;
            let at = x.clamp(half, (width - half).max(half));
            if at - half >= free {
                text(area, (at, 8), label, Ink::Faint, HPos::Center)?;
                free = at + half + 8;
            }
        }
        Ok(())
    });
    svg + &labels
}

/// An empty text where the drawing fails, which one in memory does not.
fn drawing(width: i32, height: i32, paint: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut svg = String::new();
    let size = (u32::try_from(width).unwrap_or(1), u32::try_from(height).unwrap_or(1));
    let is_drawn = {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        paint(&area).and_then(|()| area.present().map_err(Into::into)).is_ok()
    };
    if is_drawn { svg } else { String::new() }
}

fn rectangle(area: &Area<'_>, from: (i32, i32), to: (i32, i32), ink: Ink) -> Drawn {
    Ok(area.draw(&Rectangle::new([from, to], ink.color().filled()))?)
}

fn line(area: &Area<'_>, from: (i32, i32), to: (i32, i32), ink: Ink) -> Drawn {
    Ok(area.draw(&PathElement::new(vec![from, to], ink.color().stroke_width(1)))?)
}

fn text(area: &Area<'_>, at: (i32, i32), said: &str, ink: Ink, side: HPos) -> Drawn {
    // The library divides by 1.24 again.
    let font = ("sans-serif", SIZE * 124 / 100).into_font();
    let color = ink.color();
    let style = TextStyle::from(font).color(&color).pos(Pos::new(side, VPos::Center));
    Ok(area.draw(&Text::new(said.to_owned(), at, style))?)
}

/// How many pixels a text takes, well enough to keep texts apart: a Han character is a square, others are about half of one.
fn wide(text: &str) -> i32 {
    text.chars().map(char_wide).sum()
}

fn char_wide(c: char) -> i32 {
    count(c.width().unwrap_or(0)) * (SIZE + 1) / 2
}

/// A text that takes no more than so many pixels.
fn cut(text: &str, room: i32) -> String {
    if wide(text) <= room {
        return text.to_owned();
    }
    let mut taken = SIZE;
    let kept = text.chars().take_while(|c| {
        taken += char_wide(*c);
        taken <= room
    });
    format!("{}…", kept.collect::<String>())
}

/// `part` of `whole` in pixels of `length`.
fn share(part: usize, whole: usize, length: i32) -> i32 {
    if whole == 0 {
        return 0;
    }
    let pixels = part as u128 * u128::from(length.unsigned_abs()) / whole as u128;
    i32::try_from(pixels).unwrap_or(length)
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_drawing_is_text() {
        let label = "<script>alert(1)</script>\"&'".to_owned();
        let svg = bars(300, &[Bar { label, note: "<b>".to_owned(), parts: vec![(Ink::Met, 1)] }]);
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
        assert!(svg.contains("&lt;script"), "{svg}");
    }

    #[test]
    fn a_long_name_is_cut_to_its_room() {
        assert_eq!(cut("第一小学", 60), "第一小学");
        assert_eq!(cut("第一小学", 50), "第一…");
        assert!(wide(&cut(&"很长的校名".repeat(20), 200)) <= 200 + SIZE);
    }

    #[test]
    fn parts_fill_the_bar_and_nothing_divides_by_zero() {
        assert_eq!(share(3, 3, 301), 301);
        assert_eq!(share(0, 0, 301), 0);
        assert!(bars(300, &[]).contains("<svg"));
        assert!(columns(300, &[], None).contains("<svg"));
    }
}
