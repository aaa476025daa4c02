# 编译时在名称、类型、单位和规则中发现的问题。

# 事物的种类，用于其他句子之中。
kind-amount = 数量
kind-date = 日期
kind-finding = 检查提示
kind-fact = 事实
kind-fact-or-rule = 事实、字段或规则
kind-field = 字段
kind-flag = “是”或“否”
kind-list = 事件或下属主体的种类
kind-outcome = 事项
kind-parameter = 参数
kind-period = 日历中的时段
kind-period-or-event = 时段或事件
kind-proportion = 百分比或比例
kind-ratio = 两个数量之比
kind-rule = 规则
kind-rule-above = 上位文件的规则
kind-share = 占比
kind-subject = 主体
kind-term = 类目
kind-text = 文本
kind-type = 类型
kind-unit = 单位
kind-vocabulary-or-calendar = 词汇或日历
kind-rule-or-consequence = 规则或后果
kind-column = 变量、规则、后果、“差”或“到期”

clause-for = 适用
clause-each = 每……（或期间……）
clause-grace = 宽限
clause-tightens = 严于
clause-window = 期限
clause-issuer = 发文机关
clause-document = 文号
clause-source = 来源
clause-effective = 施行

# 名称。
name-unknown = 此处没有名为“{ $name }”的内容，这里应当写{ $kind }
name-ambiguous = “{ $name }”在此处有多种理解
name-duplicate = 名称“{ $name }”已被使用
first-declared = 声明于此
meaning = { $kind }“{ $name }”
meaning-field-of = { $list }的“{ $name }”字段
meaning-term-of = { $field }中的类目
meaning-rule-of = 规则“{ $name }”
meaning-list-of = { $subject }的“{ $name }”
hint-nearest = 是否想写{ $names }？
hint-known = 此处可用：{ $names }
hint-none-declared = 尚未声明此类内容，请在本政策引用的词汇或日历中声明
uses-a-policy = “{ $name }”是政策，“引用”的应当是词汇和日历
hint-uses-a-policy = 政策之间无须引用：旧的版本用“取代”，上级的政策用“上位文件”
hint-rename = 请将其中一个改名
hint-rule-is-met = 如指规则，请写“{ $name } 达标”；如指事实，请将二者之一改名
hint-sum-of-list = 请写明是哪类事件：“{ $list } 的 { $name }”
hint-term-of-field = 请写明是哪个字段：“满足 { $field } 为 { $name }”
hint-uses-one-calendar = 请只引用其中一份日历，或将其中一个时段改名
hint-rule-of-policy = 引用其他政策的规则，请写“{ $name }”
hint-write = 请写“{ $text }”
too-many-names = 同类声明过多，最多 65535 个

# 词汇与日历。
tree-order-differs = “{ $tree }”在一处声明为递增，在另一处则不是
field-kind-differs = “{ $name }”重复声明且类型不同
second-key = { $subject }已有标识
dated-differs = “{ $name }”在另一份词汇中按另一日期归期
not-a-date-field = “{ $name }”不是日期
hint-date-field = 请写该事件中类型为“日期”的字段
default-misfit = “{ $name }”的缺省值与其类型不符，应当是{ $kind }
occurrence-backwards = “{ $label }”的结束日 { $to } 早于开始日 { $from }
hint-swap-dates = 请对调或更正日期
occurrences-overlap = { $period }有两段日期在 { $from } 至 { $to } 重叠
overlaps-with = 与此处重叠
hint-overlap = 一天只能属于一段，请更正日期
period-empty = { $period }没有写明日期
tree-unused = 没有任何字段使用{ $tree }
hint-tree-unused = 请声明使用它的字段，或将其删除

# 政策。
policy-without-effective = “{ $policy }”未写明何时施行
hint-effective = 请补充，例如“施行 2023年1月1日”
clause-twice = 此项只能写一次：{ $clause }
effective-backwards = 失效日 { $to } 早于施行日 { $from }
effective-here = 施行日期见此处
supersedes-itself = “{ $name }”取代的是其自身
hint-supersedes-itself = 请写明被取代的旧政策，或删去“取代”
supersedes-from-the-start = “{ $name }”不早于 { $begins } 施行，被取代后将不存在有效期
hint-supersedes = 请更正日期，或删去“取代”
supersedes-unknown = 没有名为“{ $name }”的政策

# 层级。
under-unknown = 上位文件“{ $name }”不在所给文件之中，因此未与其比较
hint-under-unknown = 请加入该文件；确无文件的，写明理由允许此项提示
policy-under-itself = “{ $name }”以自身为上位文件
layers-in-a-ring = 政策互为上位文件，形成循环：{ $ring }
stands-under = “{ $lower }”以“{ $upper }”为上位文件
hint-layers-in-a-ring = 只由下级指明上级（学校、县、市、省），不得相反
layers-too-deep = 上下层级超过 { $limit } 层
layers-too-many = “{ $policy }”的上位文件超过 { $limit } 个
tightens-without-under = 本政策没有写明上位文件，因此找不到“{ $name }”
hint-tightens-without-under = 请在政策中写明“上位文件 …”，后接上级政策的名称
tightens-no-layer-above = “{ $name }”属于{ $policy }，后者不是本政策的上位文件
hint-under = 如确是上位文件，请在政策中写明“上位文件 { $policy }”
loosens-layer-above = “{ $lower }”宽于{ $policy }的“{ $upper }”，例如：{ $who }。{ $below }，{ $above }
hint-loosens-layer-above = 要求不得低于上位文件，适用对象不得少于上位文件，不得计入上位文件不予计入的内容；与上位规则无关的，请另取名称
contradicts-layer-above = 凡“{ $lower }”与{ $policy }的“{ $upper }”均适用的，都不可能同时达到两者的要求
contradicts-layer-above-shown = 凡“{ $lower }”与{ $policy }的“{ $upper }”均适用的，都不可能同时达到两者的要求，例如：{ $who }。{ $below }，{ $above }
hint-contradicts-layer-above = 以上位文件为准：请更正下级的数值，或写明下级的要求适用于何人
clause-of-lower-layer = 下级文件：{ $clause }
clause-of-upper-layer = 上位文件：{ $clause }
clause-not-cited = 未注明依据
tightens-other-subject = “{ $name }”适用于{ $rule_subject }，本规则适用于{ $subject }，两者无从对应
parameter-changes-no-amount = 只有数量（例如 72 学时）可以按日期变化
parameter-changes-unit = 同一参数的各个数值须用同一单位
parameter-changes-span = “{ $name }”按日期变化，不能用来表示期限长短
parameter-dates-missing = 请写明本数值从何时起，或前一数值到何时止
length-without-beginning = 此时段没有起点，说不出长短
parameter-backwards = 本数值止于 { $to }，早于它的起始日 { $from }
parameter-gap = { $from } 至 { $to } 没有规定
parameter-ends = { $from } 起没有规定
parameter-overlap = { $from } 至 { $to } 有两个数值
hint-parameter-dates = 后一数值从前一数值截止的次日起：“72 学时 直至 2018年12月31日，90 学时 自 2019年1月1日”
parameter-not-a-figure = 参数应为带单位的数、百分比或比例
hint-parameter-setting = 例如“30天”“6个月”“20%”“1:300”，且须与政策中的种类一致
parameter-setting = { $name }不能设为“{ $value }”
setting-unknown = 没有任何政策设有参数“{ $name }”
parameter-unread = 政策中没有用到参数“{ $name }”
hint-parameter-unread = 请在规则中使用它，或将其删除；否则改动它不起任何作用
parameter-not-a-span = “{ $name }”不是时间长度
not-a-span = “{ $unit }”不是时间单位
span-not-whole = { $amount } 不是整数，无法确定期限届满之日
hint-span-not-whole = 请改用较小的单位，例如用“6个月”代替“0.5年”
hint-span-units = 时间长度应为整数的天、周、月或年
span-too-long = 超过一千年
span-of-nothing = 时间长度为零
nested-too-deep = 嵌套过深，请拆分为多条规则

# 认定。
recognised-twice = “{ $name }”已有认定
hint-recognised-twice = 请将全部条目写入同一“认定”
credit-without-field = “计为”之前须写明认定的是哪个字段
hint-credit = 请写明，例如“认定 培训 计为 学时”
conversion-step = 折算的取整步长须为两个单位之一的正数
conversion-not-exact = { $from }折算为{ $to }不能整除：每单位为 { $numerator }/{ $denominator }
hint-conversion-not-exact = 请写明如何取整：“折算 45 分钟 = 1 学时，舍去 到 0.5 { $to }”
step-without-credit = 此处未写明认定的字段，无从限制、扣减或取整
step-hangs-on-rule = 认定中有限额、去重或扣减时，计入的内容对各规则须一致；此处取决于引用规则的期间或事件
hint-step-hangs-on-rule = 请直接写明日期，例如“2019年1月1日 至 2019年12月31日”，或使用“每 年”
share-needs-period = 占总量的比例须写明是哪一期间的总量
hint-share-needs-period = 请写“每 年”或其他时段；不写则为全部时间
hint-share-of-total = 请写“总量 的 20%”
round-to-nothing = 取整的单位须大于零，例如“0.5 学时”
deduct-figure = 每次扣减的数额须直接写明
hint-deduct-figure = 例如“每 迟到 一次 扣 0.5 学时”
once-per-event = 每个事件本来只计一次；请写明何为同一，例如“同一 项目 只计一次”
convert-nothing = 折算须在两个不同单位之间，且数值大于零
convert-twice = 这两个单位已有折算关系

# 规则。
rule-without-for = “{ $name }”未写明适用对象
hint-for = 请补充，例如“适用 教师”
rule-without-require = “{ $name }”未写明要求
hint-require = 请补充“要求 ……”
window-beside-each = 按周期重复的规则已由时段确定期限，不能再写期限
schedule-here = 重复方式见此处
hint-window-beside-each = 请将期限写在所指的数量之后，例如“学时 在 当年”
period-with-where = 时段“{ $name }”不能用“满足”筛选
hint-period-with-where = 请将条件写在“适用 ……”之后
during-event = “{ $name }”是事件，不是时段
hint-during-event = 请写“每 { $name }”
in-each-count = 此处应为不小于 1 的整数，而写的是 { $count }
reached-by-no-sum = 只有事件的合计或次数会逐日增长
hint-reached-by-no-sum = 例如“（岗前培训 的 学时 达到 120 学时）之日”
deadline-of-a-paused-cycle = 可顺延的周期以其最后一日为到期日
hint-deadline-of-a-paused-cycle = 请删去“截止”，或删去“顺延”
pause-with-window = 顺延的事由不限时间，不另设时间范围
pause-not-in-days = 顺延按日计算，不按月：每段连续时间中有多少天不顺延？
schedule-by-due-date = 此处规定的正是到期日，不能以到期日为前提
schedule-by-period = 此处规定的正是本期，不能以“本期”“当年”或不写年份的日期为前提
hint-schedule-by-period = 请写明年份，例如“2019年3月30日”或“2019年的末日”；每年重复的请写“每年截止3月30日”
cycle-from-today = 周期不能自查询日起算：那样每天都会重新开始
hint-cycle-from-today = 随查询日移动的期限，请写 `期限 查询日 前 5年 内`
deadline-not-common = 截止日须对所有人相同，而此处的日期因人而异
hint-deadline = 请写确定的日期，例如“12月1日”或“本期 的 末日 - 7 天”；因人而异的期限请用“…… 后 …… 内”
no-occurrence = 在“{ $rule }”所属政策施行期间，{ $period }没有任何一段结束，该规则不会适用
hint-no-occurrence = 请在日历中补充日期，或更正施行日期
rule-refers-to-itself = “{ $name }”引用了自身
rules-in-a-circle = 规则循环引用：{ $cycle }
refers-to = “{ $from }”引用“{ $to }”
hint-cycle = 其中一条须能独立判定
chain-too-long = 以“{ $name }”结尾的规则引用链超过 { $limit } 条
rule-of-other-subject = “{ $name }”适用于{ $rule_subject }，而此处针对的是{ $subject }
not-a-rule = “{ $name }”不是规则
rule-in-event = “{ $name }”是规则，而此处针对的是单个事件
hint-rule-in-event = 请将规则写在事件的“满足”之外
consequence-as-condition = “{ $name }”是后果，只有规则可以被要求或引用
verdict-of-what = “达标”“未达标”“豁免”之前须写规则的名称

# 后果。
consequence-without-when = “{ $name }”未写明在何种情形下产生
hint-when = 请补充，例如“当 年度学时 未达标”
consequence-without-act = “{ $name }”未写明产生何种后果
hint-act = 请补充“不得 ……”“给予 ……”或“应当 ……”
consequence-without-rule = “{ $name }”没有涉及任何规则，无法确定适用对象
hint-consequence-for = 请补充，例如“适用 教师”
subjects-differ = “{ $name }”涉及的“{ $first }”与“{ $second }”适用对象不同
schedules-differ = “{ $name }”涉及的“{ $first }”与“{ $second }”周期不同
hint-consequence-each = 请写明按什么周期判定，例如“每 年”
lasting-differs = 同一后果不能有两种期限
lasting-here = 另一期限在此处
hint-two-consequences = 请拆分为两项后果

# 条件与数量。
condition-as-value = 此处应为数量或日期，却写了条件
hint-condition-as-value = 比较的两边各写一个数量；条件之间用“且”“或”连接
value-as-condition = 此处应为条件，却写了{ $kind }
hint-value-as-condition = { $case ->
    [kind-date] 请写明时间要求，例如“…… 在 当年”“…… 不超过 2023年12月31日”
    [kind-share] 请写明比较，例如“…… 的 占比 不少于 60%”
    [kind-ratio] 请写明比较，例如“比值 …… 比 …… 不少于 1:300”
   *[other] 请写明比较，例如“…… 不少于 90”
 }
name-as-condition = “{ $name }”是{ $kind }，不是条件
hint-name-as-condition = { $case ->
    [kind-term] 请写明是哪一类：“{ $name } 为 ……”或“{ $name } 属于 [……]”
    [kind-date] 请写明时间，例如“{ $name } 在 当年”
    [kind-text] 请写明内容：“{ $name } 为 "……"”
    [kind-subject] 请写明内容：“{ $name } 为 "……"”
   *[other] 请写明比较：“{ $name } 不少于 ……”
 }
not-an-amount = 此处应为数量，却写了{ $kind }
not-a-day = 此处应为日期，却写了{ $kind }
hint-day = 可写日期（“2023年12月31日”“12月31日”）、日期字段，或“当年 的 末日”
not-a-length-of-time = 日期只能与时间长度相加减，此处是{ $kind }
divided-by-no-count = 平分须除以个数，例如“学分 / 作者人数”
divided-by-less-than-one = 不能平分给不足一个
hint-divided-by-no-count = 按比例折算请写“90 学时 按比例 A 比 B”，百分比请写“学时 的 50%”
rounded-to-nothing = 不能取整到零的倍数；请写明步长，例如“0.5 学时”
counting-without-sum = “至多计”之前须为单纯的合计或次数
hint-counting = 请写作“学时 不少于 90，其中 自学 至多计 20 学时”
table-unread = 政策中没有用到表{ $name }
hint-table-unread = 请将它作为数量使用，例如“计为 { $name }”，或者删去
table-in-table = 表中不能再用另一张表
table-too-long = 一张表最多 { $limit } 行
table-too-mixed = 本表中有数量的行与“不计”的行交替过多；请把“不计”的行排在一起
table-without-columns = 表至少须有一列条件和一列结果
table-cell-misplaced = “其余”写在最后一行的第一格，“不计”写在一行的最后一格
table-result-missing = 一行的最后一格写数量，例如“4 学时”，或写“不计”
otherwise-not-last = “其余”须为最后一行：其后的行永远用不到
otherwise-and-more = “其余”一行的其他各格留空
none-outside-recognition = “{ $name }”中有的行写明不计，这只在认定中有意义
hint-none-outside-recognition = 请将“不计”改为 0，或在认定的“计为”之后使用本表
table-overlap = { $table }的本行与之前一行在下列情形同时成立而结果不同：{ $witness }
table-row-before = 之前的一行，以它为准
hint-table-overlap = 请在其中一行写明区别，使得只有一行成立
table-gap = { $table }没有一行说明下列情形：{ $witness }
hint-table-gap = 请补一行，或在最后加“其余”；在此之前按零计
table-unchecked = { $table }区分的情形太多，未检查遗漏与矛盾
not-a-quantity = “{ $name }”不是数量
hint-not-a-quantity = 请写声明了单位的字段，例如“学时”
not-a-term = 此处应写类目的名称
no-such-year = 没有 { $year } 年
window-backwards = 期限的末日 { $to } 早于首日 { $from }
in-of-what = “属于”“在”之前应为类目字段或日期，此处是{ $kind }
hint-in-of-what = 例如“培训类别 属于 [公需课、师德]”“结束日期 在 当年”
kinds-differ = { $left }不能与{ $right }比较
hint-kinds-differ = 两边须属同类：数量与数量、日期与日期，或字段与其取值
hint-text-is = 请用引号将文本括起
no-order = 二者只能判断是否相同，没有大小之分
hint-no-order = 请用“为”“不为”“等于”或“不等于”
unit-mismatch = { $left }与{ $right }是不同的单位
measured-in = 此处以{ $unit }计
hint-convert = 如文件规定了换算标准，请写入认定：“折算 1 { $left } = …… { $right }”
hint-declare-unit = 如它是数据中的字段，请在词汇中声明“单位 { $name }”并作为该字段的类型
proportion-of-what = 未写明是什么的百分比
hint-proportion-of-what = 请写明基数，例如“学时 的 20%”；下属人员的占比请写“教师 满足 …… 的 占比”
share-needs-proportion = 占比须与百分比或比例比较
hint-share = 例如“60%”或“2/3”
ratio-of-nothing = 比例的两个数均不得小于零，且后者须大于零
proportion-too-fine = 这些数相乘后位数过多，无法精确计算
tree-not-ascending = { $tree }的类目没有高低之分，不能用“不低于”
hint-ascending = 如类目由低到高排列，请声明“类目 { $tree } 递增”；否则请逐一列出：“属于 [甲、乙]”
term-of-no-field = 此处没有字段可以取值“{ $name }”
hint-term-of-no-field = 它属于另一类事件或主体，请核对所统计的内容
some-of-count = { $listed } 个条件中取 { $count } 项：总是成立或永远不成立
hint-some-of = 例如“以下 至少 2 项 {"{"} 甲，乙，丙 {"}"}”；也可写“至多”“恰好”
some-of-comparator = 此处写“至少”“至多”或“恰好”
verdicts-in-no-row = “{ $name }”不是按期重复的规则，谈不上“连续”
hint-verdicts-in-no-row = 去掉“连续”，或者为该规则写明“每 年”之类的周期
balance-here = 各期之间的结算写在此处
balance-without-periods = 各期之间才有结转、补欠和预支，而该规则不分期
hint-balance-without-periods = 为该规则写明“每 年”，或“每 5 年 自 入职日期”之类的周期
balance-with-instead = 各期相互结算的规则，对所有人的要求须一致
hint-balance-with-instead = 把另行要求写成单独的规则
balance-with-grace = 宽限期内的学习会在结算的两期中重复计入
hint-balance-with-grace = 去掉宽限，改写“先补旧欠”：以后学的先补以往欠缺
balance-without-minimum = 此处规则应先写明一个最低数量
hint-balance-without-minimum = 例如“要求 学时 不少于 90”；其他条件写在“且”或“其中”之后
balance-share = 此处应为超出部分的一部分，大于零且不超过全部
hint-balance-share = 例如“结转 超出部分 的 50%”
balance-figure = 此处应为与该规则单位相同的数字或参数
hint-balance-figure = 例如“至多 30 学时”
clause-carry-over = “结转”
clause-back-fill = “先补旧欠”
clause-borrow = “预支”
act-beside-grades = 此处与各等次并列，不清楚属于哪个等次
hint-act-beside-grades = 把它写进某个等次，或写成单独的后果
ladder-of-what = “{ $name }”按次数加重，而“当”之后没有写明按哪一条规则的哪一种结果计次
hint-ladder-of-what = 请写“当 某规则 未达标”，只写一条规则
ladder-beside-grades = 逐次加重的一档与等次并列，不清楚先看哪个
grade-here = 此处是等次
too-many-grades = 一项后果最多有{ $limit }个等次
grade-after-otherwise = 此等次永远轮不到：前面的“其余”已包括一切
of-which-without-sum = “其中”用于细分一项合计或次数，而此处不是
hint-of-which = 例如“学时 不少于 90 其中 {"{"} …… {"}"}”，左边只写一项合计或次数
count-of-what = 未写明统计什么
hint-count-of-what = 例如“培训 的 次数”
not-members = “{ $name }”不隶属于{ $subject }
hint-not-members = 请在词汇中为“{ $name }”声明所属的“{ $subject }”：“事实 { $subject }： { $subject }”
members-have-no-dates = 下属主体没有日期，不能限定期限
fact-is-not-summed = “{ $name }”是单一取值，不能细分
does-not-last = { $list }没有首日和末日，无从覆盖
hint-lasting = 请在词汇中声明其首日和末日：“历时 开始日期 至 结束日期”
covers-without-event = “覆盖”须写在“满足”之内，针对单个事件
hint-covers = 例如“产假 的 请假 覆盖 当年 不少于 6 月”，或“有 计划 满足 覆盖 当年”
aggregate-in-event = 针对单个事件时，不能再统计事件的次数或合计
hint-aggregate-in-event = 请将统计写在事件的“满足”之外
its-without-event = “其 { $name }”只能用于逐一针对事件的规则
hint-its = “其”指“每 培训 ……”中的该次事件

# 测试。
test-cell-value = 取值；缺失写“?”
test-cell-state = 判定结果，如“达标”；后果则如“已生效”
test-two-records = 一项测试只判定一份记录
hint-test-two-records = 请另写一项测试，或将其写入所属的记录之内
test-without-record = 测试没有写明记录
hint-test-without-record = 请补充，例如“教师 {"{"} …… {"}"}”
test-copies-of-record = 所判定的记录只能有一份
test-too-many-copies = 一项测试中的记录和事件最多 { $limit } 个
test-list-value = “{ $name }”是列表，没有单一取值
hint-test-list-value = 请写“{ $name } {"{"} …… {"}"}”；整个列表缺失则写“{ $name } ？”
test-value-twice = “{ $name }”已有取值
test-value-misfit = { $field }应为{ $kind }，此处是{ $found }
test-unit = { $field }以{ $unit }计，不以“{ $found }”计
test-value-refused = 记录不能取此值：{ $reason }
test-variable-unfilled = 没有任何一列为“{"$"}{ $name }”赋值
hint-test-variable-unfilled = 请在“用例”中增加同名的一列
test-expects-nothing = 测试没有写明预期
hint-test-expects-nothing = 请补充，例如“预期 年度学时 达标”
test-short-of-consequence = 只有规则才有差额和到期日
test-standing-of-rule = “{ $name }”是规则，结果只能是达标、未达标、进行中、待查、豁免或不适用
test-status-of-consequence = “{ $name }”是后果，结果只能是已生效、有风险、未定或不触发
test-period-unknown = “{ $name }”不是该规则的时段
hint-test-period = 请写年份（“在 2023”）、该时段内的一天，或时段的名称
test-about-missing = 未写明“{ $name }”针对哪条规则
hint-test-about = 请写“测试 "……" 规则名 截至 ……”
test-cell = “{ $column }”一列应为{ $expected }
test-state-differs = { $name }：预期{ $expected }，实际{ $found }
test-measured = 已达 { $value }，要求 { $threshold } { $unit }
test-short-differs = { $name }：预期差 { $expected }，实际差 { $found } { $unit }
test-short-none = { $name }：预期差 { $expected }，实际没有差额
test-due-differs = { $name }：预期于 { $expected } 到期，实际于 { $found } 到期
test-due-none = { $name }：预期于 { $expected } 到期，实际没有到期日
test-no-verdict = { $name }：该时段没有判定结果
hint-test-no-verdict = 请核对时段以及政策的施行日期
test-several-verdicts = { $name }：有多个判定结果，未写明指哪一个：{ $verdicts }
hint-test-several-verdicts = 请写明时段，例如“在 { $period }”
test-undecided = 该记录无法判定：{ $reason }
test-without-engine = 编译结果无法使用：{ $reason }

# 读取文件。
load-unreadable = 无法读取 { $path }：{ $reason }
load-no-policy = { $path } 中没有 .policy 文件
load-too-large = { $path } 超过 { $limit } MB，请拆分为多个文件
load-too-deep = { $path } 的目录层次过深
load-too-many = { $path } 之下的文件过多

# 原文核对。
quotes-without-source = “{ $policy }”引用了原文，但未写明原文文件
hint-quotes-without-source = 请补充，例如“来源 "taixing-2019.txt"”
quote-not-found = { $file } 中没有这句原文
hint-quote-nearest = 最相近的原文是：{ $passage }
hint-quote-nothing-near = 文件中没有相近的内容，请核对所引文件
source-outside = “{ $file }”须为指定目录中的文件，不能含有“..”
source-unreadable = 无法读取 { $directory } 中的 { $file }：{ $reason }
source-too-large = { $file } 超过 { $reason } MB
source-not-utf8 = { $file } 不是 UTF-8 文本，请另存为 UTF-8

# 互相矛盾之处。
witness-is = { $field }为{ $value }
witness-yes = { $field }为是
witness-no = { $field }为否
witness-this-year = { $field }在当年
witness-previous-year = { $field }在上一年
witness-other-year = { $field }在其他年份
witness-other-text = { $field }为其他内容
witness-anybody = 任何人
witness-event = { $list }（{ $fields }）
witness-nothing-done = 没有任何记录的人
witness-separator = ；
witness-verdict = 依{ $policy }{ $status }
witness-verdict-between = 依{ $policy }{ $status }（{ $from } 至 { $to }）
witness-verdict-soft = { $verdict }（仅为原则性要求）
witness-verdict-none = 依{ $policy }不适用
alternatives-contradict = “{ $first }”与“{ $second }”可能同时适用，而要求不同，例如：{ $witness }
alternatives-may-contradict = “{ $first }”与“{ $second }”或会同时适用，而要求不同，例如：{ $witness }
exemption-contradicts = “{ $first }”予以免除，“{ $second }”却另有要求，二者可能同时适用，例如：{ $witness }
hint-alternatives = 请在后者的条件中排除“{ $first }”，使二者只能适用其一
rule-never-applies = “{ $rule }”不可能适用于任何对象
rule-never-met = 任何人都不可能达到“{ $rule }”的要求
hint-never-met = 其要求自相矛盾，或与适用对象相矛盾
part-never-applies = “{ $part }”不可能适用
consequence-never-follows = “{ $consequence }”不可能产生
hint-never-applies = 其条件互相排斥
entry-never-applies = 该条目不可能适用于任何事件
entry-never-reached = 该条目不起作用：前面的条目已决定所有事件
entry-takes-everything = 前面的条目
entry-twice = 该条目不起作用：前面已有相同条件的条目
hint-entry-never-reached = 以第一个符合的条目为准：请将范围较窄的写在前面，或将其删除
minimums-exceed = “{ $rule }”各部分的下限合计 { $least }，而总数不得超过 { $most }
hint-minimums-exceed = 请更正其中的数值

# 时段的包含关系。
period-never-inside = “{ $rule }”在{ $outer }之内查找{ $inner }，而后者从未完整处于其中，也不包含其最后一日
hint-period-never-inside = 时段名称指其在本规则时段之内的一段，没有时指包含到期日的一段；如指其他时间，请写“当年”或写明日期
field-outside-event = “{ $name }”是每次{ $list }的字段，而此处并非针对某一次
hint-field-outside-event = 请写入次数或合计的条件之内：“有 { $list } 满足 （{ $name } ……）”
verdict-unknown = 规则只能为“达标”“未达标”或“豁免”
hint-flag-before-window = 如期限属于规则本身，请将其前的条件用括号括起
alternatives-may-overlap = 未能排除“{ $first }”与“{ $second }”同时适用，而二者要求不同
hint-members-window = 请删去期限，或将其写入条件之内：“教师 满足 （有 培训 在 当年） 的 人数”
hint-rule-of-other-subject = 可以统计下属主体的判定结果：“{ $rule_subject } 满足 { $name } 的 占比 不少于 90%”
too-many-mistakes = 错误超过 { $limit } 处，其余待更正后显示

# 确属本意的提示。
allow-idle = “允许 { $name }”没有起作用
hint-allow-idle = 请删去，否则会掩盖下一次同类提示
allow-mistake = “{ $name }”是错误，不能允许
allow-without-reason = “允许 { $name }”没有写明理由
hint-allow-because = 请补充，例如“理由 "法规原文即如此"”

# 互相矛盾的规定。
rule-itself-never-met = 任何人都不可能达到“{ $rule }”本身的要求，只能按其替代要求达标
cap-below-minimum = “{ $rule }”要求 { $least }，而最多只能计入 { $most }
cap-here = 这里限制了计入的数量
hint-cap-below-minimum = 请提高上限，或降低最低要求
rules-contradict = 凡“{ $first }”与“{ $second }”均适用的，都不可能同时达到两者的要求
hint-rules-contradict = 请更正其中的数值，或写明何者只适用其一
effective-gap = 从 { $from } 至 { $to }，本政策与其所取代的“{ $older }”均未施行
hint-effective-gap = 请更正其中的日期
effective-overlap = 本政策与“{ $other }”都取代了“{ $older }”，且自 { $from } 起同时施行
hint-effective-overlap = 请由较晚的政策取代较早的政策

# 以何日期确定适用的版本。
clause-governed = “以……为准”
governed-without-changes = 该数值不随日期变化，无须说明以何日期为准
hint-governed-without-changes = 请写明自何日起改变：“72 学时 直至 2018年12月31日，90 学时 自 2019年1月1日”
governed-by-no-event = { $name }以事件日期为准，而此处不针对任何事件
hint-governed-by-no-event = 请用于认定、“每”一事件的规则或“满足”之中，或改为以到期日为准
governed-without-event = 此处不针对单个事件，没有可为准的事件日期
hint-governed-without-event = 请写入认定：本版施行前的事件即按旧版认定
governed-by-no-version = 没有找到认定{ $name }的旧版政策
hint-governed-by-no-version = 请写明“取代 ……”，并加入该文件
governed-otherwise-credited = 旧版所认定的是另一字段，单位也不同
governed-otherwise-settled = 认定中有扣减步骤，认定结果须对所有规则一致；{ $policy }有条目取决于规则
