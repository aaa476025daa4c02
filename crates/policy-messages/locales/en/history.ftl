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
git-name-not-text = the name of a policy file or directory of the repository is not UTF-8: { $path }; `git mv` renames it
git-ambiguous = several objects of the repository begin with `{ $name }`; write more of the identifier
git-too-much = the policy files at this revision are larger than { $most } MiB together; name fewer paths
git-too-large = { $what } is larger than { $most } MiB in the repository, so it was not read
git-too-deep = directories of the repository lie too deep at { $path }
git-too-many = the repository holds more than { $most } policy files here
git-too-long = the history has more than { $most } revisions; name fewer paths
git-missing = the repository lacks object { $object }: it is damaged, or a clone that left files out; `git fsck` and `git fetch --refetch` help
git-damaged = object { $object } of the repository is damaged: { $detail }; `git fsck` tells more

outline-applies = for { $subject }
outline-applies-where = for { $subject }, where { $condition }
outline-once = once, within: { $window }
outline-each = each { $period }
outline-each-by = each { $period }, by { $by }
outline-cycle = every { $every }, from: { $from }
outline-cycle-by = every { $every }, from: { $from }, by { $by }
outline-paused = { $cycle }, extended by { $events }
outline-paused-beyond = { $paused } beyond { $beyond }
outline-event = for each of: { $events }
outline-event-within = for each of: { $events }; within: { $window }
outline-required = requires { $condition }
outline-grace = may still be met { $span } after the due date
outline-carried = what is over passes to later periods, { $share } of it
outline-carried-most = { $carried }, at most { $most }
outline-carried-for = { $carried }, for { $span }
outline-back-fill = old shortfalls are made good first
outline-borrowed = may be made up from the next period, at most { $most }
outline-exempt = exempt ({ $name }): { $condition }
outline-instead = instead ({ $name }): { $required }, where { $condition }
outline-instead-within = instead ({ $name }): { $required }, within { $window }, where { $condition }

log-rule = { $rule } ({ $id })
log-policy = { $policy }
log-policy-document = { $policy }, { $document }
log-in-force = in force from { $from } to { $to }
log-in-force-open = in force since { $from }
log-gap = from { $from } to { $to } no version of it is in force
log-overlap = from { $from } to { $to } two versions of it are in force at once
log-overlap-open = from { $from } on two versions of it are in force at once
log-unchanged = says the same as before
log-changed = { $before }  →  { $after }
log-added = new: { $line }
log-dropped = no longer: { $line }
log-absent = has no such rule
log-renamed = was called { $name } before
log-git = In git: { $touched } of { $seen } revisions up to { $revision } touched these policies; those that changed the rule:
log-git-shallow = This clone is of limited depth: what lies before { $date } is not here (`git fetch --unshallow`).
log-git-never = no revision up to { $revision } holds the rule
log-revision = { $revision }  { $date }  { $title }
log-merge = { $line }  (merge)
log-uncommitted = not committed yet
log-policy-line = { $policy }: { $line }
log-appeared = begins
log-disappeared = is no longer there
log-broken = does not compile here: { $detail }
log-nothing-in-force = no version of the rule was in force on { $date }, here or in git
log-at-revision = as it stood at { $revision }, { $date }
log-several-revisions = the history of a rule is told up to one revision, and these paths name two: `{ $one }` and `{ $other }`
log-no-such-rule = no version of these policies has a rule called `{ $name }`; there are { $known }
log-no-such-rule-nearest = no version of these policies has a rule called `{ $name }`; did you mean `{ $nearest }`?
help-log = Tell the history of a rule: its versions side by side, and what git knows of it
help-log-after =
    Versions of a policy lie side by side in one directory, each with its dates, or one file is amended again and again in git; both
    are told, in the order of time: when in force, by which clause, what is required, what changed. A rule or file that was
    renamed is followed.

    Examples:
      policy log annual_hours policies/
      policy log annual_hours policies/ --as-of 2022-06-30
help-arg-logged-rule = The rule, by its name or label
help-arg-log-as-of = Only what was in force on this day
value-rule = RULE

set-mistake = { $place }: { $reason }
set-syntax = not a policy set, which is written in TOML; paths stand in quotation marks (what its reader met: { $detail })
set-key = nothing is said by `{ $key }`; expected { $names }
set-key-nearest = nothing is said by `{ $key }`; did you mean `{ $nearest }`?
set-value = expected { $expected }
set-outside = `{ $path }` leads out of the directory of the set; everything of a set lies below it
set-not-there = there is no file or directory `{ $path }`, seen from this file
set-no-policies = this set names no policy; expected policies = ["…"]
set-too-large = { $file } is larger than { $most } MiB, which no policy set is
expected-path = a path in quotation marks, such as "regulations"
expected-paths = paths in quotation marks, such as ["policies", "vocabulary.policy"]
new-set = {"#"} Where the policies of this directory are, so that commands need no paths.
new-set-texts = {"#"} The texts of the regulations: every quote must stand there.

check-changed = files changed since { $revision }: { $files }, others: { $same }; findings that the change does not touch, not shown: { $elsewhere }
check-changed-fine = no mistake in what changed, nor in what depends on it
help-arg-changed = Tell only what a change since this revision touches: findings in files that changed, and in policies that depend on them
value-revision = REVISION

show-as-written = { $file } has mistakes, or lacks its vocabulary, and is shown as it is written
help-show = Print a policy in one layout and one language, without comments: what differs then differs in its words
help-show-after =
    For git, so that `git diff` shows what a change means and not how it is laid out:

      echo '*.policy diff=policy' >> .gitattributes
      git config diff.policy.textconv 'policy show'

    Examples:
      policy show taixing-2019/policy.policy
      policy show v2023:taixing-2019/policy.policy --keywords zh
