//! Every sentence the policy engine says to a person, in English and Chinese.
//!
//! One catalogue of Fluent messages serves the compiler, the reports and the
//! command. A message is looked up by its identifier and filled with named
//! arguments; nothing else in the workspace holds sentences meant for people.

#![forbid(unsafe_code)]

use std::io::{Error, ErrorKind};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language that messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, in simplified characters.
    Chinese,
}

impl Language {
    /// The language of a locale name such as `zh_CN.UTF-8`, `zh-Hant` or `en_GB`; English for all others.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::Chinese } else { Self::English }
    }
}

/// The message `id` in `language`, filled with `arguments`.
///
/// An unknown identifier comes back as itself, so that a gap in the catalogue is
/// seen and never stops anything; a test holds both catalogues to the same identifiers.
///
/// ```
/// use policy_messages::{Language, message};
/// assert_eq!(message(Language::Chinese, "status-met", &[]), "达标");
/// ```
pub fn message(language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
    let bundle = match language {
        Language::English => &*ENGLISH,
        Language::Chinese => &*CHINESE,
    };
    let Some(pattern) = bundle.get_message(id).and_then(|found| found.value()) else {
        return id.to_owned();
    };
    let mut named = FluentArgs::new();
    for (name, value) in arguments {
        named.set(*name, FluentValue::from(*value));
    }
    bundle.format_pattern(pattern, Some(&named), &mut Vec::new()).into_owned()
}

/// Why reading or writing failed, in words. What is rare is told with the system's own, for somebody who knows them.
pub fn io_cause(language: Language, error: &Error) -> String {
    let id = match error.kind() {
        ErrorKind::NotFound => "io-not-found",
        ErrorKind::PermissionDenied => "io-forbidden",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "io-full",
        ErrorKind::ReadOnlyFilesystem => "io-read-only",
        ErrorKind::IsADirectory => "io-directory",
        ErrorKind::NotADirectory => "io-not-a-directory",
        ErrorKind::InvalidFilename => "io-name",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "io-busy",
        ErrorKind::FileTooLarge => "io-too-large",
        ErrorKind::InvalidData => "io-no-text",
        ErrorKind::UnexpectedEof => "io-cut-short",
        ErrorKind::Interrupted => "io-interrupted",
        ErrorKind::TimedOut | ErrorKind::StaleNetworkFileHandle => "io-timeout",
        _ => return message(language, "io-other", &[("error", &error.to_string())]),
    };
    message(language, id, &[])
}

const ENGLISH_TEXTS: &[&str] = &[
    include_str!("../locales/en/amend.ftl"),
    include_str!("../locales/en/check.ftl"),
    include_str!("../locales/en/command.ftl"),
    include_str!("../locales/en/data.ftl"),
    include_str!("../locales/en/history.ftl"),
    include_str!("../locales/en/files.ftl"),
    include_str!("../locales/en/impact.ftl"),
    include_str!("../locales/en/diff.ftl"),
    include_str!("../locales/en/letter.ftl"),
    include_str!("../locales/en/page.ftl"),
    include_str!("../locales/en/report.ftl"),
    include_str!("../locales/en/seal.ftl"),
    include_str!("../locales/en/syntax.ftl"),
    include_str!("../locales/en/table.ftl"),
    include_str!("../locales/en/usage.ftl"),
];
const CHINESE_TEXTS: &[&str] = &[
    include_str!("../locales/zh/amend.ftl"),
    include_str!("../locales/zh/check.ftl"),
    include_str!("../locales/zh/command.ftl"),
    include_str!("../locales/zh/data.ftl"),
    include_str!("../locales/zh/history.ftl"),
    include_str!("../locales/zh/files.ftl"),
    include_str!("../locales/zh/impact.ftl"),
    include_str!("../locales/zh/diff.ftl"),
    include_str!("../locales/zh/letter.ftl"),
    include_str!("../locales/zh/page.ftl"),
    include_str!("../locales/zh/report.ftl"),
    include_str!("../locales/zh/seal.ftl"),
    include_str!("../locales/zh/syntax.ftl"),
    include_str!("../locales/zh/table.ftl"),
    include_str!("../locales/zh/usage.ftl"),
];

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", ENGLISH_TEXTS));
static CHINESE: LazyLock<Bundle> = LazyLock::new(|| bundle("zh", CHINESE_TEXTS));

fn bundle(language: &str, texts: &[&str]) -> Bundle {
    let identifier = LanguageIdentifier::from_bytes(language.as_bytes()).unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    for text in texts {
        // A resource with a mistake still yields its sound part; the tests find the mistake.
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Each message with the arguments that it speaks of.
    fn messages(texts: &[&str]) -> BTreeMap<String, Vec<String>> {
        let mut messages: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in texts.iter().flat_map(|text| text.lines()) {
            if let Some((id, _)) = line.split_once(" =").filter(|_| line.starts_with(char::is_alphabetic)) {
                current = id.to_owned();
            }
            let arguments = line.split("{ $").skip(1).map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
                    .next()
                    .unwrap_or("")
                    .to_owned()
            });
            let is_message = !line.starts_with('#') && !current.is_empty();
            let known = messages.entry(current.clone()).or_default();
            known.extend(
                arguments.filter(|argument| is_message && !argument.is_empty() && argument.is_ascii()),
            );
            known.sort();
            known.dedup();
        }
        messages.remove("");
        messages
    }

    #[test]
    fn both_catalogues_hold_the_same_messages_with_the_same_arguments() {
        let (english, chinese) = (messages(ENGLISH_TEXTS), messages(CHINESE_TEXTS));
        for (id, arguments) in &english {
            assert_eq!(chinese.get(id), Some(arguments), "{id} in Chinese");
        }
        for id in chinese.keys() {
            assert!(english.contains_key(id), "{id} is missing in English");
        }
    }

    #[test]
    fn why_reading_failed_is_told_in_both_languages_however_rare() {
        let cut = Error::from(ErrorKind::UnexpectedEof);
        assert_eq!(io_cause(Language::Chinese, &cut), "内容不完整");
        let rare = Error::from_raw_os_error(5);
        for (language, begins) in
            [(Language::English, "the disk or the system failed"), (Language::Chinese, "磁盘或系统出错")]
        {
            let said = io_cause(language, &rare);
            assert!(said.starts_with(begins) && said.contains("os error 5"), "{said}");
        }
    }

    #[test]
    fn every_catalogue_is_well_formed() {
        for text in ENGLISH_TEXTS.iter().chain(CHINESE_TEXTS) {
            if let Err((_, mistakes)) = FluentResource::try_new((*text).to_owned()) {
                panic!("{mistakes:?}");
            }
        }
    }
}
