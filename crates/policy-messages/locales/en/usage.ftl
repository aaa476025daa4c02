# The command line: its help, and what is wrong with it.
help-policy = Checks regulations on training and decides them over people's records
help-policy-after =
    Exit status: 0 all is well; 1 there are findings (a rule unmet, a test failed, a mistake in a policy, a row set aside);
    2 the command could not do its job.

    Example: policy run taixing-2019/ --data teachers.xlsx --as-of 2019-12-31
help-check = Find mistakes in policies, and quotes that do not stand in the regulation
help-check-after =
    Examples:
      policy check taixing-2019/
      policy check taixing-2019/ --sources regulations/
      policy check --explain never-met
      policy check taixing-2019/ --format sarif > findings.sarif
      policy check --changed origin/main
help-fmt = Lay policies out in the one usual way
help-fmt-after =
    Examples:
      policy fmt taixing-2019/
      policy fmt --check taixing-2019/
      policy fmt --keywords zh taixing-2019/policy.policy
      policy fmt --spaces remove taixing-2019/
help-test = Run the tests that stand in policies
help-test-after = Example: policy test taixing-2019/
help-run = Decide policies over spreadsheets and records
help-run-after =
    Each sheet or file is a table of subjects (teachers) or of events (trainings), told by its name or by its columns;
    columns are found by name, label or alias. A table of events that also has the subject's own columns is enough by
    itself. A row that cannot be used is set aside with the reason, and the rest is decided. In CSV, a cell that a
    spreadsheet would take for a formula begins with a quotation mark (').

    Examples:
      policy run taixing-2019/ --data trainings.xlsx --as-of 2019-12-31
      policy run taixing-2019/ --data teachers.csv trainings.csv --as-of 2019-12-31 -o result.csv
      policy run taixing-2019/ --data data/ --as-of 2019-12-31 --rule annual_hours --period 2019 --format json
help-notify = Write a short letter to everybody who still owes something
help-notify-after =
    A letter says what is missing, what counted, until when, and which clause says so. With -o DIRECTORY each letter is
    a text file of its own, with -o FILE.txt they stand one after the other, and with -o FILE.csv each is a row, for mail merge.

    Examples:
      policy notify taixing-2019/ --data teachers.xlsx --as-of 2019-10-31 -o letters/
      policy notify taixing-2019/ --data teachers.xlsx --as-of 2019-10-31 -o letters.csv
help-explain = Tell the whole story of one person: what counted, what did not, and why
help-explain-after = Example: policy explain taixing-2019/ --data trainings.xlsx --id 320000199001010017 --as-of 2019-12-31
help-data = Look at data before anybody is judged by it: what is where, and how good it is
help-data-after =
    Examples:
      policy data init taixing-2019/ --data exports/
      policy data check taixing-2019/ --data data.toml
help-data-init = Look at files and write a description of which column is what, to look through
help-data-init-after =
    A column is placed by its name, else by a name that resembles it, else by what its cells hold; what is guessed is
    marked, and what cannot be placed is left to be filled in. Nothing is overwritten.

    Example: policy data init taixing-2019/ --data exports/teachers.xlsx exports/trainings.csv -o data.toml
help-data-check = Say what is wrong or doubtful in data: cells, days, identifiers, rows that come twice, hours beyond a day
help-data-check-after =
    What is set aside is what `policy run` would set aside; what is doubtful is used all the same. Each kind is counted,
    with its first examples. No identifier is repeated.

    Example: policy data check taixing-2019/ --data trainings.xlsx
help-new = Make a starter directory: a vocabulary, a calendar, a policy, a test and sample data
help-new-after = Example: policy new my-policy --keywords en
help-completions = Print what makes a shell complete this command
help-completions-after = Example: policy completions bash > ~/.local/share/bash-completion/completions/policy

help-arg-lang = The language of messages, en (English) or zh (Chinese); the environment's where it is not given
help-arg-format = The form of the result: text for people, json for programs; for `run` also csv, parquet, html and xlsx, for `notify` also csv, for `check` also sarif and junit, for `test` also junit
help-arg-color = When to use colours: auto (on a terminal; the default), always or never
help-arg-help = Print this help
help-arg-version = Print the version
help-arg-policies = Policy files, and directories of them (with the vocabulary and calendars they use)
help-arg-set = Set a parameter: 'yearly_hours=72 hours'; may be given several times
help-arg-sources = Where the texts of the regulations lie; every quote must stand in its text
help-arg-explain = What a finding means, why it matters and how to mend it; all of them are listed where none is named
help-arg-check = Change nothing; list the files that are not laid out
help-arg-keywords = Render everything in this language, en or zh; without it, each word stays as it is written
help-arg-spaces = What becomes of spaces between Chinese words: keep them, remove those that change nothing, or add them everywhere
help-arg-data = A file (.xlsx, .xls, .ods, .csv, .tsv, .json, .ndjson; text also as .gz or .zst), a directory of them, or a description (data.toml); may be given several times
help-arg-description = Where the description goes; data.toml where it is not given
help-arg-as-of = The last day whose events are seen, such as 2019-12-31
help-arg-policy = Only this policy, by its name or label
help-arg-subject = Only this kind of subject: teacher, school …
help-arg-rule = Only this rule or consequence; may be given several times
help-arg-period = Only what falls due in this year
help-arg-id = Only the subject with this identifier
help-arg-all = Show everybody, and what is met as well, in the order of the data; otherwise it is only counted
help-arg-whose = Whose story: the subject's identifier
help-arg-output = Write the result to this file, whole or not at all; .csv, .json, .parquet, .html and .xlsx set the format
help-arg-letters = Write the letters here: a new directory, a .txt file or a .csv file; without it, to the screen
help-arg-directory = The directory to make
help-arg-new-keywords = The language of the keywords, en or zh; that of the messages where it is not given
help-arg-shell = The shell: bash, zsh, fish, powershell or elvish

value-command = COMMAND
value-language = LANGUAGE
value-format = FORMAT
value-when = WHEN
value-spaces = SPACES
value-policy = POLICY
value-assignment = NAME=VALUE
value-directory = DIRECTORY
value-finding = FINDING
value-path = PATH
value-date = DATE
value-name = NAME
value-year = YEAR
value-id = ID
value-file = FILE
value-shell = SHELL

usage-heading = Usage:{" "}
usage-commands = Commands
usage-arguments = Arguments
usage-options = Options
usage-options-of = [OPTIONS]
usage-more = For more: { $command } --help
usage-word-too-many = `{ $word }` is one word too many
usage-unknown = there is no option `{ $argument }`
usage-unknown-nearest = there is no option `{ $argument }`; did you mean `{ $nearest }`?
usage-no-command = there is no command `{ $command }`
usage-no-command-nearest = there is no command `{ $command }`; did you mean `{ $nearest }`?
usage-command-missing = no command is given
usage-missing = still needed: { $arguments }
usage-no-value = { $argument } needs a value after it
usage-value = `{ $value }` cannot stand after { $argument }; expected one of { $known }
usage-refused = `{ $value }` cannot stand after { $argument }: { $reason }
usage-no-assignment = expected NAME=VALUE, such as 'yearly_hours=72 hours'
usage-no-date = expected a day of the calendar, such as 2019-12-31
usage-no-year = expected a year, such as 2019
usage-conflict = { $argument } and { $other } exclude each other
usage-twice = { $argument } is given more than once
usage-too-many = `{ $value }` is too many after { $argument }
usage-not-utf8 = an argument is no text in UTF-8
usage-wrong = the command line cannot be read: { $detail }
