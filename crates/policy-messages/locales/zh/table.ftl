# 成批数据的列无法判定的原因。
table-column-twice = “{ $first }”与“{ $second }”两列含义相同，请去掉其中一列
table-column-type = “{ $column }”列的类型为 { $found }，不能作为记录的值读取
table-no-events = “{ $column }”列与事件列表同名，应为结构体的列表，实为 { $found }
table-no-key = 缺少标识列；该列可称为：{ $names }
table-other-columns = 有一批数据的列与第一批不同
table-out-of-order = 第 { $row } 行（从 0 数起）的标识小于上一行；请先排序，或改用汇集方式
table-too-many = 行数过多，无法编号
table-arrow = 无法取得各列：{ $error }

files-no-columns = 虽有相应的扩展名，但它既不是 Parquet，也不是 Arrow IPC
files-damaged = 文件已损坏，或在复制、下载时没有传完
files-packing = 各列的压缩方式无法读取，可以使用 Snappy、gzip、LZ4、Zstandard 或不压缩
files-system = 系统拒绝了操作
