# Policies in git, sets of them, the history of a rule, and checks in the daily flow.
failure-form-only-check = this form is for `policy check` (sarif, junit) and `policy test` (junit)
failure-form-of-check = the findings of `policy check` come as text, json, sarif or junit
failure-form-of-test = the results of `policy test` come as text, json or junit
