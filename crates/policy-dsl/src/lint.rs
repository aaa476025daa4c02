//! The findings of `check`: what each is called, how grave it is, and the page that explains it.
//!
//! A finding is about a policy that compiles, or nearly does, and probably does not say what was meant. Every
//! one has a name, by which `policy check --explain NAME` shows its page and `allow NAME because "…"` in the text
//! silences it. A mistake without which there is no plan is no finding and has no name.

use policy_messages::Language;

use crate::Severity;

/// Writes the enum, its names, and the pages of each name.
macro_rules! lints {
    ($($(#[$doc:meta])* $lint:ident $name:literal $severity:ident;)*) => {
        /// What a finding of `check` is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Lint {
            $($(#[$doc])* $lint,)*
        }

        impl Lint {
            /// All of them, in the order in which they are listed.
            pub const ALL: &[Self] = &[$(Self::$lint,)*];

            /// Its name, as people write it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$lint => $name,)*
                }
            }

            /// How grave it is. An error leaves no plan, or says that a text is quoted that is not there.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$lint => Severity::$severity,)*
                }
            }

            /// What it means, why it matters, how to mend it, and how to silence it, in Markdown.
            pub fn page(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$lint, Language::English) => {
                            include_str!(concat!("../../../docs/lints/", $name, ".en.md"))
                        }
                        (Self::$lint, Language::Chinese) => {
                            include_str!(concat!("../../../docs/lints/", $name, ".zh.md"))
                        }
                    )*
                }
            }
        }
    };
}

lints! {
    /// Nobody can ever meet a rule.
    NeverMet "never-met" Warning;
    /// A rule can never apply to anybody.
    NeverApplies "never-applies" Warning;
    /// An exemption or an alternative of a rule can never apply.
    PartNeverApplies "part-never-applies" Warning;
    /// Two alternatives of a rule surely apply to somebody together, and require different things.
    ContradictingAlternatives "contradicting-alternatives" Error;
    /// Two alternatives of a rule may apply together, and require different things.
    OverlappingAlternatives "overlapping-alternatives" Warning;
    /// An exemption frees of a rule what an alternative still requires.
    ExemptionOverlap "exemption-overlap" Warning;
    /// The parts of a sum require more than the whole may be.
    MinimumsExceedTotal "minimums-exceed-total" Warning;
    /// A recognition lets no more count than less than a rule asks for.
    CapBelowMinimum "cap-below-minimum" Warning;
    /// Nobody who is subject to two rules can meet both.
    CannotBothBeMet "cannot-both-be-met" Warning;
    /// A consequence can never follow.
    IdleConsequence "idle-consequence" Warning;
    /// An entry of a recognition never takes effect.
    IdleEntry "idle-entry" Warning;
    /// No row of a table says what holds in some case.
    TableGap "table-gap" Warning;
    /// Two rows of a table hold together, with different results.
    TableOverlap "table-overlap" Warning;
    /// A table tells too many cases apart to be looked at.
    TableUnchecked "table-unchecked" Warning;
    /// Nothing uses a table.
    UnusedTable "unused-table" Warning;
    /// Nothing reads a parameter.
    UnusedParameter "unused-parameter" Warning;
    /// No field can hold a term.
    UnusedTerm "unused-term" Warning;
    /// A period of a calendar has no dates.
    EmptyPeriod "empty-period" Warning;
    /// A rule looks for a period where that never lies.
    MisplacedPeriod "misplaced-period" Warning;
    /// The period of a rule never ends while its policy is in force.
    NeverDue "never-due" Warning;
    /// Between a policy and the one that it supersedes, neither is in force.
    EffectiveGap "effective-gap" Warning;
    /// Two policies supersede the same one, and are in force at the same time.
    EffectiveOverlap "effective-overlap" Warning;
    /// The policy that is superseded is almost called like one that is there.
    MisspeltPredecessor "misspelt-predecessor" Warning;
    /// A policy stands under one that is not among the files.
    AbsentUpperLayer "absent-upper-layer" Warning;
    /// A rule lets through what the rule of an upper layer for which it stands does not.
    LoosensUpperLayer "loosens-upper-layer" Warning;
    /// Nobody who is subject to a rule and to one of an upper layer can meet both.
    ContradictsUpperLayer "contradicts-upper-layer" Warning;
    /// An `allow` silences nothing.
    IdleAllow "idle-allow" Warning;
    /// A policy quotes a regulation, and names no file of its text.
    UnsourcedQuotes "unsourced-quotes" Warning;
    /// A quoted phrase does not stand in the regulation.
    QuoteNotFound "quote-not-found" Error;
}

impl Lint {
    /// The lint that is called so.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lint| lint.name() == name)
    }

    /// Whether it is found only where the texts of the regulations are at hand.
    pub(crate) fn needs_texts(self) -> bool {
        matches!(self, Self::UnsourcedQuotes | Self::QuoteNotFound)
    }

    /// The first line of its page: what it means, in one sentence.
    pub fn title(self, language: Language) -> &'static str {
        let line = self.page(language).lines().next().unwrap_or("").trim_start_matches("# ");
        let rest = line.strip_prefix(self.name()).unwrap_or(line);
        rest.trim_start_matches([':', '：']).trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lint_is_found_by_its_name() {
        for lint in Lint::ALL {
            assert_eq!(Lint::of_name(lint.name()), Some(*lint));
        }
        assert_eq!(Lint::of_name("never"), None);
    }

    #[test]
    fn a_page_begins_with_the_name_and_what_it_means() {
        for lint in Lint::ALL {
            for language in [Language::English, Language::Chinese] {
                let first = lint.page(language).lines().next().unwrap_or("");
                assert!(first.starts_with(&format!("# {}", lint.name())), "{}: {first}", lint.name());
                assert!(!lint.title(language).is_empty(), "{}", lint.name());
            }
        }
    }
}
