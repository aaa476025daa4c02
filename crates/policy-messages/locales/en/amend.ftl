# What is said of amendments.
kind-policy = a policy
kind-consequence = a consequence
kind-table = a table
kind-recognition = a recognition

amend-outside = only an amendment changes something
hint-amend-outside = in a policy a rule stands as `rule …`; an amendment begins `amend OLD as NEW { "{" } … { "}" }`
amend-unsaid = it is not said whether this is new
hint-amend-unsaid = write `insert` before it where it is new, and `replace` where it stands for a part of the same name
amend-leaves = the amendment `{ $name }` leaves it so
hint-amend-unknown = the version that is amended must be among the files; name its file as well
hint-amend-none = the version that is amended has nothing of that kind
amend-circle = amendments go round in a circle: `{ $name }` is made of what it amends
amend-twice = `{ $name }` is changed a second time by one amendment
amend-first-here = it is changed here
amend-exists = `{ $name }` is there already
amend-stands-here = it stands here
hint-amend-exists = write `replace` to put this in its place, or give it another name

help-consolidate = Print the text of a policy as amendments make it
help-consolidate-after =
    An amendment (`amend OLD as NEW { "{" } replace rule …  repeal rule …  insert rule … { "}" }`) makes a new version; this prints that version in full,
    as if it had been written so. Its meaning is that of the amendment: their digests are the same.

    Examples:
      policy consolidate sanmenxia-2023/
      policy consolidate sanmenxia-2023/ --policy sanmenxia_2025 --keywords zh -o sanmenxia-2025.policy
help-arg-consolidate-policy = Only this version, by its name or label
help-arg-consolidate-keywords = The language of all keywords, en or zh; that of the amended text where it is not given
help-arg-consolidate-output = Write it to this file, whole or not at all
failure-no-amendment = none of the policies is an amendment; one begins `amend OLD as NEW { "{" } … { "}" }`
syntax-expected-becomes = expected `as` and the name of the new version, but found { $found }
syntax-expected-changed = expected a `rule`, a `recognition`, a `consequence`, a `parameter` or a `table` that is changed, but found { $found }
amend-too-large = what amendments make of policies comes to more than { $most } MB; put older versions in sets of their own
