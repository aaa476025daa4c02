# What changes from one version of a policy to another.

diff-title = Comparison of two versions
diff-old = Old version
diff-new = New version
diff-heading-changes = What changes
diff-heading-same = Said otherwise, no change in meaning
diff-summary = { $stricter } stricter, { $looser } looser, { $both } both; { $open } without a difference found; { $same } rules and consequences mean the same.
diff-summary-same = The two versions say the same.
diff-summary-no-meaning = No change in meaning. All { $same } rules and consequences mean the same.
diff-days = Compared as if both were in force from { $from } to { $to }.

diff-what = { $kind } "{ $name }"
diff-item-policy = policy
diff-item-rule = rule
diff-item-consequence = consequence
diff-item-recognition = recognition of
diff-item-entry = recognition entry
diff-item-step = recognition limit on
diff-item-parameter = parameter
diff-item-table = table
diff-item-period = calendar period
diff-item-subject = kind of subject
diff-item-fact = fact
diff-item-list = kind of event
diff-item-field = field
diff-item-tree = terms
diff-item-term = term
diff-item-unit = unit
diff-item-outcome = outcome

diff-added = added
diff-removed = removed
diff-changed = changed
diff-renamed = renamed, no change in meaning
diff-called-otherwise = renamed
diff-reworded = said otherwise, no change in meaning
diff-was-called = was called "{ $name }"

diff-equal = no change in meaning
diff-stricter = stricter
diff-looser = looser
diff-both = stricter for some, looser for others
diff-stricter-at-least = stricter for some
diff-looser-at-least = looser for some
diff-none-found = no difference found
diff-rescheduled = due on other days

diff-says-equal = { $name }: no change in meaning where everything is recorded (proved)
diff-says-stricter = { $name }: stricter. Whoever satisfies the new version satisfies the old one, but not the other way round
diff-says-looser = { $name }: looser. Whoever satisfies the old version satisfies the new one, but not the other way round
diff-says-both = { $name }: stricter for some, looser for others
diff-says-stricter-at-least = { $name }: stricter for some; nobody for whom it is looser was found in { $tries } tries
diff-says-looser-at-least = { $name }: looser for some; nobody for whom it is stricter was found in { $tries } tries
diff-says-none-found = { $name }: no difference found in { $tries } tries; that there is none is not proved
diff-says-default = { $name }: no change where everything is recorded; an empty cell means something else now
diff-says-words = { $name }: not compared. What it reads is declared otherwise: the days of events, or who belongs to whom
diff-says-untried = { $name }: not proved to be the same, and not tried
diff-says-stricter-untried = { $name }: stricter for some; whether it is looser for anybody is not proved, and not tried
diff-says-looser-untried = { $name }: looser for some; whether it is stricter for anybody is not proved, and not tried
diff-says-rescheduled = { $name }: the same is asked of the same people, but it is due on other days
diff-falls-equal = { $name }: falls on the same people where everything is recorded (proved)
diff-falls-more = { $name }: stricter. It falls on some on whom it did not fall, and still on all others
diff-falls-fewer = { $name }: looser. It no longer falls on some on whom it fell, and on nobody new
diff-falls-both = { $name }: falls on some on whom it did not fall, and no longer on others
diff-given-more = { $name }: looser. Some have it who did not have it, and nobody loses it
diff-given-fewer = { $name }: stricter. Some no longer have it, and nobody new has it

diff-reaches-nothing = No rule and no consequence means something else by it

diff-aspect-of = { $aspect }, { $measured }
diff-aspect-applies = for whom
diff-aspect-schedule = when
diff-aspect-grace = grace after the due date
diff-aspect-requirement = required
diff-aspect-exemption = exemption "{ $name }"
diff-aspect-alternative = "{ $name }" applies when
diff-aspect-instead = required instead under "{ $name }"
diff-aspect-instead-within = time for "{ $name }"
diff-aspect-principle = in principle only
diff-aspect-balance = carried over
diff-aspect-when = follows when
diff-aspect-action = what follows
diff-aspect-lasting = for how long
diff-aspect-lifted = lifted by
diff-aspect-events = which
diff-aspect-treatment = counts
diff-aspect-credit = counts for
diff-aspect-step = limit
diff-aspect-order = order
diff-aspect-value = figure
diff-aspect-row = { $row }
diff-aspect-otherwise = otherwise
diff-aspect-occurrence = { $label }
diff-aspect-effective = in force
diff-aspect-default = where nothing is recorded
diff-aspect-dated = happens on
diff-aspect-lasts = lasts from and to

diff-figure = { $what }: { $old } → { $new }
diff-figure-added = { $what }: + { $new }
diff-figure-removed = { $what }: − { $old }
diff-nothing = –

diff-due = by { $date }
diff-days-from = from { $from } on
diff-lasting-unstated = not said
diff-as-recorded = as recorded
diff-rejected = no
diff-counted = yes
diff-yes = yes
diff-no = no
diff-schedule-once = { $window }
diff-schedule-each = each { $period }
diff-schedule-cycle = every { $span } from { $from }
diff-schedule-event = at each { $event }
diff-schedule-event-within = at each { $event }, { $window }
diff-schedule-governed = { $schedule }, governed by the version in force on its day

diff-clause-old = old: { $clause }
diff-clause-new = new: { $clause }

diff-witness = Example (asked on { $date })
diff-witness-stricter = Harder for this record: old version { $old }, new version { $new }
diff-witness-looser = Easier for this record: old version { $old }, new version { $new }
diff-verdict-in = { $status } ({ $period })
diff-verdict-none = no such rule
diff-verdict-principle = { $status }, in principle only
diff-story-old = Old version: { $verdict }
diff-story-new = New version: { $verdict }
diff-record-json = As JSON

failure-diff-empty = There is no policy in { $path }: two versions are files, or directories, that hold at least one policy each.
failure-diff-apart = { $old } and { $new } have no kind of subject in common, and so nothing that could be compared.
failure-form-only-diff = Markdown is a form of `policy diff` alone.
failure-form-diff = A comparison has the forms text, json, markdown and html.
help-diff = Compare two versions of a policy: what changes in meaning, and for whom
help-diff-after =
    Examples:
      policy diff 2023/ 2026/
      policy diff old.policy new.policy --format markdown
      policy diff 2023/ 2026/ -o changes.html

    A version is a policy file or a directory of them. The exit status is 0 where nothing changes in meaning, 1 where something
    does, 2 where the versions cannot be compared.
help-arg-diff-old = The version to begin with: a policy file, a directory, a bundle, or REVISION:PATH; or two revisions, EARLIER..LATER, of the path that follows
help-arg-diff-new = The version to compare with it, likewise; or the path
