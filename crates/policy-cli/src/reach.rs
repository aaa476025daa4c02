//! Which files a file may take names from, where the files of several regulations are read at once.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use policy_dsl::syntax::{Declared, Item, PolicyClause};
use policy_dsl::{Lexicon, Sources, parse, scan_names};

/// The names that each file may use: its own, those of the files beside it, and those of the vocabularies, calendars and
/// policies that these name. All there are, where a policy names no vocabulary.
pub struct Reach<'s> {
    sources: &'s Sources,
    whole: Lexicon,
    files: Vec<File>,
    narrowed: HashMap<Vec<usize>, Lexicon>,
}

/// What a file declares, and what it names of others.
struct File {
    directory: String,
    declared: Vec<String>,
    named: Vec<String>,
    /// A policy of it does not say which vocabularies it uses.
    is_open: bool,
}

impl<'s> Reach<'s> {
    /// Looks over all files.
    pub fn new(sources: &'s Sources) -> Self {
        let whole = scan_names(sources);
        let files = sources.iter().map(|(number, source)| {
            let directory = Path::new(&source.name).parent().map(|parent| parent.display().to_string());
            let mut file = File {
                directory: directory.unwrap_or_default(),
                declared: Vec::new(),
                named: Vec::new(),
                is_open: false,
            };
            for item in &parse(number, &source.text, &whole).0.items {
                file.take(&item.node);
            }
            file
        });
        Self { files: files.collect(), sources, whole, narrowed: HashMap::new() }
    }

    /// The names that one file may use.
    pub fn lexicon(&mut self, number: u32) -> &Lexicon {
        let reached = self.reached(number as usize);
        if reached.iter().any(|place| self.files[*place].is_open) {
            return &self.whole;
        }
        let sources = self.sources;
        self.narrowed.entry(reached).or_insert_with_key(|reached| {
            let mut narrow = Sources::new();
            for (number, source) in sources.iter() {
                if reached.contains(&(number as usize)) {
                    narrow.add(source.name.clone(), source.text.clone());
                }
            }
            scan_names(&narrow)
        })
    }

    /// The places of the files that are reached from one, in their order.
    fn reached(&self, start: usize) -> Vec<usize> {
        let mut found = HashSet::from([start]);
        let mut waiting = vec![start];
        while let Some(file) = waiting.pop().and_then(|place| self.files.get(place)) {
            for (place, other) in self.files.iter().enumerate() {
                let is_named = || other.declared.iter().any(|name| file.named.contains(name));
                if (other.directory == file.directory || is_named()) && found.insert(place) {
                    waiting.push(place);
                }
            }
        }
        let mut found: Vec<usize> = found.into_iter().collect();
        found.sort_unstable();
        found
    }
}

impl File {
    fn take(&mut self, item: &Item) {
        match item {
            Item::Vocabulary(vocabulary) => self.declare(&vocabulary.declared),
            Item::Calendar(calendar) => self.declare(&calendar.declared),
            // What is amended sees what it sees.
            Item::Amendment(amendment) => {
                self.declare(&amendment.declared);
                self.named.push(amendment.amended.text.clone());
            }
            Item::Policy(policy) => {
                self.declare(&policy.declared);
                let mut uses_any = false;
                for clause in &policy.body.members {
                    if let PolicyClause::Uses(names)
                    | PolicyClause::Supersedes(names)
                    | PolicyClause::Under(names) = &clause.node
                    {
                        uses_any |= matches!(clause.node, PolicyClause::Uses(_));
                        self.named.extend(names.iter().map(|name| name.text.clone()));
                    }
                }
                self.is_open |= !uses_any;
            }
        }
    }

    fn declare(&mut self, declared: &Declared) {
        self.declared.push(declared.name.text.clone());
        self.declared.extend(declared.label.iter().chain(&declared.also).map(|text| text.value.clone()));
    }
}
