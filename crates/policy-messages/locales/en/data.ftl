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
json-syntax = not well-formed JSON: { $detail }
json-unknown-key = `{ $key }` is not declared in the vocabulary
json-unknown-key-nearest = `{ $key }` is not declared in the vocabulary; did you mean `{ $nearest }`?
json-duplicate-key = `{ $key }` is given twice
json-expected = expected { $expected }
json-too-large = the record has { $bytes } bytes; the most is { $most }
json-too-deep = members inside members more than { $most } deep
json-too-many = more than { $most } events or members in one record
json-cannot-serialize = the value cannot be written as JSON: { $detail }
