# 数值、记录、数据行不予采用的理由。
expected-text = 文字
expected-flag = “是”或“否”
expected-date = 日期，如 2019-02-01
expected-number = 数字
expected-term = 词汇中已有的名称
expected-record = 花括号中的一条记录：{"{"} … {"}"}
expected-event = 花括号中的一个事件：{"{"} … {"}"}
expected-list = 方括号中的列表：[ … ]

value-unknown-name = 词汇中没有“{ $name }”
value-not-a-date = “{ $value }”不是有效日期，请写成 2019-02-01 的形式
value-not-a-flag = “{ $value }”既不是“是”也不是“否”
value-not-a-number = “{ $value }”不是数字，请只填数字，小数用小数点，如 7.5
value-too-many-places = “{ $value }”的小数超过 6 位，无法准确保存，请先取舍
value-too-large = “{ $value }”过大，最大约为 9 万亿
value-negative = “{ $value }”小于零，数量不能为负
value-not-a-term = “{ $value }”不在“{ $tree }”的名称之列
value-not-a-term-nearest = “{ $value }”不在“{ $tree }”的名称之列，是否应为“{ $nearest }”？
value-wrong-kind = 数据类型不符，此处应为{ $expected }
value-too-long = 文字长 { $bytes } 字节，超过上限 { $most } 字节
value-end-before-start = 结束日期 { $end } 早于开始日期 { $start }
value-other-vocabulary = 该记录使用的词汇不同或主体类别不符，不能列为此处的成员

# JSON 记录。
json-at = { $path }：{ $problem }
json-at-place = { $path }：{ $problem }（第 { $line } 行第 { $column } 列）
json-top = 记录
json-not-utf8 = 文本不是 UTF-8 编码
json-syntax = JSON 格式有误：{ $detail }
json-unknown-key = 词汇中没有“{ $key }”
json-unknown-key-nearest = 词汇中没有“{ $key }”，是否应为“{ $nearest }”？
json-duplicate-key = “{ $key }”重复出现
json-expected = 此处应为{ $expected }
json-too-large = 记录有 { $bytes } 字节，超过上限 { $most } 字节
json-too-deep = 成员嵌套超过 { $most } 层
json-too-many = 一条记录中的事件或成员超过 { $most } 个
json-cannot-serialize = 无法写成 JSON：{ $detail }
