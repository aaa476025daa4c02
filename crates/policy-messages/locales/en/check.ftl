# What the compiler finds in names, types, dimensions and rules.

# What a thing is; used inside other sentences.
kind-amount = an amount
kind-date = a date
kind-finding = a finding of `check`
kind-fact = a fact
kind-fact-or-rule = a fact, a field or a rule
kind-field = a field
kind-flag = yes or no
kind-list = a kind of event or of member
kind-outcome = an outcome
kind-parameter = a parameter
kind-period = a period of a calendar
kind-period-or-event = a period or an event
kind-proportion = a percentage or ratio
kind-ratio = a ratio of two amounts
kind-rule = a rule
kind-rule-above = a rule of a layer above
kind-share = a share of members
kind-subject = a subject
kind-term = a term
kind-text = a text
kind-type = a type
kind-unit = a unit
kind-vocabulary-or-calendar = a vocabulary or a calendar
kind-rule-or-consequence = a rule or a consequence
kind-column = a variable, a rule, a consequence, `short` or `due`

clause-for = for …
clause-each = each … (or during …)
clause-grace = grace
clause-tightens = tightens
clause-window = a window
clause-issuer = issuer
clause-document = document
clause-source = source
clause-effective = effective

# Names.
name-unknown = `{ $name }` is not known here; expected { $kind }
name-ambiguous = `{ $name }` can mean several things here
name-duplicate = the name `{ $name }` is already taken
first-declared = declared here
meaning = { $kind }, `{ $name }`
meaning-field-of = the field `{ $name }` of { $list }
meaning-term-of = a term of { $field }
meaning-rule-of = the rule `{ $name }`
meaning-list-of = `{ $name }` of { $subject }
hint-nearest = did you mean { $names }?
hint-known = known here: { $names }
hint-none-declared = nothing of that kind is declared yet: declare it in a vocabulary or calendar that the policy uses
uses-a-policy = `{ $name }` is a policy; `uses` names vocabularies and calendars
hint-uses-a-policy = a policy needs no other to be read: an older version is named with `supersedes`, an upper layer with `under`
hint-rename = give one of the two another name
hint-rule-is-met = write `{ $name } is met` for the rule, or give the fact another name
hint-sum-of-list = say of which events: `{ $name } of { $list }`
hint-term-of-field = say of which field: `where { $field } is { $name }`
hint-uses-one-calendar = let the policy use only one of the calendars, or rename one of the periods
hint-rule-of-policy = a rule of another policy is written `{ $name }`
hint-write = write `{ $text }`
too-many-names = too many declarations of one kind; at most 65,535 are possible

# Vocabulary and calendar.
tree-order-differs = `{ $tree }` is ascending in one vocabulary and not in the other
field-kind-differs = `{ $name }` is declared again with another type
second-key = { $subject } has a key already
dated-differs = `{ $name }` goes by another date in the other vocabulary
not-a-date-field = `{ $name }` is not a date
hint-date-field = name a field of the event that is declared as `date`
default-misfit = the default of `{ $name }` does not fit its type; expected { $kind }
occurrence-backwards = `{ $label }` ends on { $to }, before it begins on { $from }
hint-swap-dates = swap the two dates, or correct one of them
occurrences-overlap = two occurrences of { $period } share the days from { $from } to { $to }
overlaps-with = the other one
hint-overlap = a day can belong to only one occurrence: correct one of the dates
period-empty = { $period } has no dates
tree-unused = no field holds a term of { $tree }
hint-tree-unused = declare a field of this type, or remove the terms

# Policy.
policy-without-effective = `{ $policy }` does not say since when it is in force
hint-effective = add for example `effective 2023-01-01`
clause-twice = only one of these may be stated: { $clause }
effective-backwards = in force until { $to }, which is before it begins on { $from }
effective-here = in force as stated here
supersedes-itself = `{ $name }` supersedes itself
hint-supersedes-itself = name the older policy, or take `supersedes` out
supersedes-from-the-start = `{ $name }` begins on or after { $begins }, so nothing of it would be left in force
hint-supersedes = correct one of the dates, or take `supersedes` out
supersedes-unknown = no policy is called `{ $name }`

# Layers.
under-unknown = the upper layer `{ $name }` is not among the files, so nothing is compared with it
hint-under-unknown = add its file, or allow the finding where there is none
policy-under-itself = `{ $name }` stands under itself
layers-in-a-ring = policies stand under each other in a ring: { $ring }
stands-under = `{ $lower }` stands under `{ $upper }`
hint-layers-in-a-ring = the lower layer names the upper one (school, county, city, province), never the other way round
layers-too-deep = more than { $limit } layers stand on each other
layers-too-many = more than { $limit } policies stand above `{ $policy }`
tightens-without-under = the policy names no layer above in which `{ $name }` could stand
hint-tightens-without-under = say it in the policy: `under …`, with the name of the upper policy
tightens-no-layer-above = `{ $name }` belongs to { $policy }, which does not stand above this policy
hint-under = if it does, say so in the policy: `under { $policy }`
loosens-layer-above = `{ $lower }` is looser than `{ $upper }` of { $policy }; for example: { $who }. { $below }; { $above }
hint-loosens-layer-above = ask for no less, of nobody fewer, and count nothing more; a rule that stands for no other takes another name
contradicts-layer-above = nobody to whom both apply can meet `{ $lower }` and `{ $upper }` of { $policy }
contradicts-layer-above-shown = nobody to whom both apply can meet `{ $lower }` and `{ $upper }` of { $policy }; for example: { $who }. { $below }; { $above }
hint-contradicts-layer-above = the upper layer goes first: correct the figure of the lower one, or say of whom it is asked
clause-of-lower-layer = the lower layer: { $clause }
clause-of-upper-layer = the upper layer: { $clause }
clause-not-cited = no clause is cited
tightens-other-subject = `{ $name }` is for { $rule_subject }, and this rule for { $subject }: neither can stand for the other
parameter-changes-no-amount = only an amount, such as `72 hours`, may change on a date
parameter-changes-unit = all figures of a parameter have one unit
parameter-changes-span = `{ $name }` changes on a date, so it cannot say how long something lasts
parameter-dates-missing = say from when this figure holds, or until when the one before it
length-without-beginning = this window has no beginning, so it has no length
parameter-backwards = this figure ends on { $to }, before it begins on { $from }
parameter-gap = nothing is said of { $from } to { $to }
parameter-ends = nothing is said of the time from { $from } on
parameter-overlap = two figures are given for { $from } to { $to }
hint-parameter-dates = each figure begins on the day after the one before ends: `72 hours until 2018-12-31, 90 hours from 2019-01-01`
parameter-not-a-figure = a parameter is a number with its unit, a percentage or a ratio
hint-parameter-setting = for example `30 days`, `6 months`, `20%` or `1:300`, of the same kind as the policy says
parameter-setting = { $name } cannot be set to `{ $value }`
setting-unknown = no policy has a parameter called `{ $name }`
parameter-unread = nothing in the policy reads { $name }
hint-parameter-unread = use it in a rule, or remove it: whoever changes it would change nothing
parameter-not-a-span = `{ $name }` is not a length of time
not-a-span = `{ $unit }` is not a unit of time
span-not-whole = { $amount } is not a whole number, so nobody can say on which day the time ends
hint-span-not-whole = say it in a smaller unit: `6 months` instead of `0.5 years`
hint-span-units = a length of time is a whole number of days, weeks, months or years
span-too-long = this is more than a thousand years
span-of-nothing = a length of time of zero
nested-too-deep = nested too deeply; split the condition into several rules

# Recognition.
recognised-twice = `{ $name }` has a recognition already
hint-recognised-twice = put all entries into one `recognition`
credit-without-field = `as` needs to know which field it counts towards
hint-credit = name the credited field: `recognition of trainings as hours`
conversion-step = a conversion is rounded to a step of one of its two units that is more than zero
conversion-not-exact = an amount of { $from } is not exact in { $to }: it is { $numerator }/{ $denominator } of it
hint-conversion-not-exact = say how it is rounded: `convert 45 minutes = 1 hour, rounded down to 0.5 { $to }`
step-without-credit = nothing is credited here, so there is nothing to limit, deduct from or round
step-hangs-on-rule = with caps, repeats or deductions, what counts must be the same for every rule; this hangs on the period or the event of the rule that asks
hint-step-hangs-on-rule = name the days themselves, such as `from 2019-01-01 to 2019-12-31`, or say `each year`
share-needs-period = a share of the total needs to know of which total
hint-share-needs-period = say `each year`, or another period, or nothing for all time
hint-share-of-total = say `20% of the total`
round-to-nothing = amounts are rounded to a figure above zero, such as `0.5 hours`
deduct-figure = what is deducted for each must be a plain figure
hint-deduct-figure = write it out: `deduct 0.5 hours for each lateness`
once-per-event = each event counts once anyway; name what makes several the same, such as `once per project`
convert-nothing = a conversion is between two different units, with figures above zero
convert-twice = these two units already convert

# Rules.
rule-without-for = `{ $name }` does not say for whom it is
hint-for = add for example `for teachers`
rule-without-require = `{ $name }` does not say what is required
hint-require = add `require …`
window-beside-each = a rule that repeats has its window from its period already
schedule-here = it repeats as stated here
hint-window-beside-each = put the window where it is meant: `hours in WINDOW`
period-with-where = the occurrences of `{ $name }` cannot be chosen with `where`
hint-period-with-where = put the condition after `for …`
during-event = `{ $name }` is an event, not a period
hint-during-event = write `each { $name }`
in-each-count = expected a whole number of at least 1, found { $count }
reached-by-no-sum = only a sum or a count of events grows from day to day
hint-reached-by-no-sum = write for example `the day on which hours of induction reach 120`
deadline-of-a-paused-cycle = a cycle whose clock stops is due on its last day
hint-deadline-of-a-paused-cycle = leave out `by`, or `extended by`
pause-with-window = what stops the clock is looked for whenever it happens; it has no window of its own
pause-not-in-days = a clock is stopped by days, not by months: how many days of each stretch count all the same?
schedule-by-due-date = the due date is what this lays down; it cannot hang on itself
schedule-by-period = this lays the period down; `the period`, `the year` and a day without a year hang on it in turn
hint-schedule-by-period = write the year, such as `2019-03-30` or `end of year 2019`; for each year anew, `each year by March 30`
cycle-from-today = cycles cannot begin on the day of asking: they would begin anew every day
hint-cycle-from-today = for a stretch that moves with the day of asking write `over within 5 years before today`
deadline-not-common = this day is not the same for everybody, and a deadline within a period must be
hint-deadline = name a day, for example `December 1` or `end of the period - 7 days`; for a deadline of each person's own, use `within … after …`
no-occurrence = { $period } never ends while the policy of `{ $rule }` is in force, so the rule never applies
hint-no-occurrence = add the dates to the calendar, or correct the effective dates
rule-refers-to-itself = `{ $name }` refers to itself
rules-in-a-circle = rules refer to each other in a circle: { $cycle }
refers-to = `{ $from }` needs `{ $to }`
hint-cycle = one of them must be decided without the other
chain-too-long = `{ $name }` stands at the end of a chain of more than { $limit } rules that refer to each other
rule-of-other-subject = `{ $name }` is for { $rule_subject }, and here { $subject } is looked at
not-a-rule = `{ $name }` is not a rule
rule-in-event = `{ $name }` is a rule, and here single events are looked at
hint-rule-in-event = put the rule outside of the `where` of the events
consequence-as-condition = `{ $name }` is a consequence; only rules can be required or referred to
verdict-of-what = `is met`, `is unmet` and `is exempt` are said of a rule, by its name

# Consequences.
consequence-without-when = `{ $name }` does not say when it follows
hint-when = add for example `when annual_hours is unmet`
consequence-without-act = `{ $name }` does not say what follows
hint-act = add `deny …`, `grant …` or `oblige …`
consequence-without-rule = `{ $name }` speaks of no rule, so it is not known for whom it is
hint-consequence-for = add for example `for teachers`
subjects-differ = `{ $name }` speaks of `{ $first }` and `{ $second }`, which are for different subjects
schedules-differ = `{ $name }` speaks of `{ $first }` and `{ $second }`, which repeat differently
hint-consequence-each = say when it is looked at, for example `each year`
lasting-differs = one consequence cannot last for two different times
lasting-here = this is the other one
hint-two-consequences = make two consequences of it

# Conditions and amounts.
condition-as-value = a condition stands where an amount or a date is expected
hint-condition-as-value = a comparison has one amount on each side; join conditions with `and` or `or`
value-as-condition = { $kind } stands where a condition is expected
hint-value-as-condition = { $case ->
    [kind-date] say when it must be: `… in the year`, `… <= 2023-12-31`
    [kind-share] compare it: `share of … >= 60%`
    [kind-ratio] compare it: `ratio of … to … >= 1:300`
   *[other] compare it with something: `… >= 90`
 }
name-as-condition = `{ $name }` is { $kind }, not a condition
hint-name-as-condition = { $case ->
    [kind-term] say which: `{ $name } is …` or `{ $name } in […]`
    [kind-date] say when: `{ $name } in the year`, `{ $name } >= 2023-01-01`
    [kind-text] say which: `{ $name } is "…"`
    [kind-subject] say which: `{ $name } is "…"`
   *[other] compare it: `{ $name } >= …`
 }
not-an-amount = expected an amount, found { $kind }
not-a-day = expected a day, found { $kind }
hint-day = a day is a date (`2023-12-31`, `December 31`), a date field, or `end of the year`
not-a-length-of-time = only a length of time can be added to a date, and this is { $kind }
divided-by-no-count = an amount is shared out among a number, such as `credits / authors`
divided-by-less-than-one = nothing can be shared out among less than one
hint-divided-by-no-count = for a part in proportion write `90 hours pro rata A to B`, for a percentage `50% of hours`
rounded-to-nothing = an amount cannot be brought to multiples of nothing; name a step such as `0.5 hours`
counting-without-sum = `counting at most` needs a plain sum or count before it
hint-counting = write it as `hours >= 90, counting at most 20 hours of self_study`
table-unread = nothing in the policy uses the table { $name }
hint-table-unread = use it as an amount, such as `as { $name }`, or remove it
table-in-table = a table cannot use another one
table-too-long = a table has at most { $limit } rows
table-too-mixed = rows with an amount and rows with `none` take turns too often in this table; bring those with `none` together
table-without-columns = a table needs at least one column that it looks at, and one for the result
table-cell-misplaced = `otherwise` stands in the first cell of the last row, and `none` in the last cell of a row
table-result-missing = the last cell of a row says the amount, such as `4 hours`, or `none`
otherwise-not-last = `otherwise` is the last row: no row after it is ever looked at
otherwise-and-more = beside `otherwise`, the other cells stay empty
none-outside-recognition = some rows of `{ $name }` say that an event does not count, which only makes sense in a recognition
hint-none-outside-recognition = write `0` instead of `none`, or use the table after `as` in a recognition
table-overlap = this row of { $table } and one before it both hold, with different results, where { $witness }
table-row-before = the row before, which is the one that is taken
hint-table-overlap = say in one of them what the other means, so that only one holds
table-gap = no row of { $table } says what holds where { $witness }
hint-table-gap = add a row, or a last one with `otherwise`; until then it is nothing
table-unchecked = { $table } tells too many cases apart to be checked for gaps and contradictions
not-a-quantity = `{ $name }` is not an amount
hint-not-a-quantity = name a field that is declared with a unit, such as `hours`
not-a-term = expected the name of a term
no-such-year = there is no year { $year }
window-backwards = this window ends on { $to }, before it begins on { $from }
in-of-what = `in` needs a date or a field that holds a term, and this is { $kind }
hint-in-of-what = write `category in [public, ethics]` or `end in the year`
kinds-differ = { $left } cannot be compared with { $right }
hint-kinds-differ = both sides must be of one kind: two amounts, two dates, or a field and its value
hint-text-is = put the text in quotation marks
no-order = these can only be equal or different; there is no more or less
hint-no-order = use `is`, `is not`, `=` or `!=`
unit-mismatch = { $left } and { $right } are different units
measured-in = this is measured in { $unit }
hint-convert = if the regulation says how they convert, add it to the recognition: `convert 1 { $left } = … { $right }`
hint-declare-unit = if this is a field of the data, declare `unit { $name }` in the vocabulary and use it as the field's type
proportion-of-what = a percentage of what?
hint-proportion-of-what = name the amount: `20% of hours`; for the share of members write `share of teachers where …`
share-needs-proportion = a share is compared with a percentage or a ratio
hint-share = write for example `60%` or `2/3`
ratio-of-nothing = a ratio needs two figures that are not below zero, and the second above zero
proportion-too-fine = these figures multiply to more digits than can be held exactly
tree-not-ascending = the terms of { $tree } stand in no order, so there is no `at least`
hint-ascending = if they stand from the lowest to the highest, declare `terms { $tree } ascending`; else name the terms: `in [a, b]`
term-of-no-field = no field here can hold the term `{ $name }`
hint-term-of-no-field = it belongs to another kind of event or subject: check what is counted
some-of-count = { $count } of { $listed } conditions: this is always so, or never
hint-some-of = write for example `at least 2 of {"{"} a, b, c {"}"}`; also `at most` and `exactly`
some-of-comparator = here stands `at least`, `at most` or `exactly`
verdicts-in-no-row = `{ $name }` does not come again in each period, so there is no row of its verdicts
hint-verdicts-in-no-row = leave out `in a row`, or give the rule `each year` or the like
balance-here = how its periods settle is said here
balance-without-periods = this settles between periods, and the rule has none
hint-balance-without-periods = give the rule `each year`, or cycles such as `each 5 years from hired`
balance-with-instead = a rule whose periods settle with each other requires the same of everybody
hint-balance-with-instead = make what is required instead a rule of its own
balance-with-grace = what counts in the grace would count in two periods of an account
hint-balance-with-grace = leave the grace out, and say `fill old deficits first` for what is made up for later
balance-without-minimum = here the rule must require a plain minimum first
hint-balance-without-minimum = write for example `require hours >= 90`; other conditions follow after `and` or `of which`
balance-share = here stands a part of the surplus, of more than nothing and at most all of it
hint-balance-share = write for example `carry over 50% of the surplus`
balance-figure = here stands a figure or a parameter in the unit of the rule
hint-balance-figure = write for example `at most 30 hours`
clause-carry-over = `carry over`
clause-back-fill = `fill old deficits first`
clause-borrow = `borrow`
act-beside-grades = this stands beside grades, so it is not clear with which of them it goes
hint-act-beside-grades = put it into a grade, or into a consequence of its own
ladder-of-what = the steps of `{ $name }` count how often it came to one verdict, and `when` does not name just one
hint-ladder-of-what = write `when RULE is unmet`, with one rule
ladder-beside-grades = a step of a ladder stands beside grades, so it is not clear which of them comes first
grade-here = this is a grade
too-many-grades = a consequence has at most { $limit } grades
grade-after-otherwise = this grade can never be reached: `otherwise` takes everything before it
of-which-without-sum = `of which` narrows one sum or count, and this is none
hint-of-which = write `hours >= 90, of which {"{"} … {"}"}` with a single sum or count on the left
count-of-what = it does not say what is counted
hint-count-of-what = write `count of trainings …`
not-members = `{ $name }` do not belong to { $subject }
hint-not-members = declare in the vocabulary to which { $subject } each belongs: `fact { $subject }: { $subject }` of { $name }
members-have-no-dates = members have no dates, so they lie in no window
fact-is-not-summed = `{ $name }` is one value, so it cannot be narrowed
does-not-last = { $list } has no first and last day, so it covers nothing
hint-lasting = declare its first and last day in the vocabulary: `lasting start to end`
covers-without-event = `covers` is said of one event, inside `where`
hint-covers = write `leave of maternity covers at least 6 months of the year`, or `has plan where covers the year`
aggregate-in-event = events cannot be counted or summed while a single event is looked at
hint-aggregate-in-event = put the count or sum outside of the `where` of the events
its-without-event = `its { $name }` needs a rule that stands at an event
hint-its = `its` speaks of the event of `each training …`

# Tests.
test-cell-value = a value, or `?` for a missing one
test-cell-state = a status such as `met`, or for a consequence `in force`
test-two-records = a test decides one record
hint-test-two-records = make another test for it, or put it inside the record that it belongs to
test-without-record = the test gives no record
hint-test-without-record = add for example `teacher {"{"} … {"}"}`
test-copies-of-record = the record that is decided stands once
test-too-many-copies = a test may hold at most { $limit } records and events
test-list-value = `{ $name }` is a list, so it has no single value
hint-test-list-value = write `{ $name } {"{"} … {"}"}`, or `{ $name } ?` for a list that is missing
test-value-twice = `{ $name }` has a value already
test-value-misfit = { $field } holds { $kind }, and this is { $found }
test-unit = { $field } is measured in { $unit }, not in `{ $found }`
test-value-refused = the record cannot hold this: { $reason }
test-variable-unfilled = no column fills `{"$"}{ $name }`
hint-test-variable-unfilled = add a column of that name to `cases`
test-expects-nothing = the test expects nothing
hint-test-expects-nothing = add for example `expect annual_hours met`
test-short-of-consequence = only rules have a shortfall and a due date
test-standing-of-rule = `{ $name }` is a rule: it is met, unmet, pending, unknown, exempt or not applicable
test-status-of-consequence = `{ $name }` is a consequence: it is in force, at risk, undetermined or clear
test-period-unknown = `{ $name }` is no period of this rule
hint-test-period = write a year (`in 2023`), a day in the period (`in 2023-03-01`), or the label of an occurrence
test-about-missing = it is not said of which rule `{ $name }` is
hint-test-about = write `test "…" for RULE as of …`
test-cell = the column `{ $column }` holds { $expected }
test-state-differs = { $name }: expected { $expected }, found { $found }
test-measured = reached { $value } of { $threshold } { $unit }
test-short-differs = { $name }: expected short by { $expected }, found short by { $found } { $unit }
test-short-none = { $name }: expected short by { $expected }, found no shortfall
test-due-differs = { $name }: expected due on { $expected }, found due on { $found }
test-due-none = { $name }: expected due on { $expected }, found no due date
test-no-verdict = { $name }: no verdict for this period
hint-test-no-verdict = check the period, and from when to when the policy is in force
test-several-verdicts = { $name }: several verdicts, and it is not said which one is meant: { $verdicts }
hint-test-several-verdicts = say which, for example `in { $period }`
test-undecided = the record could not be decided: { $reason }
test-without-engine = the plan cannot be used: { $reason }

# Reading files.
load-unreadable = cannot read { $path }: { $reason }
load-no-policy = no `.policy` file in { $path }
load-too-large = { $path } is larger than { $limit } MB; split it into several files
load-too-deep = { $path } lies too many directories deep
load-too-many = too many files below { $path }

# Quotes.
quotes-without-source = `{ $policy }` quotes a regulation and names no file of its text
hint-quotes-without-source = add for example `source "taixing-2019.txt"`
quote-not-found = this does not stand in { $file }
hint-quote-nearest = the nearest passage is: { $passage }
hint-quote-nothing-near = nothing in the text comes near it: check which regulation is cited
source-outside = `{ $file }` must be a file of the directory that is given, without `..`
source-unreadable = cannot read { $file } in { $directory }: { $reason }
source-too-large = { $file } is larger than { $reason } MB
source-not-utf8 = { $file } is not UTF-8 text; save it as UTF-8

# What does not fit together.
witness-is = { $field } is { $value }
witness-yes = { $field }
witness-no = not { $field }
witness-this-year = { $field } in the year
witness-previous-year = { $field } in the previous year
witness-other-year = { $field } in another year
witness-other-text = { $field } is something else
witness-anybody = anybody
witness-event = { $list } ({ $fields })
witness-nothing-done = somebody who has done nothing
witness-separator = ;{" "}
witness-verdict = { $policy }: { $status }
witness-verdict-between = { $policy }: { $status } ({ $from } to { $to })
witness-verdict-soft = { $verdict } (in principle only)
witness-verdict-none = { $policy }: not applicable
alternatives-contradict = `{ $first }` and `{ $second }` can both apply, and require different things; for example: { $witness }
alternatives-may-contradict = `{ $first }` and `{ $second }` may both apply, and require different things; for example: { $witness }
exemption-contradicts = `{ $first }` frees from the rule what `{ $second }` still requires of; for example: { $witness }
hint-alternatives = say in the condition of the second that `{ $first }` does not apply, or which of the two goes first
rule-never-applies = `{ $rule }` can never apply to anybody
rule-never-met = nobody can ever meet `{ $rule }`
hint-never-met = its requirement contradicts itself, or contradicts whom it is for
part-never-applies = `{ $part }` can never apply
consequence-never-follows = `{ $consequence }` can never follow
hint-never-applies = its conditions exclude each other
entry-never-applies = this entry can never apply to any event
entry-never-reached = this entry has no effect: an earlier one decides every event
entry-takes-everything = this one
entry-twice = this entry has no effect: an earlier one has the same condition
hint-entry-never-reached = the first entry that holds decides: put the narrower one first, or remove it
minimums-exceed = the parts of `{ $rule }` require { $least } together, and the whole may be at most { $most }
hint-minimums-exceed = correct one of the figures

# Periods inside each other.
period-never-inside = `{ $rule }` looks for { $inner } in { $outer }: it never lies wholly in it, nor around its last day
hint-period-never-inside = a named period means its occurrence inside the rule's own period, else the one around the due date; for another time write `the year`, or the dates
field-outside-event = `{ $name }` belongs to each { $list }, and here no single one is looked at
hint-field-outside-event = look at it inside of a count or sum: `has { $list } where ({ $name } …)`
verdict-unknown = a rule can be `met`, `unmet` or `exempt`
hint-flag-before-window = if the window belongs to the rule, put the condition before it in parentheses
alternatives-may-overlap = nothing says that `{ $first }` and `{ $second }` cannot both apply, and they require different things
hint-members-window = take the window out, or put it inside: `count of teachers where (has training in the year)`
hint-rule-of-other-subject = the verdicts of members can be counted: `share of { $rule_subject } where { $name } >= 90%`
too-many-mistakes = more than { $limit } mistakes; the others are shown when these are mended

# Findings that are meant so.
allow-idle = `allow { $name }` silences nothing
hint-allow-idle = remove it, or it hides the next finding of that kind
allow-mistake = `{ $name }` is a mistake, which cannot be allowed
allow-without-reason = `allow { $name }` does not say why
hint-allow-because = add for example `because "the regulation itself says so"`

# What excludes each other.
rule-itself-never-met = nobody can ever meet what `{ $rule }` itself requires, but only its alternatives
cap-below-minimum = `{ $rule }` asks for { $least }, and no more than { $most } can ever count towards it
cap-here = this lets no more count
hint-cap-below-minimum = raise the limit, or lower the minimum
rules-contradict = nobody to whom both apply can meet both `{ $first }` and `{ $second }`
hint-rules-contradict = correct one of the figures, or say of whom only one of the two is asked
effective-gap = from { $from } to { $to } neither this policy nor `{ $older }`, which it supersedes, is in force
hint-effective-gap = correct one of the dates
effective-overlap = this policy and `{ $other }` both supersede `{ $older }`, and are both in force from { $from }
hint-effective-overlap = let the later one supersede the earlier one

# By which date a version governs.
clause-governed = `governed by …`
governed-without-changes = this figure does not change, so no date governs it
hint-governed-without-changes = say from when on it is another: `72 hours until 2018-12-31, 90 hours from 2019-01-01`
governed-by-no-event = { $name } is governed by the date of an event, and here no event is looked at
hint-governed-by-no-event = use it in a recognition, in a rule for `each` event or in a `where`, or let it be governed by the due date
governed-without-event = here nothing stands at one event whose date could govern
hint-governed-without-event = say it in the recognition: what happened before this version is then recognised as the older version did
governed-by-no-version = no older version of this policy is here that recognises { $name }
hint-governed-by-no-version = name it: `supersedes …`, and add its file
governed-otherwise-credited = the older version credits another field, in another unit
governed-otherwise-settled = there are steps here, so that what counts must be the same for all rules; an entry of { $policy } hangs on the rule
