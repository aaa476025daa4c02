# Why a value, a record or a row is refused.
expected-text = a text
expected-flag = yes or no
expected-date = a date such as 2019-02-01
expected-number = a number
expected-term = a name from the vocabulary
expected-record = a record in braces: {"{"} … {"}"}
expected-event = an event in braces: {"{"} … {"}"}
expected-list = a list in brackets: [ … ]

value-unknown-name = `{ $name }` is not declared in the vocabulary
value-not-a-date = `{ $value }` is not a day of the calendar; write it like 2019-02-01
value-not-a-flag = `{ $value }` is neither yes nor no
value-not-a-number = `{ $value }` is not a number; write digits only, with a point for fractions, such as 7.5
value-too-many-places = `{ $value }` has more than 6 digits after the point, so it cannot be held exactly; round it first
value-too-large = `{ $value }` is too large; the most is about 9 trillion
value-negative = `{ $value }` is below zero; an amount is zero or more
value-not-a-term = `{ $value }` is none of the names of { $tree }
value-not-a-term-nearest = `{ $value }` is none of the names of { $tree }; did you mean `{ $nearest }`?
value-wrong-kind = a value of another kind; expected { $expected }
value-too-long = a text of { $bytes } bytes; the most is { $most }
value-end-before-start = it ends on { $end }, before it begins on { $start }
value-other-vocabulary = the record was built with another vocabulary or is of another kind, so it cannot be a member here

# Records in JSON.
json-at = { $path }: { $problem }
json-at-place = { $path }: { $problem } (line { $line }, column { $column })
json-top = the record
json-not-utf8 = the text is not UTF-8
json-syntax = not well-formed JSON: { $cause }
json-unknown-key = `{ $key }` is not declared in the vocabulary
json-unknown-key-nearest = `{ $key }` is not declared in the vocabulary; did you mean `{ $nearest }`?
json-duplicate-key = `{ $key }` is given twice
json-expected = expected { $expected }
json-too-large = the record has { $bytes } bytes; the most is { $most }
json-too-deep = members inside members more than { $most } deep
json-too-many = more than { $most } events or members in one record
json-cannot-serialize = the value cannot be written as JSON: { $detail }

# Why reading or writing failed.
io-not-found = there is no such file
io-forbidden = not allowed; check who may read and write there
io-full = no room is left on the disk; make some and try again
io-read-only = the disk can only be read; choose another place
io-directory = it is a directory, not a file
io-not-a-directory = part of the path is a file, not a directory
io-name = the name is too long or holds a character that is not allowed
io-busy = another program is using it; close that and try again
io-too-large = it is too large
io-no-text = it is no text in a known encoding
io-cut-short = it ends too early
io-interrupted = the work was interrupted
io-timeout = no answer in time; check the network
io-other = the disk or the system failed; try again, and if that does not help, show this to whoever looks after it: { $error }

# Why a text is not JSON.
json-why-cut-short = it ends too early; a bracket or a quotation mark may not be closed
json-why-no-value = expected a value: a text in quotation marks, a number, true, false, null, a list or an object
json-why-no-comma = expected a comma or a closing bracket
json-why-no-colon = expected a colon after the key
json-why-key = a key must stand in quotation marks
json-why-trailing-comma = a comma after the last item is too many
json-why-trailing-text = there is more text after the end
json-why-control-character = a line end or another control character inside a text; write it as \n or take it out
json-why-escape = a backslash that begins nothing known; write \\ for a backslash
json-why-number = not a number that JSON knows
json-why-deep = brackets are nested too deep

# Why a compiled plan is refused, and a record cannot be decided.
plan-version = it has format { $found }, and this program reads format { $expected }; compile the policy again
plan-unreadable = not the text of a compiled plan: { $cause }
plan-damaged = it is damaged in { $what }; compile the policy again
damaged-terms = a term tree
damaged-dates = an event's dates
damaged-type = a field's type
damaged-rule = a rule's policy or subject
damaged-order = the order of rules that refer to each other
damaged-chain = a chain of rules, which is too long
damaged-rule-expression = a rule's expression
damaged-deadline = a deadline, which is no day of the period
damaged-balance = a balance, which nothing else may ask for
damaged-consequence = what a consequence refers to
damaged-consequence-expression = a consequence's expression
damaged-recognition = a recognition entry
damaged-recognition-circle = a recognition that hangs on what is recognised
damaged-step = a recognition step
damaged-step-of-a-rule = a recognition with steps that hangs on the rule that asks
undecided-occurrences = a schedule has more than 20,000 occurrences by the day asked for
undecided-overflow = an amount is too large, or not exact to six digits after the point
undecided-vocabulary = the record was built with another vocabulary than the policy
undecided-members = a rule asks of the members what hangs on an event of the group; decide the group as a record that holds them
