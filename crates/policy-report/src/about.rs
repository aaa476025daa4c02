//! What a report is about: by which policies was decided, as of which day, and when.

use chrono::{NaiveDate, NaiveDateTime};
use policy_core::Engine;
use policy_messages::{Language, message};
use sha2::{Digest, Sha256};

/// What all of a report shares.
#[derive(Clone, Copy)]
pub struct About<'r> {
    /// By what was decided.
    pub engine: &'r Engine,
    /// The last day whose events were seen.
    pub as_of: NaiveDate,
    /// The language of the report.
    pub language: Language,
    /// When it was made: there is no clock here.
    pub made: NaiveDateTime,
}

impl About<'_> {
    /// A sentence of the catalogue.
    pub fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        message(self.language, id, arguments)
    }

    /// What a thing is called.
    pub fn name(&self, names: &policy_core::Names) -> String {
        names.shown(self.language)
    }

    /// When it was made, as people read it.
    pub fn made(&self) -> String {
        self.made.format("%Y-%m-%d %H:%M").to_string()
    }

    /// By which program and which rules was decided.
    pub fn decided_with(&self) -> String {
        self.say("page-version", &[("version", VERSION), ("mark", &self.fingerprint())])
    }

    /// The titles of the policies, each with its document number.
    pub fn titles(&self) -> Vec<String> {
        let policies = self.engine.plan().policies.iter();
        let title = |policy: &policy_core::plan::Policy| match &policy.document {
            None => self.name(&policy.names),
            Some(document) => {
                self.say("result-policy", &[("title", &self.name(&policy.names)), ("document", document)])
            }
        };
        policies.map(title).collect()
    }

    /// A few letters that tell the compiled policies, their figures included, from any others: two reports that
    /// bear the same ones were decided by the same rules.
    pub fn fingerprint(&self) -> String {
        const SHOWN: usize = 6;
        let plan = serde_json::to_vec(self.engine.plan()).unwrap_or_default();
        Sha256::digest(&plan).iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The version of the program that decided.
const VERSION: &str = env!("CARGO_PKG_VERSION");
