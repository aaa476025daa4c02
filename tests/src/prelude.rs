//! The words and days that the cases of the suite and the generated policies share.

use std::fs;
use std::path::{Path, PathBuf};

use policy_dsl::Sources;

/// Where the suite is.
pub fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("suite")
}

/// A text as the first source, with the prelude's vocabulary and calendar after it.
pub fn with_prelude(name: &str, text: &str) -> Sources {
    let mut sources = Sources::single(name, text);
    for shared in ["vocabulary.policy", "calendar.policy"] {
        let text = fs::read_to_string(suite().join("prelude").join(shared)).expect("the prelude is there");
        sources.add(shared, text);
    }
    sources
}

/// The files below a folder that end in `.policy`, in the order of their paths.
pub fn policy_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some("policy".as_ref()) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
