//! How people write days, and yes and no.

use chrono::NaiveDate;

use crate::{in_half_width, same_name};

/// Reads yes or no as people write it in English and Chinese.
pub(crate) fn read_flag(text: &str) -> Option<bool> {
    const YES: [&str; 8] = ["yes", "true", "y", "1", "是", "有", "√", "对"];
    const NO: [&str; 9] = ["no", "false", "n", "0", "否", "无", "無", "×", "不"];
    if YES.iter().any(|yes| same_name(yes, text)) {
        return Some(true);
    }
    NO.iter().any(|no| same_name(no, text)).then_some(false)
}

/// Reads a day as people write it: `2019-02-01`, `2019/2/1`, `2019.2.1`, `20190201`, `2019年2月1日`, in full width as well.
///
/// A time of day after it (`2019-02-01 08:30`, `2019-02-01T08:30:00`) must be one, and is dropped.
/// `None` for anything else, and for a day that no calendar has.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    // The form of nearly all data, told apart by its bytes alone.
    if let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() {
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u32, |sum, digit| {
                digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0'))
            })
        };
        let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
        return NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?);
    }
    let text = &*in_half_width(text);
    let day = match text.find([' ', 'T']) {
        None => text,
        Some(place) => {
            let time = text[place + 1..].trim_start();
            if !is_time_of_day(time) {
                return None;
            }
            &text[..place]
        }
    };
    if day.len() == 8 && is_digits(day) {
        return date(&day[..4], &day[4..6], &day[6..]);
    }
    let mut parts = day.strip_suffix('日').unwrap_or(day).split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    date(year, month, day)
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let number = |part: &str| if is_digits(part) { part.parse().ok() } else { None };
    NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `8:30`, `08:30:00`, `08:30:00.000`, with or without a `Z`.
fn is_time_of_day(text: &str) -> bool {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let below = |part: &str, limit: u32| {
        part.len() <= 2 && is_digits(part) && part.parse::<u32>().is_ok_and(|number| number < limit)
    };
    let mut parts = whole.split(':');
    let hour = parts.next().is_some_and(|part| below(part, 24));
    let minute = parts.next().is_some_and(|part| below(part, 60));
    let second = parts.next().is_none_or(|part| below(part, 60));
    hour && minute && second && parts.next().is_none() && is_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2019, 2, 1);
        for text in [
            "2019-02-01",
            "2019/2/1",
            "2019.2.1",
            "20190201",
            "2019年2月1日",
            "2019-02-01 00:00:00",
            "2019-02-01T08:30:00.000",
            "2019/2/1 8:30",
            "２０１９－０２－０１",
            "２０１９年2月１日",
        ] {
            assert_eq!(parse_date(text), day, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_day_is_refused() {
        for text in [
            "",
            "2019",
            "2019-02",
            "2019-02-31",
            "2019-02-29",
            "19-02-01",
            "2019-02-01-",
            "2019-02-01 x",
            "2019-02-01 25:00",
            "2019-02-01 ",
            "2019-02-01 8",
            "二〇一九年",
            "2019-+2-01",
            "２０１９",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
