//! Traditional characters of keywords and units, each with its simplified form.
//!
//! Only the characters that occur in keywords and units stand here: names are
//! compared as they are written.

use std::borrow::Cow;

/// The simplified form of a character of a keyword; any other comes back as it is.
pub(crate) fn simplified(character: char) -> char {
    // No other script has any of them.
    if character < FIRST_HAN {
        return character;
    }
    match PAIRS.binary_search_by_key(&character, |(traditional, _)| *traditional) {
        Ok(place) => PAIRS[place].1,
        Err(_) => character,
    }
}

/// A word in simplified characters.
pub(crate) fn simplified_word(word: &str) -> Cow<'_, str> {
    if word.chars().all(|character| simplified(character) == character) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.chars().map(simplified).collect())
}

const FIRST_HAN: char = '\u{3400}';

/// In the order of the traditional characters.
static PAIRS: &[(char, char)] = &[
    ('並', '并'),
    ('佈', '布'),
    ('佔', '占'),
    ('來', '来'),
    ('個', '个'),
    ('內', '内'),
    ('則', '则'),
    ('劃', '划'),
    ('參', '参'),
    ('單', '单'),
    ('嚴', '严'),
    ('學', '学'),
    ('實', '实'),
    ('對', '对'),
    ('屬', '属'),
    ('幷', '并'),
    ('廢', '废'),
    ('彙', '汇'),
    ('後', '后'),
    ('從', '从'),
    ('應', '应'),
    ('摺', '折'),
    ('據', '据'),
    ('數', '数'),
    ('於', '于'),
    ('時', '时'),
    ('暫', '暂'),
    ('曆', '历'),
    ('標', '标'),
    ('機', '机'),
    ('歷', '历'),
    ('歸', '归'),
    ('測', '测'),
    ('滿', '满'),
    ('為', '为'),
    ('爲', '为'),
    ('當', '当'),
    ('發', '发'),
    ('稱', '称'),
    ('級', '级'),
    ('給', '给'),
    ('與', '与'),
    ('蓋', '盖'),
    ('號', '号'),
    ('規', '规'),
    ('觸', '触'),
    ('計', '计'),
    ('記', '记'),
    ('詞', '词'),
    ('試', '试'),
    ('該', '该'),
    ('認', '认'),
    ('識', '识'),
    ('責', '责'),
    ('辦', '办'),
    ('週', '周'),
    ('進', '进'),
    ('過', '过'),
    ('達', '达'),
    ('遞', '递'),
    ('適', '适'),
    ('針', '针'),
    ('鍵', '键'),
    ('間', '间'),
    ('關', '关'),
    ('險', '险'),
    ('項', '项'),
    ('須', '须'),
    ('預', '预'),
    ('類', '类'),
    ('風', '风'),
    ('體', '体'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pairs_are_sorted_for_the_search() {
        assert!(PAIRS.is_sorted_by(|left, right| left.0 < right.0));
    }

    #[test]
    fn traditional_keywords_become_simplified_ones() {
        let becomes = |word: &str| word.chars().map(simplified).collect::<String>();
        assert_eq!(becomes("規則"), "规则");
        assert_eq!(becomes("適用"), "适用");
        assert_eq!(becomes("後果"), "后果");
        assert_eq!(becomes("發文機關"), "发文机关");
        assert_eq!(becomes("當年"), "当年");
        assert_eq!(becomes("學時"), "学时");
        assert_eq!(becomes("上級文件"), "上级文件");
        assert_eq!(becomes("嚴於"), "严于");
    }
}
