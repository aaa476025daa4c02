//! Files and directories that were renamed, followed under their former names.

use std::collections::HashSet;

use gix::ObjectId;

use crate::files::{FileAt, Listing};
use crate::{GitError, RepoPath, Repository};

/// How many files are compared by their lines to find the one that was renamed, and how many bytes they may have together.
const MAX_COMPARED: usize = 50;
const MAX_COMPARED_BYTES: usize = 16 * 1024 * 1024;

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
    let after = listing.files(tree, &root)?.unwrap_or_default();
    let after: HashSet<&str> = after.iter().map(|file| &*file.path).collect();
    let before_all = listing.files(tree_before, &root)?.unwrap_or_default();
    let gone: Vec<FileAt> = before_all.iter().filter(|file| !after.contains(&*file.path)).cloned().collect();
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
    let mut left = MAX_COMPARED_BYTES;
    for other in gone.iter().take(MAX_COMPARED) {
        let former = repository.text(other)?;
        let Some(enough) = left.checked_sub(former.len()) else { break };
        left = enough;
        let alike = alike(&text, &former);
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

/// Where a path stood before, when a file at or below it stood elsewhere: as far above the file as it is now.
fn moved(path: &RepoPath, file: &str, source: &str) -> RepoPath {
    let depth = file.split('/').count().saturating_sub(path.parts().len());
    let source: Vec<&str> = source.split('/').collect();
    let former = source.get(..source.len().saturating_sub(depth)).unwrap_or_default();
    RepoPath::new(&former.join("/")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn former(path: &str, file: &str, source: &str) -> String {
        moved(&RepoPath::new(path).unwrap_or_default(), file, source).to_string()
    }

    #[test]
    fn a_path_stood_as_far_above_its_file_as_it_does_now() {
        assert_eq!(former("new", "new/a.policy", "old/a.policy"), "old");
        assert_eq!(former("new", "new/x/a.policy", "old/x/a.policy"), "old");
        assert_eq!(former("new", "new/a.policy", "a.policy"), ".");
        assert_eq!(former("new", "new/b.policy", "old/a.policy"), "old");
        assert_eq!(former("b.policy", "b.policy", "old/a.policy"), "old/a.policy");
        assert_eq!(former("new", "new/x/a.policy", "a.policy"), ".");
    }
}
