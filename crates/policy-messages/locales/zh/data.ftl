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
json-syntax = JSON 格式有误：{ $cause }
json-unknown-key = 词汇中没有“{ $key }”
json-unknown-key-nearest = 词汇中没有“{ $key }”，是否应为“{ $nearest }”？
json-duplicate-key = “{ $key }”重复出现
json-expected = 此处应为{ $expected }
json-too-large = 记录有 { $bytes } 字节，超过上限 { $most } 字节
json-too-deep = 成员嵌套超过 { $most } 层
json-too-many = 一条记录中的事件或成员超过 { $most } 个
json-cannot-serialize = 无法写成 JSON：{ $detail }

# 读写失败的原因。
io-not-found = 没有这个文件
io-forbidden = 没有权限，请检查权限设置
io-full = 磁盘空间不足，请清理后重试
io-read-only = 磁盘是只读的，请换一个位置
io-directory = 这是目录，不是文件
io-not-a-directory = 路径中有一段是文件而不是目录
io-name = 文件名过长，或含有不允许的字符
io-busy = 文件正被其他程序占用，请关闭后重试
io-too-large = 文件过大
io-no-text = 不是已知编码的文本
io-cut-short = 内容不完整
io-interrupted = 操作被中断
io-timeout = 等待超时，请检查网络
io-other = 磁盘或系统出错，请重试；仍不行时请把这句话交给维护人员：{ $error }

# JSON 格式有误的原因。
json-why-cut-short = 内容不完整，可能有括号或引号没有闭合
json-why-no-value = 此处应为一个值：加引号的文字、数字、true、false、null、列表或对象
json-why-no-comma = 此处应为逗号或右括号
json-why-no-colon = 键的后面应为冒号
json-why-key = 键必须加引号
json-why-trailing-comma = 最后一项后面多了逗号
json-why-trailing-text = 结尾之后还有多余的内容
json-why-control-character = 文字中有换行或其他控制字符，请写成 \n 或删去
json-why-escape = 反斜杠后面的字符无法识别，反斜杠本身请写成 \\
json-why-number = 不是 JSON 认可的数字
json-why-deep = 括号嵌套过深

# 已编译的政策不能使用、记录无法判定的原因。
plan-version = 其格式为 { $found }，而本程序读取的格式为 { $expected }，请重新编译政策
plan-unreadable = 内容不是已编译的政策：{ $cause }
plan-damaged = { $what }已损坏，请重新编译政策
damaged-terms = 类目
damaged-dates = 事件的日期
damaged-type = 字段的类型
damaged-rule = 规则所属的政策或主体
damaged-order = 相互引用的规则的次序
damaged-chain = 过长的规则引用链
damaged-rule-expression = 规则的表达式
damaged-deadline = 不在时段之内的截止日
damaged-balance = 结算，或他处不得引用的结算
damaged-consequence = 后果所引用的内容
damaged-consequence-expression = 后果的表达式
damaged-recognition = 认定条目
damaged-recognition-circle = 以认定结果为前提的认定
damaged-step = 认定的扣减步骤
damaged-step-of-a-rule = 含扣减步骤而取决于引用规则的认定
undecided-occurrences = 截至查询日，某一周期已超过 20000 期
undecided-overflow = 某个数量过大，或小数超过六位
undecided-vocabulary = 该记录使用的词汇与政策不同
undecided-members = 有规则对成员的提问取决于该单位自身的某个事件；请将该单位连同成员作为一条记录判定
