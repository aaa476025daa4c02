# Files of columns: Parquet and Arrow IPC.
failure-columns = cannot read { $file }: { $detail }
failure-columns-type = { $place }: { $reason }
finding-columns-type = of the type { $found }, from which { $field } cannot be read; expected texts, whole numbers, decimals, days, moments or truth values
files-no-columns = it is neither Parquet nor Arrow IPC, whatever its name says
files-damaged = it is damaged, or was cut short when it was copied or fetched; fetch it again
files-damaged-part = its part { $part } (a row group, or a batch) is damaged; fetch or write it again
files-packing = its columns are packed in a way that is not read here; write it with Snappy, gzip, LZ4 or Zstandard, or unpacked
files-encrypted = it is encrypted; write it anew without that
files-too-many-columns = it has more than { $most } columns; leave out those that are not needed
files-too-large = part of it would unpack to more than { $most } MiB at once, so it was not opened; write it in smaller pages
files-too-large-together = its columns would together unpack to more than { $most } MiB at once, so they were not read; write it in smaller pages or batches

finding-damaged = from here to row { $last } nothing, or not all, could be read: { $detail }
finding-damaged-file = nothing of it could be read: { $detail }
note-list-damaged = part of the { $kind } of { $subject } could not be read, so nobody's are known; what depends on them is unknown
note-rows-unclaimed = rows of people who may stand in the part that could not be read: { $count }; they are not used
help-arg-keep-going = Where part of a Parquet or Arrow file is damaged, report it and decide what is sound (exit status 1), instead of stopping
help-arg-threads = How many threads decide; the result is the same for any number
value-number = NUMBER
trouble-damaged = parts of files that are damaged: { $count }
