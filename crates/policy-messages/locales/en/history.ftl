# Policies in git, sets of them, the history of a rule, and checks in the daily flow.
failure-form-only-check = this form is for `policy check` (sarif, junit) and `policy test` (junit)
failure-form-of-check = the findings of `policy check` come as text, json, sarif or junit
failure-form-of-test = the results of `policy test` come as text, json or junit

git-no-repository = { $path } lies in no git repository; go to one, or name a file or directory instead of a revision
git-unopened = the git repository of { $path } cannot be read: it is damaged, or of a form that is not known ({ $detail })
git-no-revision = there is no revision `{ $name }` in this repository; `git tag` and `git log` list what there is
git-no-revision-nearest = there is no revision `{ $name }` in this repository; did you mean `{ $nearest }`?
git-no-revision-shallow = there is no revision `{ $name }` in this repository, which is a clone of limited depth; `git fetch --unshallow --tags` fetches the rest
git-no-commit = `{ $name }` names a file or directory of the repository, and no revision
git-outside = { $path } lies outside the git repository
git-no-path = there is no { $path } at { $revision }; it may have been added later, deleted before, or called otherwise
git-no-policy = { $path } holds no .policy file at { $revision }
git-link = { $path } is a symbolic link in the repository, which is not followed; name what it leads to
git-submodule = { $path } is a submodule, whose files are not in this repository; name the submodule's own repository
git-hostile-name = the repository holds a file with a name that git refuses: { $path }
git-too-large = { $what } is larger than { $most } MiB in the repository, so it was not read
git-too-deep = directories of the repository lie too deep at { $path }
git-too-many = the repository holds more than { $most } policy files here
git-too-long = the history has more than { $most } revisions; name fewer paths
git-missing = the repository lacks object { $object }: it is damaged, or a clone that left files out; `git fsck` and `git fetch --refetch` help
git-damaged = object { $object } of the repository is damaged: { $detail }; `git fsck` tells more
