//! A bundle: a compiled set of policies in one file, with its sources and its digests.
//!
//! Who decides by it needs no parser; who doubts it compiles the sources again. The same sources make the same bytes.

use policy_core::{Engine, Plan};
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::envelope;
use crate::error::{SealError, Sealed};
use crate::meaning::Meaning;
use crate::receipt::Setting;

/// The version of the form of bundles.
pub const BUNDLE_VERSION: u32 = 1;

/// The most bytes of a bundle that are read. Nothing in it is packed, so nothing unpacks to more.
pub const MAX_BUNDLE_BYTES: usize = 64 << 20;

/// A compiled set of policies with its sources.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let plan = policy_core::Plan {
/// #     format: policy_core::plan::PLAN_FORMAT,
/// #     vocabulary: policy_core::Vocabulary::empty(),
/// #     periods: Vec::new(),
/// #     policies: Vec::new(),
/// #     parameters: Vec::new(),
/// #     tables: Vec::new(),
/// #     recognitions: Vec::new(),
/// #     rules: Vec::new(),
/// #     consequences: Vec::new(),
/// # };
/// # let bytes = policy_seal::Bundle::new(plan, Vec::new(), Vec::new()).to_json()?.into_bytes();
/// let bundle = policy_seal::Bundle::read(&bytes)?;
/// println!("{}", bundle.meaning().digest());
/// let engine = bundle.into_engine()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    engine: String,
    digest: Digest,
    meaning: Meaning,
    parameters: Vec<Setting>,
    sources: Vec<BundledSource>,
    plan: Plan,
}

/// A source file in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundledSource {
    /// Its name, as messages have it.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

impl Bundle {
    /// Bundles a plan with the sources that it was compiled from, and the parameters that were set then.
    pub fn new(plan: Plan, sources: Vec<BundledSource>, parameters: Vec<Setting>) -> Self {
        let meaning = Meaning::of(&plan);
        let engine = env!("CARGO_PKG_VERSION").to_owned();
        Self { engine, digest: meaning.digest(), meaning, parameters, sources, plan }
    }

    /// The bundle as a text, with a digest of itself.
    ///
    /// # Errors
    /// It is larger than any that is read.
    pub fn to_json(&self) -> Result<String, SealError> {
        let text = envelope::seal(Sealed::Bundle, self, false)?;
        // What cannot be read again is not written.
        Self::read(text.as_bytes())?;
        Ok(text)
    }

    /// Reads a bundle.
    ///
    /// # Errors
    /// It is too large, no bundle, cut short, of another version, or was changed after it was written.
    pub fn read(bytes: &[u8]) -> Result<Self, SealError> {
        let opened = envelope::open(Sealed::Bundle, bytes)?;
        if !opened.is_whole {
            return Err(SealError::Broken(Sealed::Bundle));
        }
        let bundle: Self = envelope::read(Sealed::Bundle, opened.body)?;
        let meaning = Meaning::of(&bundle.plan);
        if meaning != bundle.meaning || meaning.digest() != bundle.digest {
            return Err(SealError::OtherMeaning);
        }
        Ok(bundle)
    }

    /// The version of the program that compiled it.
    pub fn engine(&self) -> &str {
        &self.engine
    }

    /// The digests of what it means.
    pub fn meaning(&self) -> &Meaning {
        &self.meaning
    }

    /// The parameters that were set when it was compiled.
    pub fn parameters(&self) -> &[Setting] {
        &self.parameters
    }

    /// The texts that it was compiled from.
    pub fn sources(&self) -> &[BundledSource] {
        &self.sources
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan, made ready to decide.
    ///
    /// # Errors
    /// The plan is not sound: the bundle was made by hand.
    pub fn into_engine(self) -> Result<Engine, SealError> {
        Engine::new(self.plan).map_err(SealError::Plan)
    }
}
