# 同一政策两个版本之间的变化。

diff-title = 政策版本对照
diff-old = 修订前
diff-new = 修订后
diff-heading-changes = 修订内容
diff-heading-same = 仅表述变动，含义不变
diff-summary = 趋严 { $stricter } 项，放宽 { $looser } 项，有严有宽 { $both } 项；未发现差别 { $open } 项；其余 { $same } 项规则和后果含义不变。
diff-summary-same = 两个版本完全一致。
diff-summary-no-meaning = 含义没有变化，全部 { $same } 项规则和后果均与修订前相同。
diff-days = 对照时视两个版本在 { $from } 至 { $to } 期间同时施行。

diff-what = { $kind }“{ $name }”
diff-item-policy = 政策
diff-item-rule = 规则
diff-item-consequence = 后果
diff-item-recognition = 认定范围
diff-item-entry = 认定条目
diff-item-step = 认定限额
diff-item-parameter = 参数
diff-item-table = 对照表
diff-item-period = 日历时段
diff-item-subject = 对象类别
diff-item-fact = 事项
diff-item-list = 记录类别
diff-item-field = 字段
diff-item-tree = 术语分类
diff-item-term = 术语
diff-item-unit = 单位
diff-item-outcome = 结果事项

diff-added = 新增
diff-removed = 删除
diff-changed = 修改
diff-renamed = 改名，含义不变
diff-called-otherwise = 改名
diff-reworded = 改写，含义不变
diff-was-called = 原名“{ $name }”

diff-equal = 含义不变
diff-stricter = 趋严
diff-looser = 放宽
diff-both = 对部分人趋严，对部分人放宽
diff-stricter-at-least = 对部分人趋严
diff-looser-at-least = 对部分人放宽
diff-none-found = 未发现差别
diff-rescheduled = 期限不同

diff-says-equal = { $name }：资料齐全时含义不变（已证明）
diff-says-stricter = { $name }：趋严。达到新版要求的必达到旧版要求，反之则未必
diff-says-looser = { $name }：放宽。达到旧版要求的必达到新版要求，反之则未必
diff-says-both = { $name }：对部分人趋严，对部分人放宽
diff-says-stricter-at-least = { $name }：对部分人趋严；试算 { $tries } 次，未发现因此放宽的情形
diff-says-looser-at-least = { $name }：对部分人放宽；试算 { $tries } 次，未发现因此趋严的情形
diff-says-none-found = { $name }：试算 { $tries } 次，未发现差别；是否完全没有差别，尚未证明
diff-says-default = { $name }：凡有记录的，含义不变；未填的单元格含义已变
diff-says-words = { $name }：未作比较。所用的词汇另有规定：事件的日期，或成员的归属
diff-says-untried = { $name }：未能证明一致，也未试验
diff-says-stricter-untried = { $name }：对部分人从严；是否另有人因此放宽，未能证明，也未试验
diff-says-looser-untried = { $name }：对部分人放宽；是否另有人因此趋严，未能证明，也未试验
diff-says-rescheduled = { $name }：对象与要求不变，但期限不同
diff-falls-equal = { $name }：资料齐全时所涉人员不变（已证明）
diff-falls-more = { $name }：趋严。原不适用的部分人现在适用，原适用的仍然适用
diff-falls-fewer = { $name }：放宽。原适用的部分人现在不再适用，没有新增适用的人
diff-falls-both = { $name }：部分人由不适用变为适用，部分人由适用变为不适用
diff-given-more = { $name }：放宽。原不能享有的部分人现在可以享有，没有人因此失去
diff-given-fewer = { $name }：趋严。原可享有的部分人现在不能享有，没有新增享有的人

diff-reaches-nothing = 没有规则或后果因此改变含义

diff-aspect-of = { $aspect }·{ $measured }
diff-aspect-applies = 适用范围
diff-aspect-schedule = 时间
diff-aspect-grace = 宽限期
diff-aspect-requirement = 要求
diff-aspect-exemption = 免除情形“{ $name }”
diff-aspect-alternative = “{ $name }”的适用条件
diff-aspect-instead = “{ $name }”的替代要求
diff-aspect-instead-within = “{ $name }”的期限
diff-aspect-principle = 原则性要求
diff-aspect-balance = 结转
diff-aspect-when = 触发条件
diff-aspect-action = 后果内容
diff-aspect-lasting = 期限
diff-aspect-lifted = 解除条件
diff-aspect-events = 范围
diff-aspect-treatment = 是否计入
diff-aspect-credit = 计为
diff-aspect-step = 限额
diff-aspect-order = 次序
diff-aspect-value = 数值
diff-aspect-row = { $row }
diff-aspect-otherwise = 其余
diff-aspect-occurrence = { $label }
diff-aspect-effective = 施行时间
diff-aspect-default = 未填时视为
diff-aspect-dated = 发生日
diff-aspect-lasts = 起止日

diff-figure = { $what }：{ $old } → { $new }
diff-figure-added = { $what }：增加 { $new }
diff-figure-removed = { $what }：删去 { $old }
diff-nothing = 无

diff-due = { $date }截止
diff-days-from = 自 { $from } 起
diff-lasting-unstated = 未规定
diff-as-recorded = 按记录
diff-rejected = 不计入
diff-counted = 计入
diff-yes = 是
diff-no = 否
diff-schedule-once = { $window }
diff-schedule-each = 每个{ $period }
diff-schedule-cycle = 自{ $from }起每 { $span }
diff-schedule-event = 每次{ $event }
diff-schedule-event-within = 每次{ $event }，{ $window }
diff-schedule-governed = { $schedule }，按其发生之日有效的版本办理

diff-clause-old = 修订前：{ $clause }
diff-clause-new = 修订后：{ $clause }

diff-witness = 举例（截至 { $date }）
diff-witness-stricter = 对此记录趋严：修订前{ $old }，修订后{ $new }
diff-witness-looser = 对此记录放宽：修订前{ $old }，修订后{ $new }
diff-verdict-in = { $status }（{ $period }）
diff-verdict-none = 无此规定
diff-verdict-principle = { $status }（仅为原则性要求）
diff-story-old = 修订前：{ $verdict }
diff-story-new = 修订后：{ $verdict }
diff-record-json = JSON 格式

failure-diff-empty = { $path } 中没有政策。每个版本应是一个政策文件，或含有政策的目录。
failure-diff-apart = { $old } 与 { $new } 没有共同的对象类别，无从比较。
failure-form-only-diff = 只有 policy diff 能输出 Markdown。
failure-form-diff = 版本对照只能输出 text、json、markdown 和 html。
help-diff = 比较政策的两个版本：含义有何变化，影响到谁
help-diff-after =
    示例：
      policy diff 2023/ 2026/
      policy diff 旧.policy 新.policy --format markdown
      policy diff 2023/ 2026/ -o 修订对照.html

    每个版本是一个政策文件或其所在目录。含义没有变化时退出状态为 0，有变化时为 1，无法比较时为 2。
help-arg-diff-old = 修订前的版本：政策文件、目录、政策包，或“版本:路径”；也可写 git 中的两个版本“较早..较晚”，其后写路径
help-arg-diff-new = 修订后的版本，写法相同；或者路径
