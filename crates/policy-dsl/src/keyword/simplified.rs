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
    ('刪', '删'),
    ('則', '则'),
    ('劃', '划'),
    ('參', '参'),
    ('單', '单'),
    ('嚴', '严'),
    ('學', '学'),
    ('實', '实'),
    ('寬', '宽'),
    ('對', '对'),
    ('屬', '属'),
    ('幷', '并'),
    ('廢', '废'),
    ('彙', '汇'),
    ('後', '后'),
    ('從', '从'),
    ('應', '应'),
    ('捨', '舍'),
    ('摺', '折'),
    ('據', '据'),
    ('數', '数'),
    ('於', '于'),
    ('時', '时'),
    ('暫', '暂'),
    ('曆', '历'),
    ('條', '条'),
    ('標', '标'),
    ('機', '机'),
    ('歷', '历'),
    ('歸', '归'),
    ('減', '减'),
    ('測', '测'),
    ('準', '准'),
    ('滿', '满'),
    ('為', '为'),
    ('爲', '为'),
    ('當', '当'),
    ('發', '发'),
    ('祇', '只'),
    ('稱', '称'),
    ('級', '级'),
    ('結', '结'),
    ('給', '给'),
    ('總', '总'),
    ('續', '续'),
    ('與', '与'),
    ('舊', '旧'),
    ('蓋', '盖'),
    ('號', '号'),
    ('補', '补'),
    ('規', '规'),
    ('觸', '触'),
    ('訂', '订'),
    ('計', '计'),
    ('記', '记'),
    ('許', '许'),
    ('詞', '词'),
    ('詢', '询'),
    ('試', '试'),
    ('該', '该'),
    ('認', '认'),
    ('識', '识'),
    ('責', '责'),
    ('較', '较'),
    ('轉', '转'),
    ('辦', '办'),
    ('連', '连'),
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
    ('順', '顺'),
    ('須', '须'),
    ('預', '预'),
    ('類', '类'),
    ('風', '风'),
    ('餘', '余'),
    ('體', '体'),
];

#[cfg(test)]
mod tests {
    use policy_messages::Language;

    use super::*;
    use crate::keyword::{Keyword, built_in_units};

    #[test]
    fn the_pairs_are_sorted_for_the_search() {
        assert!(PAIRS.is_sorted_by(|left, right| left.0 < right.0));
    }

    /// The characters of keywords and units that both scripts write alike.
    const ALIKE: &str = "一三上下不且中主之也予事二五亦人仅今介代令以件任份休位低何使例依修候值假允元先免入其再出分列\
        到前加印原去又取句可各合同名向否和四因在场基增多大天好如字完定小少尚差已年度延引形往待得性息\
        恰情意成或截扣按授提支改政效整文施日早星是晚替最月有望期未末本果查根欠次止段每比求法消涵源照\
        理生用由登的目直省符第等策算篇缺者而自至若落行表要覆解豁起超足近逢遇部量限除非首高默";

    #[test]
    fn every_form_can_be_written_in_traditional_characters() {
        let is_written_alike = |character: &char| ALIKE.contains(*character);
        let keywords = Keyword::all().flat_map(|keyword| keyword.forms(Language::Chinese));
        let units = built_in_units().iter().flat_map(|unit| unit.chinese);
        for form in keywords.chain(units) {
            let is_known = |character: char| PAIRS.iter().any(|(_, simple)| *simple == character);
            let unknown: Vec<char> = form.chars().filter(|c| !is_written_alike(c) && !is_known(*c)).collect();
            assert_eq!(
                unknown,
                [],
                "of {form}: each needs its traditional form in PAIRS, or a place in ALIKE"
            );
        }
    }

    #[test]
    fn no_pair_is_of_no_use() {
        let is_used = |simple: char| {
            let keywords = Keyword::all().flat_map(|keyword| keyword.forms(Language::Chinese));
            let units = built_in_units().iter().flat_map(|unit| unit.chinese);
            keywords.chain(units).any(|form| form.contains(simple))
        };
        let idle: Vec<_> = PAIRS.iter().filter(|(_, simple)| !is_used(*simple)).collect();
        assert_eq!(idle, [] as [&(char, char); 0]);
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
        assert_eq!(becomes("以到期日為準"), "以到期日为准");
        assert_eq!(becomes("先補足以往欠缺"), "先补足以往欠缺");
        assert_eq!(becomes("四捨五入"), "四舍五入");
    }
}
