//! The policies that are shipped: the regulations below `policies/`, and the smaller ones of its gallery.
//!
//! Each is compiled by itself, for the words of one profession are not those of another: with the
//! shared vocabulary, unless it brings its own.

use std::fs;
use std::path::{Path, PathBuf};

use policy_dsl::syntax::Item;
use policy_dsl::{Sources, parse, scan_names};

/// A folder of policy files that belong together.
#[derive(Clone, Debug)]
pub struct Shipped {
    /// Where it is below `policies/`, such as `gallery/texas-cpe`.
    pub name: String,
    /// Where it is on the disk.
    pub folder: PathBuf,
    /// Its files, and those of the shared vocabulary where it uses that.
    pub sources: Sources,
}

/// Where the shipped policies are.
pub fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies")
}

/// All of them, in the order of their names.
pub fn shipped() -> Vec<Shipped> {
    let regulations =
        folders(&policies()).into_iter().filter(|name| name != "vocabulary" && name != "gallery");
    let gallery = folders(&policies().join("gallery")).into_iter().map(|name| format!("gallery/{name}"));
    regulations.chain(gallery).map(|name| one(&name)).collect()
}

/// The one of this name.
pub fn one(name: &str) -> Shipped {
    let folder = policies().join(name);
    let alone = Sources::load(&folder).expect("a policy can be read");
    let sources = if brings_its_words(&alone) {
        alone
    } else {
        Sources::load_all([policies().join("vocabulary"), folder.clone()]).expect("a policy can be read")
    };
    Shipped { name: name.to_owned(), folder, sources }
}

fn folders(parent: &Path) -> Vec<String> {
    let entries = fs::read_dir(parent).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let names = paths
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().expect("a folder has a name").to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn brings_its_words(sources: &Sources) -> bool {
    let lexicon = scan_names(sources);
    sources.iter().any(|(number, source)| {
        let (file, _) = parse(number, &source.text, &lexicon);
        file.items.iter().any(|item| matches!(item.node, Item::Vocabulary(_)))
    })
}
