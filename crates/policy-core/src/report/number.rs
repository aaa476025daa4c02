//! One and many in English: names of units and of lists come from a vocabulary in one form only.

use policy_messages::Language;

use crate::Names;

/// The name for several of a thing: the one that the vocabulary gives, else by the rule.
pub(super) fn many(names: &Names, language: Language) -> String {
    let one = names.shown(language);
    if language == Language::Chinese || !is_plain(&one) {
        return one;
    }
    let stem: String = one.chars().take(one.len().saturating_sub(2)).collect();
    let is_its_own =
        |name: &&str| is_plain(name) && **name != one && name.ends_with('s') && name.starts_with(&stem);
    if let Some(own) = names.all().find(is_its_own) {
        return own.to_owned();
    }
    match one.strip_suffix('y') {
        _ if is_many(&one) => one,
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if one.ends_with(['s', 'x', 'z']) || one.ends_with("ch") || one.ends_with("sh") => {
            format!("{one}es")
        }
        _ => format!("{one}s"),
    }
}

/// The name for a single one.
pub(super) fn single(names: &Names, language: Language) -> String {
    let shown = names.shown(language);
    match shown.strip_suffix('s') {
        Some(one) if language == Language::English && is_plain(&shown) && is_many(&shown) => one.to_owned(),
        Some(_) | None => shown,
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ')
}

fn is_many(name: &str) -> bool {
    name.ends_with('s') && !name.ends_with("ss") && !name.ends_with("us")
}

#[cfg(test)]
mod tests {
    use policy_messages::Language;

    use super::{many, single};
    use crate::Names;

    #[test]
    fn one_and_many_are_told_apart_in_english() {
        let names = |id: &str, aliases: &[&str]| Names {
            id: id.to_owned(),
            label: Some("某某".to_owned()),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        for (one, several) in
            [("training", "trainings"), ("duty", "duties"), ("class", "classes"), ("day", "days")]
        {
            assert_eq!(many(&names(one, &[]), Language::English), several);
        }
        assert_eq!(many(&names("analysis", &["analyses"]), Language::English), "analyses");
        assert_eq!(many(&names("sessions", &[]), Language::English), "sessions");
        assert_eq!(single(&names("sessions", &[]), Language::English), "session");
        assert_eq!(single(&names("class", &[]), Language::English), "class");
        assert_eq!(many(&names("training", &[]), Language::Chinese), "某某");
    }
}
