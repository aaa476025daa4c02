# 列式文件：Parquet 和 Arrow IPC。
failure-columns = 无法读取 { $file }：{ $detail }
failure-columns-type = { $place }：{ $reason }
finding-columns-type = 该列类型为 { $found }，无法从中读取{ $field }，应为文本、整数、小数、日期、时间或是否
files-no-columns = 它既不是 Parquet，也不是 Arrow IPC，虽然文件名如此
files-damaged = 文件已损坏，或在复制、下载时没有传完，请重新取得
files-damaged-part = 其中第 { $part } 部分（行组或批次）已损坏，请重新取得或重新写出
files-packing = 各列的压缩方式无法读取，请改用 Snappy、gzip、LZ4、Zstandard 或不压缩
files-encrypted = 文件已加密，请去掉加密后重新写出
files-too-many-columns = 超过 { $most } 列，请去掉不需要的列
files-too-large = 其中有一部分解压后一次超过 { $most } MiB，因此没有打开，请用较小的页重新写出
files-too-large-together = 各列合计解压后一次超过 { $most } MiB，因此没有读取，请用较小的页或批次重新写出

finding-damaged = 从这里到第 { $last } 行全部或部分无法读取：{ $detail }
finding-damaged-file = 整个文件无法读取：{ $detail }
note-list-damaged = { $subject }的“{ $kind }”有一部分无法读取，因此所有人的都视为不详，与其有关的结果均为待查
note-rows-unclaimed = 有 { $count } 行的所属人员可能在无法读取的部分，未予采用
help-arg-keep-going = Parquet 或 Arrow 文件有部分损坏时，报告损坏之处并判定其余内容（退出状态为 1），而不停止
help-arg-threads = 用几个线程判定，结果与线程数无关
value-number = 数目
trouble-damaged = 文件中损坏的部分：{ $count } 处
