# What is said of receipts and bundles.
help-verify = Decide again what a receipt tells of, and say whether it comes out the same
help-verify-after =
    A receipt (policy run --receipt) says what was decided by what: digests of what the policies mean, of the vocabulary, the
    calendars and each file, what was asked for, and one digest over all verdicts. It names no person. What differs is told
    part by part: a rule, a file, a figure. Layout, comments and the language of keywords are no difference.

    Examples:
      policy verify result.csv.receipt.json
      policy verify result.csv.receipt.json taixing-2019/ --data archive/2019/
help-arg-receipt = Write a receipt of what was decided by what, to FILE.json or beside the result; `policy verify` decides again by it
help-arg-verify = The receipt
help-arg-verify-policies = Policies in place of those that the receipt names
help-arg-verify-data = Data in place of that which the receipt names; may be given several times
help-arg-verify-id = Whom a receipt of one subject is about: it does not say so itself
value-receipt = RECEIPT
help-build = Compile policies into one file: a bundle with its sources and digests, or the plain plan
help-build-after =
    Every command that takes policies takes a bundle, and decides by it without compiling; so does the library, which then
    needs no parser. The same sources make the same bytes. FILE.bundle is a bundle, FILE.json the plan alone.

    Examples:
      policy build taixing-2019/ -o taixing-2019.bundle
      policy run taixing-2019.bundle --data teachers.xlsx --as-of 2019-12-31
help-arg-build-output = Where it goes, whole or not at all: FILE.bundle, or FILE.json for the plan alone

seal-receipt = receipt
seal-bundle = bundle
seal-too-large = larger than { $most } MiB, which no { $kind } is
seal-unreadable = not a { $kind }, or one that was cut short: { $cause }
seal-malformed = a { $kind } whose parts are not what they should be; it may have been changed by hand (what its reader met: { $detail })
seal-other = not a { $kind }; it does not begin with { "{" } "{ $key }": …
seal-version = a { $kind } of form { $found }; this program reads form { $expected }
seal-broken = the { $kind } was changed after it was written: its digest is that of another one; fetch or make it again
seal-other-meaning = the digests in the bundle are not those of the policies in it; build it again

failure-sealed = { $file } cannot be used: { $detail }
failure-receipt-name = the name of a receipt ends in .json, and { $file } does not
failure-receipt-is-result = { $file } cannot be both the result and its receipt; give the receipt another name
failure-no-receipt-there = { $file } exists and is no receipt; give another name, so that nothing is lost
failure-receipt-of-one = the receipt is about one subject and does not say about whom; say so with --id
failure-receipt-of-all = the receipt is about everybody; leave --id out, since the verdicts of one person alone are in no digest
failure-changed-meanwhile = { $file } was changed while it was read; decide again when nobody writes to it any more
failure-build-name = { $file } ends neither in .bundle nor in .json, so it is not clear what to write
failure-set-compiled = { $file } was compiled before, with the values that its parameters then had; to set { $name }, name the policy files instead, or compile them again with policy build --set { $name }=…
failure-bundle-without-sources = the bundle holds no sources, only what was compiled of them; name the policy files
failure-bundle-layout = { $file } is a bundle, which is not laid out; lay out the policy files, and build it again
failure-bundle-other-meaning = { $file }: its sources, compiled by this program, mean something else than the policies in it; build it again

build-policy = { $name }: digest { $digest }
build-written = { $file } is written (digest of all: { $digest })

part-head = its head (title, issuer, document, dates)
part-parameter = parameter `{ $name }`
part-table = table `{ $name }`
part-recognition = recognition of `{ $name }`
part-rule = rule `{ $name }`
part-consequence = consequence `{ $name }`
part-subject = subject `{ $name }`
part-tree = tree of terms `{ $name }`
part-unit = unit `{ $name }`
part-outcome = outcome `{ $name }`
part-period = period `{ $name }`

verify-equal = Equal: decided again, subjects: { $subjects }, with the same verdicts (digest { $digest })
verify-equal-but-changed = Decided again, subjects: { $subjects }; what it says comes out the same (digest { $digest }), but it is not the receipt that was written
verify-differs = Not equal: decided again, subjects: { $subjects }; what differs is listed above
verify-changed = the receipt was changed after it was written: its digest is that of another one
verify-engine = decided then by version { $then } of this program, now by { $now }
verify-of-policy = policy `{ $name }`
verify-of-vocabulary = vocabulary
verify-of-calendars = calendars
verify-meaning-other = { $whole }: { $part } means something else now
verify-meaning-new = { $whole }: { $part } was not there then
verify-meaning-gone = { $whole }: { $part } is not there now
verify-digest = { $whole }: its digest is not that of its parts; it may have been changed by hand
verify-meanings = policies: not listed as this program lists them, or one of them twice
verify-source-other = text of { $file }: another one now; its meaning is compared by itself
verify-source-new = policy file { $file }: was not read then
verify-source-gone = policy file { $file }: is not read now
verify-input-other = data file { $file }: holds something else now
verify-input-new = data file { $file }: was not read then
verify-input-gone = data file { $file }: is not read now
verify-figure = { $figure }: { $then } in the receipt, { $now } now
verify-subjects = subjects decided
verify-undecided = subjects that could not be decided
verify-rows = rows set aside
verify-of-rule = { $policy }, rule `{ $rule }`, { $status }
verify-of-consequence = { $policy }, consequence `{ $rule }`, { $status }
verify-verdicts = verdicts: not the same for everybody
verify-figures = figures: not listed as this program lists them, or one of them twice
