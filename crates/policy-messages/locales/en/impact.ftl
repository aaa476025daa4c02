# What is said of a change and the people whom it concerns.
help-impact = Show who is decided otherwise by a new version, and what it takes to bring them back
help-impact-after =
    Both versions decide the same data. Rules are matched by name, else by label. Where the new version begins on another day,
    both are decided as if in force together, so that what is not in force yet can be tried; --own-dates keeps the dates.
    Text and JSON hold a matrix of statuses before and after for each rule, groups and people; CSV a row for everything decided
    otherwise. People are told by identifier alone, unless --names.

    Examples:
      policy impact rules-2023.policy rules-2026.policy --with vocabulary/ --data teachers.xlsx --as-of 2025-12-31
      policy impact 2023.bundle 2026/ --data data/ --as-of 2025-12-31 --period 2025 -o impact.csv
help-arg-old = The old version: a policy file, a directory, a bundle, or a compiled plan
help-arg-new = The new version, likewise
help-arg-with = Files and directories that both versions use: vocabulary, calendars; may be given several times
help-arg-names = Show people's names too
help-arg-own-dates = Decide by each version only what falls due while it is in force
help-arg-impact-output = Write the result to this file, whole or not at all; .csv and .json set the format
value-old = OLD
value-new = NEW
failure-form-impact = an impact is written as text, csv or json; take --format text, csv or json
failure-impact-nothing = neither version has what --policy and --rule together ask for; leave one of them out

impact-head = As of { $date }: { $old } → { $new }
impact-as-if = decided as if both versions were in force: { $policies }
impact-summary = Decided by both: { $subjects }; decided otherwise: { $flipped } (worse off: { $worse }, better off: { $better })
impact-only-new = Not compared, since the new version alone can read or knows them: { $people }
impact-only-old = Not compared, since the old version alone can read or knows them: { $people }
impact-counted = { $kind } { $count }
finding-by-old = by the words of the old version: { $reason }
impact-none = none
impact-corner = before ↓ after →
impact-rules = Rules, how many verdicts
impact-rules-same = no verdict differs: { $names }
impact-consequences = Consequences, for how many periods
impact-consequences-same = nothing differs: { $names }
impact-needed = Still to be organised for those who owed nothing before, each rule by itself
impact-without-figure = no figure
impact-together = together
impact-groups = Groups
impact-people = Decided otherwise
impact-flip = { $item }{ $period }: { $before } → { $after }
impact-short = , still { $amount } { $unit }
impact-more-people = … and { $count } more; --format csv lists all
impact-more-groups = … and { $count } more; --format json lists all
impact-column-before = before
impact-column-after = after
impact-column-verdicts = verdicts
impact-column-needed = still needed
impact-column-group = group
impact-column-members = members
impact-column-count = how many
impact-column-worse = worse off
impact-column-better = better off
