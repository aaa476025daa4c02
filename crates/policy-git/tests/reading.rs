//! What stands at a revision is read without a checkout, and what cannot be is said.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::{Made, path, said};
use insta::assert_snapshot;
use policy_dsl::Sources;
use policy_git::{Change, Repository};

fn texts(sources: &Sources) -> Vec<(String, String)> {
    sources.iter().map(|(_, source)| (source.name.clone(), source.text.clone())).collect()
}

fn pair(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

/// Two revisions of two files and something besides.
fn two() -> Made {
    let made = Made::new();
    made.write("policies/a.policy", "one").write("policies/sub/乙.policy", "two").write("README", "x");
    made.write("docs/x.txt", "no").write("policies/.hidden/c.policy", "no").write("policies/notes.txt", "no");
    made.commit("First");
    made.git(&["tag", "v2023"]);
    made.git(&["tag", "-a", "signed", "-m", "a tag of its own"]);
    made.write("policies/a.policy", "three").write("policies/new.policy", "four");
    fs::remove_file(made.at("policies/sub/乙.policy")).unwrap();
    made.commit("Second");
    made
}

#[test]
fn what_stood_at_a_revision_is_read() {
    let made = two();
    let repository = made.open();
    let old = [pair("v2023:policies/a.policy", "one"), pair("v2023:policies/sub/乙.policy", "two")];
    let revision = repository.revision("v2023").unwrap();
    assert_eq!(texts(&repository.sources(&revision, &[path("policies")]).unwrap()), old);
    // The root, a file, and the same twice.
    assert_eq!(texts(&repository.sources(&revision, &[path("")]).unwrap()), old);
    let twice = [path("policies/a.policy"), path("policies")];
    assert_eq!(texts(&repository.sources(&revision, &twice).unwrap()), old);
    let tagged = repository.revision("signed").unwrap();
    assert_eq!(tagged.short(), revision.short());
    let now = repository.revision("HEAD").unwrap();
    let new = [pair("HEAD:policies/a.policy", "three"), pair("HEAD:policies/new.policy", "four")];
    assert_eq!(texts(&repository.sources(&now, &[path("policies")]).unwrap()), new);
    assert_eq!((now.title.as_str(), now.date.unwrap().to_string().as_str()), ("Second", "2020-09-22"));
    assert_eq!(repository.revision("HEAD~1").unwrap().short(), revision.short());
}

#[test]
fn packed_objects_are_read_like_loose_ones() {
    let made = two();
    made.git(&["gc", "-q", "--aggressive", "--prune=now"]);
    let repository = made.open();
    let revision = repository.revision("HEAD~1").unwrap();
    assert_eq!(texts(&repository.sources(&revision, &[path("policies/a.policy")]).unwrap())[0].1, "one");
}

#[test]
fn what_differs_between_revisions_is_listed() {
    let made = two();
    let repository = made.open();
    let (old, new) = (repository.revision("v2023").unwrap(), repository.revision("HEAD").unwrap());
    let changed = repository.changed(&old, &new, &[path("policies")]).unwrap();
    let shown: Vec<_> = changed.iter().map(|file| (file.path.as_str(), file.change)).collect();
    assert_eq!(
        shown,
        [
            ("policies/a.policy", Change::Modified),
            ("policies/new.policy", Change::Added),
            ("policies/sub/乙.policy", Change::Removed)
        ]
    );
    assert!(repository.changed(&old, &old, &[path("policies")]).unwrap().is_empty());
    assert_eq!(repository.bytes(&old, &path("README"), 10).unwrap(), Some(b"x".to_vec()));
    assert_eq!(repository.bytes(&old, &path("policies/new.policy"), 10).unwrap(), None);
}

#[test]
fn a_bare_repository_and_a_work_tree_elsewhere_are_read() {
    let made = two();
    let bare = tempfile::tempdir().unwrap();
    made.git(&["clone", "-q", "--bare", ".", bare.path().to_str().unwrap()]);
    let repository = Repository::discover(bare.path()).unwrap();
    assert_eq!(repository.root(), None);
    let revision = repository.revision("v2023").unwrap();
    let place = repository.path("policies/a.policy".as_ref()).unwrap();
    assert_eq!(texts(&repository.sources(&revision, &[place]).unwrap())[0].1, "one");

    let other = tempfile::tempdir().unwrap();
    let tree = other.path().join("tree");
    made.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "v2023"]);
    let repository = Repository::discover(&tree.join("policies/sub")).unwrap();
    assert_eq!(repository.root().unwrap(), tree.canonicalize().unwrap());
    assert_eq!(repository.revision("HEAD").unwrap().title, "First");
    assert_eq!(repository.path(&tree.join("policies/gone.policy")).unwrap(), path("policies/gone.policy"));
}

#[test]
fn what_is_not_there_is_said() {
    let made = two();
    let repository = made.open();
    let here = made.directory.path();
    let revision = repository.revision("v2023").unwrap();
    let head = repository.revision("HEAD").unwrap();
    assert_snapshot!("no_revision_nearest", said(repository.revision("v2024"), here));
    assert_snapshot!("no_revision_nearest_before", said(repository.revision("v2032~1"), here));
    assert_snapshot!("no_revision", said(repository.revision("xyz-unknown"), here));
    for hostile in
        ["", "-x", "..", "HEAD:", "\u{0}", "@{", "v2023^{", "~~~~", "HEAD~99999999999999999999", "HEAD^{/x"]
    {
        assert!(repository.revision(hostile).is_err(), "{hostile:?}");
    }
    assert_snapshot!("no_commit", said(repository.revision("HEAD:policies"), here));
    assert_snapshot!("no_path", said(repository.sources(&revision, &[path("policies/new.policy")]), here));
    assert_snapshot!("deleted", said(repository.sources(&head, &[path("policies/sub/乙.policy")]), here));
    assert_snapshot!("no_policy", said(repository.sources(&head, &[path("docs")]), here));
    assert_snapshot!("outside", said(repository.path("/elsewhere/x.policy".as_ref()), here));
    let empty = tempfile::tempdir().unwrap();
    assert_snapshot!("no_repository", said(Repository::discover(empty.path()), empty.path()));
    assert_snapshot!("no_commit_yet", said(Made::new().open().revision("HEAD"), here));
}

#[test]
fn a_damaged_repository_is_said_to_be_one() {
    let made = two();
    fs::write(
        made.at(".git/config"),
        "[core]\n\trepositoryformatversion = 99\n[extensions]\n\tobjectFormat = sha9\n",
    )
    .unwrap();
    let said = said(Repository::discover(made.directory.path()), made.directory.path());
    assert!(said.contains("cannot be read") && said.contains("无法读取"), "{said}");

    let made = two();
    let blob = made.git(&["rev-parse", "HEAD:policies/a.policy"]);
    let object = made.at(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    let open = || {
        let repository = made.open();
        let head = repository.revision("HEAD").unwrap();
        repository.sources(&head, &[path("policies")])
    };
    let mut permissions = fs::metadata(&object).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false)]
    permissions.set_readonly(false);
    fs::set_permissions(&object, permissions).unwrap();
    fs::write(&object, b"x\x9c no object").unwrap();
    let said_damaged = common::said(open(), made.directory.path());
    assert!(said_damaged.contains("is damaged") && said_damaged.contains("已损坏"), "{said_damaged}");
    fs::remove_file(&object).unwrap();
    assert_snapshot!("missing_object", common::said(open(), made.directory.path()));
}

#[test]
fn links_and_submodules_are_not_followed() {
    let made = Made::new();
    let other = Made::new();
    other.write("secret.policy", "secret");
    other.commit("Other");
    made.write("policies/a.policy", "one");
    made.git(&["submodule", "--quiet", "add", other.directory.path().to_str().unwrap(), "policies/sub"]);
    std::os::unix::fs::symlink(other.at("secret.policy"), made.at("policies/link.policy")).unwrap();
    std::os::unix::fs::symlink("..", made.at("policies/up")).unwrap();
    made.commit("Links");
    let repository = made.open();
    let head = repository.revision("HEAD").unwrap();
    let read = repository.sources(&head, &[path("policies")]).unwrap();
    assert_eq!(texts(&read), [pair("HEAD:policies/a.policy", "one")]);
    let here = made.directory.path();
    assert_snapshot!("link", said(repository.sources(&head, &[path("policies/link.policy")]), here));
    assert_snapshot!(
        "through_a_link",
        said(repository.sources(&head, &[path("policies/up/policies")]), here)
    );
    assert_snapshot!(
        "submodule",
        said(repository.sources(&head, &[path("policies/sub/secret.policy")]), here)
    );
}

/// Makes a directory object out of lines, however strange, and commits it.
fn committed(made: &Made, lines: &[(&str, &str, &str)]) {
    let mut bytes = Vec::new();
    for (mode, name, id) in lines {
        bytes.extend(format!("{mode} {name}\0").bytes());
        bytes.extend((0..20).map(|place| u8::from_str_radix(&id[place * 2..place * 2 + 2], 16).unwrap()));
    }
    fs::write(made.at(".git/raw"), bytes).unwrap();
    let tree = made.git(&["hash-object", "-t", "tree", "-w", "--literally", ".git/raw"]);
    let commit = made.git(&["commit-tree", &tree, "-m", "Strange"]);
    made.git(&["update-ref", "refs/heads/main", &commit]);
}

#[test]
fn hostile_names_are_refused_and_control_characters_do_no_harm() {
    let made = Made::new();
    let blob = made.git_with(&["hash-object", "-w", "--stdin"], "text");
    for name in ["..", ".", ".git", ".GIT", "a\\b.policy"] {
        committed(&made, &[("100644", name, &blob)]);
        let repository = made.open();
        let head = repository.revision("HEAD").unwrap();
        let error = said(repository.sources(&head, &[path("")]), made.directory.path());
        assert!(error.contains("git refuses") && error.contains("不允许"), "{name}: {error}");
    }
    committed(&made, &[("100644", "..", &blob)]);
    let repository = made.open();
    let head = repository.revision("HEAD").unwrap();
    assert_snapshot!("hostile_name", said(repository.sources(&head, &[path("")]), made.directory.path()));
    for name in ["a/b.policy", ""] {
        committed(&made, &[("100644", name, &blob)]);
        let repository = made.open();
        let head = repository.revision("HEAD").unwrap();
        assert!(repository.sources(&head, &[path("")]).is_err(), "{name}");
    }
    committed(&made, &[("100644", "a\u{1b}[31m\n.policy", &blob)]);
    let repository = made.open();
    let head = repository.revision("HEAD").unwrap();
    assert_eq!(texts(&repository.sources(&head, &[path("")]).unwrap())[0].1, "text");
}

/// Writes a file whose name is no UTF-8.
#[cfg(target_os = "linux")]
fn write_bytes(made: &Made, name: &[u8], text: &str) {
    use std::os::unix::ffi::OsStrExt;
    let path = made.directory.path().join(std::ffi::OsStr::from_bytes(name));
    fs::write(path, text).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_no_text_are_refused_where_they_are_policies() {
    let made = Made::new();
    write_bytes(&made, b"\xff.txt", "notes");
    made.write("a.policy", "text");
    made.commit("Notes");
    let sources = |made: &Made| {
        let repository = made.open();
        repository.sources(&repository.revision("HEAD").unwrap(), &[path("")])
    };
    assert_eq!(texts(&sources(&made).unwrap()).len(), 1);
    write_bytes(&made, b"\xff.policy", "one");
    write_bytes(&made, b"\xfe.policy", "other");
    made.commit("Policies");
    assert_snapshot!("name_not_text", said(sources(&made), made.directory.path()));
}

#[test]
fn policies_that_are_too_much_together_are_refused() {
    let made = Made::new();
    let large = format!("# {}\n", "x".repeat(4_000_000));
    made.write("0.policy", &large);
    let blob = made.git_with(&["hash-object", "-w", "--stdin"], &large);
    let lines: Vec<(String, String)> =
        (0..20).map(|number| (format!("{number:02}.policy"), blob.clone())).collect();
    let lines: Vec<(&str, &str, &str)> =
        lines.iter().map(|(name, id)| ("100644", name.as_str(), id.as_str())).collect();
    committed(&made, &lines);
    let repository = made.open();
    let head = repository.revision("HEAD").unwrap();
    assert_snapshot!("too_much", said(repository.sources(&head, &[path("")]), made.directory.path()));
}

#[test]
fn an_identifier_that_several_objects_begin_with_is_said_to() {
    let made = Made::new();
    // Among so many objects two share their first four digits.
    for number in 0..1_500 {
        made.write(&format!("{number}.txt"), format!("{number}"));
    }
    made.write("a.policy", "text");
    made.commit("Many");
    let all = made.git(&["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]);
    let mut beginnings: Vec<&str> = all.lines().map(|id| &id[..4]).collect();
    beginnings.sort_unstable();
    let shared = beginnings.windows(2).find(|pair| pair[0] == pair[1]).expect("two share their beginning")[0];
    let error = said(made.open().revision(shared), made.directory.path());
    assert!(error.contains("several objects") && error.contains("多个对象"), "{error}");
}

#[test]
fn what_is_too_large_is_not_unpacked() {
    let made = Made::new();
    // 300 MiB of nothing, which packs to a few hundred kilobytes.
    let file = fs::File::create(made.at("huge.policy")).unwrap();
    file.set_len(300 << 20).unwrap();
    made.commit("Huge");
    let repository = made.open();
    let head = repository.revision("HEAD").unwrap();
    assert_snapshot!("huge", said(repository.sources(&head, &[path("")]), made.directory.path()));
    made.git(&["gc", "-q", "--prune=now"]);
    let repository = made.open();
    assert_snapshot!("huge", said(repository.sources(&head, &[path("")]), made.directory.path()));
}

#[test]
fn deep_and_wide_trees_end() {
    // Ten times the same directory, twelve deep: a trillion files for whoever counts them one by one.
    let made = Made::new();
    let blob = made.git_with(&["hash-object", "-w", "--stdin"], "text");
    for (name, is_refused) in [("x.policy", true), ("x.txt", false)] {
        let mut tree = made.git_with(&["mktree"], &format!("100644 blob {blob}\t{name}\n"));
        for _ in 0..12 {
            let lines: String = (0..10).map(|number| format!("040000 tree {tree}\td{number}\n")).collect();
            tree = made.git_with(&["mktree"], &lines);
        }
        let commit = made.git(&["commit-tree", &tree, "-m", "Bomb"]);
        let repository = made.open();
        let revision = repository.revision(&commit).unwrap();
        let read = repository.sources(&revision, &[path("")]);
        if is_refused {
            assert_snapshot!("too_many", said(read, made.directory.path()));
        } else {
            assert!(read.is_err(), "no policy in it");
        }
    }
    let mut tree = made.git_with(&["mktree"], &format!("100644 blob {blob}\tx.policy\n"));
    for _ in 0..40 {
        tree = made.git_with(&["mktree"], &format!("040000 tree {tree}\td\n"));
    }
    let commit = made.git(&["commit-tree", &tree, "-m", "Deep"]);
    let repository = made.open();
    let revision = repository.revision(&commit).unwrap();
    let error = said(repository.sources(&revision, &[path("")]), made.directory.path());
    assert!(error.contains("too deep") && error.contains("层次过深"), "{error}");
}

#[test]
fn a_clone_of_limited_depth_says_so() {
    let made = two();
    let shallow = Made::new();
    let source = format!("file://{}", made.directory.path().display());
    shallow.git(&["fetch", "-q", "--depth", "1", &source, "main"]);
    shallow.git(&["reset", "-q", "--hard", "FETCH_HEAD"]);
    let repository = shallow.open();
    assert!(repository.is_shallow());
    assert_snapshot!("shallow_revision", said(repository.revision("xyz-unknown"), made.directory.path()));
    assert!(repository.revision("HEAD~1").is_err());
    let history = repository.history(&repository.revision("HEAD").unwrap(), &[path("policies")]).unwrap();
    assert_eq!((history.steps.len(), history.is_cut), (1, true));
}
