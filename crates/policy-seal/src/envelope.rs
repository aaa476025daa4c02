//! A body with a digest of itself, as JSON: `{ "receipt": 1, "body": { … }, "digest": "sha256:…" }`.
//!
//! The digest tells a slip, a cut or a hand that changed a figure. It is no signature: who changes the body may
//! also write another digest. That a receipt is true, only deciding again can tell.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::digest::Digest;
use crate::error::{SealError, Sealed};

/// What says what it is, whatever the version.
#[derive(Deserialize)]
struct Head {
    receipt: Option<u32>,
    bundle: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'t> {
    #[serde(alias = "receipt", alias = "bundle", rename = "version")]
    _version: u32,
    #[serde(borrow)]
    body: &'t RawValue,
    digest: Digest,
}

/// A body as its text, with whether the digest is that of this text.
pub struct Opened<'t> {
    pub body: &'t str,
    pub is_whole: bool,
}

/// Puts a body into its envelope.
pub fn seal(sealed: Sealed, body: &impl Serialize, is_spaced: bool) -> Result<String, SealError> {
    let written = if is_spaced { serde_json::to_string_pretty(body) } else { serde_json::to_string(body) };
    let body = written.map_err(|error| SealError::of_json(sealed, &error))?;
    let (key, version, digest) = (sealed.key(), sealed.version(), Digest::of(&body));
    Ok(format!("{{\n\"{key}\": {version},\n\"body\": {body},\n\"digest\": \"{digest}\"\n}}\n"))
}

/// Takes a body out of its envelope.
pub fn open(sealed: Sealed, bytes: &[u8]) -> Result<Opened<'_>, SealError> {
    if bytes.len() > sealed.most_bytes() {
        return Err(SealError::TooLarge(sealed));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| SealError::Other(sealed))?;
    let head: Head =
        serde_json::from_str(text).map_err(|error| match SealError::of_json(sealed, &error) {
            SealError::Malformed(..) => SealError::Other(sealed),
            unreadable => unreadable,
        })?;
    let found = match sealed {
        Sealed::Receipt => head.receipt,
        Sealed::Bundle => head.bundle,
    };
    let found = found.ok_or(SealError::Other(sealed))?;
    if found != sealed.version() {
        return Err(SealError::Version { sealed, found });
    }
    let envelope: Envelope<'_> =
        serde_json::from_str(text).map_err(|error| SealError::of_json(sealed, &error))?;
    let body = envelope.body.get();
    Ok(Opened { body, is_whole: Digest::of(body) == envelope.digest })
}

/// Reads a body.
pub fn read<'t, T: Deserialize<'t>>(sealed: Sealed, body: &'t str) -> Result<T, SealError> {
    serde_json::from_str(body).map_err(|error| SealError::of_json(sealed, &error))
}
