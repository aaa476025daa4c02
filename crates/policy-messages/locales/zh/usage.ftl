# 命令行：用法说明，以及写法上的错误。
help-policy = 检查培训政策，并据以判定人员的培训档案
help-policy-after =
    退出状态：0 一切正常；1 有需要处理的结果（有规则未达标、测试未通过、政策有错误、数据行未予采用）；2 命令未能完成。

    示例：policy run 泰兴2019/ --data 教师.xlsx --as-of 2019-12-31
help-check = 检查政策中的错误，核对所引的原文
help-check-after =
    示例：
      policy check 泰兴2019/
      policy check 泰兴2019/ --sources 法规原文/
      policy check --explain never-met
      policy check 泰兴2019/ --format sarif > 检查结果.sarif
      policy check --changed origin/main
help-fmt = 把政策整理成统一的版式
help-fmt-after =
    示例：
      policy fmt 泰兴2019/
      policy fmt --check 泰兴2019/
      policy fmt --keywords zh 泰兴2019/政策.policy
      policy fmt --spaces remove 泰兴2019/
help-test = 运行政策中的测试
help-test-after = 示例：policy test 泰兴2019/
help-run = 用政策判定表格和档案
help-run-after =
    每个工作表或文件是一张主体表（教师）或事件表（培训），按其名称或列名识别；列按名称、标签或别名对应。
    事件表如果兼有主体的各列，单独一张也够用。不能采用的数据行会注明理由，其余照常判定。输出 CSV 时，
    会被表格软件当作公式的单元格前面加一个单引号（'）。

    示例：
      policy run 泰兴2019/ --data 教师培训.xlsx --as-of 2019-12-31
      policy run 泰兴2019/ --data 教师.csv 培训.csv --as-of 2019-12-31 -o 结果.csv
      policy run 泰兴2019/ --data 数据/ --as-of 2019-12-31 --rule 年度学时 --period 2019 --format json
help-notify = 给仍有未了事项的人各写一份简短的通知
help-notify-after =
    通知写明缺什么、已计入什么、何时为止、依据哪一条。形式由 -o 决定：写目录，每份通知各成一个文本文件；
    写 .txt，全部通知连成一个文件；写 .csv，每份通知一行，供邮件合并使用。

    示例：
      policy notify 泰兴2019/ --data 教师.xlsx --as-of 2019-10-31 -o 通知/
      policy notify 泰兴2019/ --data 教师.xlsx --as-of 2019-10-31 -o 通知.csv
help-explain = 说明一个人的全部情况：哪些计入、哪些没有计入、为什么
help-explain-after = 示例：policy explain 泰兴2019/ --data 教师培训.xlsx --id 320000199001010017 --as-of 2019-12-31
help-data = 在判定之前检查数据：哪一列是什么，质量如何
help-data-after =
    示例：
      policy data init 泰兴2019/ --data 导出/
      policy data check 泰兴2019/ --data data.toml
help-data-init = 查看文件，写出一份说明哪一列是什么的草稿，供人核对
help-data-init-after =
    列先按名称对应，再按相近的名称，最后按单元格内容；凡是推测的都有标注，对应不上的留待填写。不会覆盖已有文件。

    示例：policy data init 泰兴2019/ --data 导出/教师.xlsx 导出/培训.csv -o data.toml
help-data-check = 指出数据中的错误和存疑之处：单元格、日期、标识、重复的行、超过一天的学时
help-data-check-after =
    列为“未予采用”的，policy run 也不会采用；列为“存疑”的仍会采用。每一类注明数量和最先的几处，不会重复任何人的标识。

    示例：policy data check 泰兴2019/ --data 教师培训.xlsx
help-new = 建立一个起步目录：词汇、日历、政策、测试和示例数据
help-new-after = 示例：policy new 我的政策 --keywords zh
help-completions = 输出使命令行能够自动补全的脚本
help-completions-after = 示例：policy completions bash > ~/.local/share/bash-completion/completions/policy

help-arg-lang = 提示所用的语言：en（英文）或 zh（中文）；不写则随系统环境
help-arg-format = 结果的形式：text 供人阅读，json 供程序读取；run 还有 csv、parquet、html 和 xlsx，notify 还有 csv，check 还有 sarif 和 junit，test 还有 junit
help-arg-color = 何时使用颜色：auto（仅在终端上，默认）、always（总是）或 never（从不）
help-arg-help = 显示本说明
help-arg-version = 显示版本
help-arg-policies = 政策文件或其所在目录（连同所用的词汇和日历）
help-arg-set = 设定参数，如 '年度学时数=72学时'；可以多次使用
help-arg-sources = 法规原文所在目录，逐句核对引文
help-arg-explain = 说明某项提示的含义、理由与改法；不写名称则列出全部
help-arg-check = 不作改动，只列出版式需要整理的文件
help-arg-keywords = 全部改写成这种语言：en 或 zh；不写则每个词保持原样
help-arg-spaces = 中文词间的空格：keep 保持原样，remove 去掉不影响意思的空格，add 在每两个词间加空格
help-arg-data = 数据文件（.xlsx、.xls、.ods、.csv、.tsv、.json、.ndjson，文本文件也可以是 .gz 或 .zst）、其所在目录，或数据说明（data.toml）；可以多次使用
help-arg-description = 数据说明写到哪里；不写则为 data.toml
help-arg-as-of = 判定截至的日期，之后的事件不计，如 2019-12-31
help-arg-policy = 只判定这个政策，写名称或标题
help-arg-subject = 只判定这类主体，如教师、学校
help-arg-rule = 只看这条规则或后果；可以多次使用
help-arg-period = 只看这一年到期的
help-arg-id = 只判定标识为此的主体
help-arg-all = 按数据的次序列出每个对象，达标的也逐条列出；不写则只计数
help-arg-whose = 说明谁的情况：其标识
help-arg-output = 结果写入这个文件，要么完整写入，要么不写；扩展名 .csv、.json、.parquet、.html、.xlsx 决定形式
help-arg-letters = 通知写到这里：新目录、.txt 文件或 .csv 文件；不写则显示在屏幕上
help-arg-directory = 要建立的目录
help-arg-new-keywords = 关键词的语言：en 或 zh；不写则与提示的语言相同
help-arg-shell = 命令行外壳：bash、zsh、fish、powershell 或 elvish

value-command = 命令
value-language = 语言
value-format = 形式
value-when = 时机
value-spaces = 空格
value-policy = 政策
value-assignment = 名称=值
value-directory = 目录
value-finding = 提示
value-path = 路径
value-date = 日期
value-name = 名称
value-year = 年份
value-id = 标识
value-file = 文件
value-shell = 外壳

usage-heading = 用法：
usage-commands = 命令
usage-arguments = 参数
usage-options = 选项
usage-options-of = [选项]
usage-more = 详细说明：{ $command } --help
usage-word-too-many = 多了“{ $word }”
usage-unknown = 没有“{ $argument }”这个选项
usage-unknown-nearest = 没有“{ $argument }”这个选项，是否应为“{ $nearest }”？
usage-no-command = 没有“{ $command }”这个命令
usage-no-command-nearest = 没有“{ $command }”这个命令，是否应为“{ $nearest }”？
usage-command-missing = 没有写明命令
usage-missing = 还缺少：{ $arguments }
usage-no-value = { $argument } 后面缺少值
usage-value = { $argument } 不能写“{ $value }”，应为下列之一：{ $known }
usage-refused = { $argument } 不能写“{ $value }”：{ $reason }
usage-no-assignment = 应写成“名称=值”，如 '年度学时数=72学时'
usage-no-date = 应为有效日期，如 2019-12-31
usage-no-year = 应为年份，如 2019
usage-conflict = { $argument } 与 { $other } 不能同时使用
usage-twice = { $argument } 只能写一次
usage-too-many = { $argument } 后面多了“{ $value }”
usage-not-utf8 = 有一个参数不是 UTF-8 文字
usage-wrong = 无法理解这条命令：{ $detail }
