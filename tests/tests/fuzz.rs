//! What fuzzing found worth keeping, tried once more: `tests/fuzz/corpus`, a folder for each target.

use std::fs;
use std::path::Path;

use policy_suite::fuzzed;

/// Hands every kept input of a target to it.
fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut tried = 0;
    for entry in fs::read_dir(&folder).expect("the target has a corpus") {
        let path = entry.expect("the folder can be read").path();
        let bytes = fs::read(&path).expect("the file can be read");
        if std::panic::catch_unwind(|| run(&bytes)).is_err() {
            panic!("{} fails", path.display());
        }
        tried += 1;
    }
    assert!(tried > 10, "only {tried} inputs in {}", folder.display());
}

#[test]
fn parsing() {
    replay("parsing", fuzzed::parsing);
}

#[test]
fn formatting() {
    replay("formatting", fuzzed::formatting);
}

#[test]
fn checking() {
    replay("checking", fuzzed::checking);
}

#[test]
fn reading() {
    replay("reading", fuzzed::reading);
}

#[test]
fn deciding() {
    replay("deciding", fuzzed::deciding);
}
