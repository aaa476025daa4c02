# Why columns of a population cannot be decided.
table-column-twice = the columns "{ $first }" and "{ $second }" mean one and the same; leave one of them out
table-column-type = the column "{ $column }" is of the type { $found }, which no value of a record can be read from
table-no-events = the column "{ $column }" bears the name of a list of events; expected a list of structs, found { $found }
table-no-key = there is no column with the identifier; it could be called { $names }
table-other-columns = a batch has other columns than the first one
table-out-of-order = row { $row } (counted from 0) has a smaller identifier than the row before; sort the table, or gather it
table-too-many = there are more rows than can be numbered
table-arrow = the columns cannot be had: { $error }

files-no-columns = it is neither Parquet nor Arrow IPC, whatever its name says
files-damaged = it is damaged, or was cut short when it was copied or fetched
files-packing = its columns are packed in a way that is not read here; Snappy, gzip, LZ4, Zstandard or none are
files-system = the system refused
