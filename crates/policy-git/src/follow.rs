//! Files and directories that were renamed, followed under their former names.

use std::collections::HashSet;

use gix::ObjectId;

use crate::files::{FileAt, Listing};
use crate::{GitError, RepoPath, Repository};

/// How many files are compared by their lines to find the one that was renamed.
const MAX_COMPARED: usize = 50;

/// The paths under which the files of `paths` stood in the revision before, where some of them were not there yet; `None` where nothing was
/// renamed.
pub(crate) fn former(
    repository: &Repository,
    listing: &mut Listing<'_>,
    paths: &[RepoPath],
    (tree, files): (ObjectId, &[FileAt]),
    (tree_before, before): (ObjectId, &[FileAt]),
) -> Result<Option<Vec<RepoPath>>, GitError> {
    let is_new = |path: &&RepoPath| {
        let stands = |files: &[FileAt]| files.iter().any(|file| path.holds(&file.path));
        stands(files) && !stands(before)
    };
    if !paths.iter().any(|path| is_new(&path)) {
        return Ok(None);
    }
    let root = RepoPath::default();
    let after: HashSet<String> =
        listing.files(tree, &root)?.unwrap_or_default().into_iter().map(|file| file.path).collect();
    let mut gone = listing.files(tree_before, &root)?.unwrap_or_default();
    gone.retain(|file| !after.contains(&file.path));
    let mut former = paths.to_vec();
    let mut is_renamed = false;
    for path in former.iter_mut() {
        if !is_new(&&*path) {
            continue;
        }
        let own = files.iter().filter(|file| path.holds(&file.path));
        for file in own {
            if let Some(source) = source(repository, file, &gone)? {
                *path = moved(path, &file.path, &source.path);
                is_renamed = true;
                break;
            }
        }
    }
    Ok(is_renamed.then_some(former))
}

/// The file that has gone and whose text came back under another name: the same, or with most of its lines.
fn source<'f>(
    repository: &Repository,
    file: &FileAt,
    gone: &'f [FileAt],
) -> Result<Option<&'f FileAt>, GitError> {
    if let Some(same) = gone.iter().find(|other| other.id == file.id) {
        return Ok(Some(same));
    }
    let text = repository.text(file)?;
    let mut best = (0, None);
    for other in gone.iter().take(MAX_COMPARED) {
        let alike = alike(&text, &repository.text(other)?);
        if alike > best.0 {
            best = (alike, Some(other));
        }
    }
    Ok(best.1.filter(|_| best.0 > 50))
}

/// How many hundredths of the lines of two texts are in both.
fn alike(left: &[u8], right: &[u8]) -> usize {
    let lines = |text: &'_ [u8]| -> HashSet<Vec<u8>> {
        let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        lines.filter(|line| line.len() > 1).map(<[u8]>::to_vec).collect()
    };
    let (left, right) = (lines(left), lines(right));
    let most = left.len().max(right.len()).max(1);
    left.intersection(&right).count() * 100 / most
}

/// Where a path stood before, when a file at or below it stood elsewhere.
fn moved(path: &RepoPath, file: &str, source: &str) -> RepoPath {
    let inside = file.strip_prefix(&path.to_string()).unwrap_or("");
    let former = source.strip_suffix(inside).unwrap_or(source);
    RepoPath::new(former).unwrap_or_default()
}
