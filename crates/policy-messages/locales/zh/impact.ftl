# 修订对人员影响的提示。
help-impact = 分析新版本使哪些人的结论改变，以及需要补足多少
help-impact-after =
    新旧两个版本判定同一批数据。规则先按名称对应，再按标题对应。新版本施行日期不同的，视为两个版本同时施行，以便在施行之前
    试算；用 --own-dates 则各按自己的施行日期。文本和 JSON 中有每条规则修订前后的结论对照、各单位的人数和人员名单，CSV 中
    每项改变一行。人员只列标识，加 --names 才列姓名。

    示例：
      policy impact 办法2023.policy 办法2026.policy --with 词汇/ --data 教师.xlsx --as-of 2025-12-31
      policy impact 2023.bundle 2026/ --data 数据/ --as-of 2025-12-31 --period 2025 -o 影响.csv
help-arg-old = 旧版本：政策文件、目录、政策包或编译结果
help-arg-new = 新版本，写法相同
help-arg-with = 两个版本共用的文件和目录，如词汇、日历；可以给出多次
help-arg-names = 同时列出姓名
help-arg-own-dates = 各版本只判定在其施行期间到期的事项
help-arg-impact-output = 结果写到哪个文件，或者完整写出，或者完全不写；.csv 和 .json 决定格式
value-old = 旧版本
value-new = 新版本
failure-form-impact = 影响分析可以写成 text、csv 或 json，请用 --format 选择其一
failure-impact-nothing = 新旧两个版本中都没有 --policy 与 --rule 合起来所指的内容，请去掉其中一项

impact-head = 截至 { $date }：{ $old } → { $new }
impact-as-if = 视为新旧版本同时施行：{ $policies }
impact-summary = 两个版本都判定的：{ $subjects }；结论改变的：{ $flipped }（变差 { $worse }，变好 { $better }）
impact-only-new = 只有新版本能读取或者有其类别，未作比较：{ $people }
impact-only-old = 只有旧版本能读取或者有其类别，未作比较：{ $people }
impact-counted = { $kind } { $count } 个
finding-by-old = 按旧版本的词汇：{ $reason }
impact-none = 无
impact-corner = 修订前 ↓ 修订后 →
impact-rules = 规则（结论数）
impact-rules-same = 结论没有改变：{ $names }
impact-consequences = 后果（期间数）
impact-consequences-same = 没有改变：{ $names }
impact-needed = 原无欠缺者尚需补足（各规则分别计算）
impact-without-figure = 没有数额
impact-together = 合计
impact-groups = 单位
impact-people = 结论改变的对象
impact-flip = { $item }{ $period }：{ $before } → { $after }
impact-short = ，尚缺 { $amount } { $unit }
impact-more-people = ……另有 { $count } 个，用 --format csv 可列出全部
impact-more-groups = ……另有 { $count } 个，用 --format json 可列出全部
impact-column-before = 修订前
impact-column-after = 修订后
impact-column-verdicts = 结论数
impact-column-needed = 尚需
impact-column-group = 单位
impact-column-members = 成员
impact-column-count = 总数
impact-column-worse = 变差
impact-column-better = 变好
