//! Fractions in words: 三分之一, 百分之六十.

/// The fraction that begins here: how many characters it takes, the part, and of how many. 分之 divides them, the
/// whole before the part.
pub(super) fn fraction(characters: &[char]) -> Option<(usize, i64, i64)> {
    let divided = characters.iter().take_while(|c| is_of_number(**c)).count();
    if characters.get(divided..divided + 2)? != ['分', '之'] {
        return None;
    }
    let part = characters.get(divided + 2..)?;
    let length = part.iter().take_while(|c| is_of_number(**c)).count();
    let (whole, part) = (number(characters.get(..divided)?)?, number(part.get(..length)?)?);
    Some((divided + 2 + length, part, whole))
}

fn is_of_number(character: char) -> bool {
    character.is_ascii_digit() || digit(character).is_some() || place(character).is_some()
}

/// 六十五, 一百二十, 3; below ten thousand.
fn number(characters: &[char]) -> Option<i64> {
    if characters.is_empty() || characters.len() > 8 {
        return None;
    }
    if characters.iter().all(char::is_ascii_digit) {
        return characters.iter().collect::<String>().parse().ok();
    }
    let (mut sum, mut held, mut last_place) = (0, None, 10_000);
    for &character in characters {
        if let Some(place) = place(character).filter(|place| *place < last_place) {
            // 十二 is twelve.
            sum += held.take().unwrap_or(1) * place;
            last_place = place;
        } else if digit(character)? > 0 && held.is_some() {
            return None;
        } else {
            held = digit(character).filter(|digit| *digit > 0 || characters.len() == 1);
        }
    }
    Some(sum + held.unwrap_or(0))
}

fn digit(character: char) -> Option<i64> {
    let digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digits = digits.iter().position(|digit| *digit == character);
    digits.and_then(|digit| i64::try_from(digit).ok()).or(match character {
        '两' | '兩' => Some(2),
        '〇' => Some(0),
        _ => None,
    })
}

fn place(character: char) -> Option<i64> {
    match character {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::fraction;

    fn read(text: &str) -> Option<(usize, i64, i64)> {
        fraction(&text.chars().collect::<Vec<char>>())
    }

    #[test]
    fn the_whole_is_said_before_the_part() {
        assert_eq!(read("三分之一"), Some((4, 1, 3)));
        assert_eq!(read("三分之二的学时"), Some((4, 2, 3)));
        assert_eq!(read("十二分之五"), Some((5, 5, 12)));
        assert_eq!(read("百分之六十五"), Some((6, 65, 100)));
        assert_eq!(read("百分之60"), Some((5, 60, 100)));
        assert_eq!(read("一千零二十分之一百零三"), Some((11, 103, 1020)));
        assert_eq!(read("千分之零"), Some((4, 0, 1000)));
    }

    #[test]
    fn what_is_no_number_is_no_fraction() {
        for text in ["分之一", "三分之", "三分一", "三三分之一", "十百分之一", "师分之一", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
