//! How cells look.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// A colour, by what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// It is not.
    Bad,
    /// There is time left.
    Open,
    /// Something is not known.
    Doubt,
}

impl Tone {
    /// The colour of bars in charts.
    pub fn color(self) -> u32 {
        match self {
            Self::Good => 0x2e7d4f,
            Self::Bad => 0xb42a22,
            Self::Open => 0xc77d0a,
            Self::Doubt => 0x6a5ab0,
        }
    }

    /// Text on a pale ground.
    pub fn format(self) -> Format {
        let (ink, ground) = match self {
            Self::Good => (0x1f5f3a, 0xe1f1e7),
            Self::Bad => (0x9c1f18, 0xfadfdc),
            Self::Open => (0x7a4a00, 0xfbeccf),
            Self::Doubt => (0x4b3d91, 0xe9e5f7),
        };
        Format::new().set_font_color(ink).set_background_color(ground)
    }
}

/// The formats of a workbook.
pub struct Look {
    /// The title of a sheet.
    pub title: Format,
    /// What stands under it.
    pub faint: Format,
    /// The heading of a column.
    pub heading: Format,
    /// A figure.
    pub number: Format,
    /// A day.
    pub date: Format,
    /// A text, cut at the cell's edge.
    pub text: Format,
    /// A text over several lines.
    pub wrapped: Format,
}

impl Look {
    /// All of them.
    pub fn new() -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            faint: Format::new().set_font_color(0x5a6675),
            heading: cell()
                .set_bold()
                .set_text_wrap()
                .set_font_color(0xffffff)
                .set_background_color(0x14466b)
                .set_border_bottom(FormatBorder::Thin),
            number: cell(),
            date: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            // A number as text stays text when the cell is edited.
            text: cell().set_num_format("@"),
            wrapped: cell().set_text_wrap(),
        }
    }
}
