# Letters to those who still owe something.
letter-greeting = Dear { $who },
letter-title = { $title }
letter-opening = of what { $titles } asks for, your training record as of { $date } shows the following as not complete yet, or as not known:
letter-item = { $number }. { $title }: { $status }
letter-missing = What is missing: { $what }
letter-missing-several = What is missing:
letter-not-known = not known, please supply: { $facts }
letter-counted = Counted so far: { $events }
letter-counted-none = Nothing counts towards it so far.
letter-lost = It is due on { $date }, and can no longer be reached.
letter-due = Please complete it by { $date }.
letter-due-unknown = Please supply what is not known, or complete it, by { $date }.
letter-was-due = It was due on { $date }.
letter-follows = What follows from this:
letter-rows-lost = Rows of your record that hold something which cannot be used: { $count }. What they leave open is taken as not known.
letter-rows-perhaps = Rows of nobody that may have been meant for you: { $count }. Their identifier differs from yours by one slip; they are not counted.
letter-closing = If something in your record is missing or wrong, please bring the documents to your school or training office, so that it can be put right. Thank you.
letter-items = what is owed
letter-count = how many
letter-missing-column = what is missing
letter-text = letter

notify-written = letters written: { $letters }; decided: { $subjects }
notify-none = Nobody owes anything; no letter was written
failure-form-notify = `policy notify` writes text or CSV; take --format text or csv
failure-directory-not-empty = { $file } is not empty; choose a new directory for the letters
