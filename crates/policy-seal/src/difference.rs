//! What differs between a receipt and what is decided again.

use crate::meaning::{Part, PartKind, PolicyMeaning};
use crate::receipt::{FileMark, Receipt};

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Another version of the program decided.
    Engine {
        /// Which one decided at first.
        then: String,
        /// Which one decides now.
        now: String,
    },
    /// A part of a policy, of the vocabulary or of the calendars means something else, is new, or is gone.
    Meaning {
        /// Whose part.
        whole: Whole,
        /// What it is.
        kind: PartKind,
        /// Its identifier.
        name: String,
        /// How it differs.
        change: Change,
    },
    /// The digest over a whole differs, although those of its parts are the same: nobody wrote it so.
    Digest {
        /// Of what.
        whole: Whole,
    },
    /// The policies are listed otherwise than they are written: twice, or in another order.
    Meanings,
    /// The text of a policy file differs.
    Source {
        /// Its name.
        name: String,
        /// How it differs.
        change: Change,
    },
    /// A data file differs.
    Input {
        /// Its name.
        name: String,
        /// How it differs.
        change: Change,
    },
    /// A figure differs.
    Figure {
        /// Of what.
        of: FigureOf,
        /// What the receipt says.
        then: usize,
        /// What is found now.
        now: usize,
    },
    /// Verdicts differ, whether or not that shows in any figure.
    Verdicts,
    /// The figures are listed otherwise than they are written: twice, or in another order.
    Figures,
}

/// What a part is a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// A policy, by its identifier.
    Policy(String),
    /// The vocabulary.
    Vocabulary,
    /// The calendars.
    Calendars,
}

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there then.
    New,
    /// It is not there now.
    Gone,
    /// It is another one.
    Other,
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureOf {
    /// Subjects that were decided.
    Subjects,
    /// Subjects that could not be decided.
    Undecided,
    /// Rows that were set aside.
    RowsSetAside,
    /// Verdicts of a rule with a status.
    Rule {
        /// Whose rule.
        policy: String,
        /// Which one.
        rule: String,
        /// Which status.
        status: &'static str,
    },
    /// Subjects for whom a consequence stands in one way.
    Consequence {
        /// Whose consequence.
        policy: String,
        /// Which one.
        consequence: String,
        /// Which way.
        standing: &'static str,
    },
}

impl Difference {
    /// Whether it touches what was decided: a version of the program and a text of the same meaning do not by themselves.
    pub fn is_material(&self) -> bool {
        match self {
            Self::Engine { .. } | Self::Source { .. } => false,
            Self::Meaning { .. }
            | Self::Digest { .. }
            | Self::Meanings
            | Self::Input { .. }
            | Self::Figure { .. }
            | Self::Verdicts
            | Self::Figures => true,
        }
    }
}

impl Receipt {
    /// Everything in which what is decided again differs from this receipt, but for the time.
    pub fn differences(&self, again: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        if self.engine != again.engine {
            found.push(Difference::Engine { then: self.engine.clone(), now: again.engine.clone() });
        }
        self.meaning_differences(again, &mut found);
        if found.iter().all(|own| !own.is_material()) && self.meaning != again.meaning {
            found.push(Difference::Meanings);
        }
        let sources = files(&self.sources, &again.sources);
        found.extend(sources.map(|(name, change)| Difference::Source { name, change }));
        let inputs = files(&self.inputs, &again.inputs);
        found.extend(inputs.map(|(name, change)| Difference::Input { name, change }));
        let before = found.len();
        self.figure_differences(again, &mut found);
        if self.results.digest != again.results.digest {
            found.push(Difference::Verdicts);
        }
        if found.len() == before && self.results != again.results {
            found.push(Difference::Figures);
        }
        found
    }

    fn meaning_differences(&self, again: &Self, found: &mut Vec<Difference>) {
        let (then, now) = (&self.meaning, &again.meaning);
        let mut names: Vec<&str> =
            then.policies.iter().chain(&now.policies).map(|policy| policy.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let of = |meaning: Option<&PolicyMeaning>| {
                meaning.map(|policy| (policy.digest, policy.parts.clone())).unzip()
            };
            let ((then, then_parts), (now, now_parts)) = (of(then.policy(name)), of(now.policy(name)));
            let parts = (&then_parts.unwrap_or_default()[..], &now_parts.unwrap_or_default()[..]);
            whole_differs(&Whole::Policy(name.to_owned()), then == now, parts, found);
        }
        for (whole, then, now) in [
            (Whole::Vocabulary, &then.vocabulary, &now.vocabulary),
            (Whole::Calendars, &then.calendars, &now.calendars),
        ] {
            whole_differs(&whole, then.digest == now.digest, (&then.parts, &now.parts), found);
        }
    }

    fn figure_differences(&self, again: &Self, found: &mut Vec<Difference>) {
        let (then, now) = (self.figures(), again.figures());
        let count = |figures: &[(FigureOf, usize)], of: &FigureOf| {
            figures.iter().find(|(other, _)| other == of).map_or(0, |(_, count)| *count)
        };
        let only_now = now.iter().filter(|(of, _)| !then.iter().any(|(other, _)| other == of));
        for (of, _) in then.iter().chain(only_now) {
            let (then, now) = (count(&then, of), count(&now, of));
            if then != now {
                found.push(Difference::Figure { of: of.clone(), then, now });
            }
        }
    }

    fn figures(&self) -> Vec<(FigureOf, usize)> {
        let results = &self.results;
        let mut figures = vec![
            (FigureOf::Subjects, results.subjects),
            (FigureOf::Undecided, results.undecided),
            (FigureOf::RowsSetAside, results.rows_set_aside),
        ];
        for counts in &results.rules {
            let of =
                |status| FigureOf::Rule { policy: counts.policy.clone(), rule: counts.rule.clone(), status };
            figures.extend(counts.counts().map(|(status, count)| (of(status), count)));
        }
        for counts in &results.consequences {
            let of = |standing| FigureOf::Consequence {
                policy: counts.policy.clone(),
                consequence: counts.consequence.clone(),
                standing,
            };
            figures.extend(counts.counts().map(|(standing, count)| (of(standing), count)));
        }
        figures
    }
}

/// The parts, and where these are the same, the digest over them.
fn whole_differs(whole: &Whole, is_same: bool, (then, now): (&[Part], &[Part]), found: &mut Vec<Difference>) {
    let before = found.len();
    parts_differ(whole, then, now, found);
    if found.len() == before && !is_same {
        found.push(Difference::Digest { whole: whole.clone() });
    }
}

/// Parts of the same kind and name are the same part; of several (the steps of a ladder) the first with the first.
fn parts_differ(whole: &Whole, then: &[Part], now: &[Part], found: &mut Vec<Difference>) {
    let mut left: Vec<&Part> = now.iter().collect();
    let mut add = |part: &Part, change| {
        let (whole, name) = (whole.clone(), part.name.clone());
        found.push(Difference::Meaning { whole, kind: part.kind, name, change });
    };
    for part in then {
        match left.iter().position(|other| (other.kind, &other.name) == (part.kind, &part.name)) {
            None => add(part, Change::Gone),
            Some(place) => {
                if left.remove(place).digest != part.digest {
                    add(part, Change::Other);
                }
            }
        }
    }
    left.into_iter().for_each(|part| add(part, Change::New));
}

/// Files of the same path are the same file; else those that hold the same, wherever they lie now; else those of the
/// same name.
fn files(then: &[FileMark], now: &[FileMark]) -> impl Iterator<Item = (String, Change)> + use<> {
    let mut gone: Vec<&FileMark> = then.iter().collect();
    let mut new: Vec<&FileMark> = now.iter().collect();
    let mut other = Vec::new();
    let same: [fn(&FileMark, &FileMark) -> bool; 3] = [
        |left, right| left.name == right.name,
        |left, right| left.digest == right.digest,
        |left, right| left.file_name() == right.file_name(),
    ];
    for is_same in same {
        gone.retain(|file| match new.iter().position(|candidate| is_same(file, candidate)) {
            None => true,
            Some(place) => {
                let found = new.remove(place);
                if (found.digest, found.bytes) != (file.digest, file.bytes) {
                    other.push((file.name.clone(), Change::Other));
                }
                false
            }
        });
    }
    let named = |files: Vec<&FileMark>, change| {
        files.into_iter().map(|file| (file.name.clone(), change)).collect::<Vec<_>>()
    };
    let (gone, new) = (named(gone, Change::Gone), named(new, Change::New));
    other.into_iter().chain(gone).chain(new)
}
