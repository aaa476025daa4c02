# 判定凭证与政策包的提示。
help-verify = 按凭证重新判定，看结果是否一致
help-verify-after =
    判定凭证（policy run --receipt）记载依据什么判定了什么：政策含义、词汇、日历和每个文件的摘要，判定的范围，以及全部结论的
    一个总摘要。凭证中没有任何人的信息。不一致之处逐项列出：哪条规则、哪个文件、哪个数字。版式、注释和关键词的语言不影响含义。

    示例：
      policy verify 结果.csv.receipt.json
      policy verify 结果.csv.receipt.json 泰兴2019/ --data 存档/2019/
help-arg-receipt = 写出判定凭证，记载依据什么判定了什么：写到所给的 .json 文件，不写文件名则放在结果旁边；用 policy verify 核验
help-arg-verify = 判定凭证
help-arg-verify-policies = 代替凭证所载政策的文件或目录
help-arg-verify-data = 代替凭证所载数据的文件或目录，可以给出多次
help-arg-verify-id = 凭证只涉及一个对象时，写明其标识：凭证本身不记载
value-receipt = 凭证
help-build = 把政策编译成一个文件：连同原文和摘要的政策包，或者只是编译结果
help-build-after =
    凡是可以写政策的地方都可以写政策包，直接判定而不再编译；程序库也能直接读取，不需要解析器。同样的原文总是生成同样的
    文件。文件名以 .bundle 结尾的是政策包，以 .json 结尾的只是编译结果。

    示例：
      policy build 泰兴2019/ -o 泰兴2019.bundle
      policy run 泰兴2019.bundle --data 教师.xlsx --as-of 2019-12-31
help-arg-build-output = 写到哪个文件，或者完整写出，或者完全不写：.bundle 为政策包，.json 只是编译结果

seal-receipt = 判定凭证
seal-bundle = 政策包
seal-too-large = 超过 { $most } MiB，不会是{ $kind }
seal-unreadable = 不是{ $kind }，或者内容不完整：{ $cause }
seal-malformed = 这份{ $kind }的内容不合规定，可能被人改动过（读取时遇到：{ $detail }）
seal-other = 不是{ $kind }，其中没有 { "{" } "{ $key }": …… 这一项
seal-version = 这是第 { $found } 版格式的{ $kind }，本程序只能读取第 { $expected } 版
seal-broken = { $kind }写成后被改动过，与其中的摘要不符，请重新取得或重新生成
seal-other-meaning = 政策包中的摘要与其中的政策不符，请重新生成

failure-sealed = { $file } 不能使用：{ $detail }
failure-receipt-name = 凭证的文件名应以 .json 结尾，而 { $file } 不是
failure-receipt-is-result = { $file } 不能既是结果又是凭证，请为凭证另取名字
failure-no-receipt-there = { $file } 已经存在而且不是凭证，为免丢失内容，请另取名字
failure-receipt-of-one = 这份凭证只涉及一个对象，但不记载是谁，请用 --id 写明
failure-receipt-of-all = 该凭证针对全体对象，其中没有单个人的摘要，请去掉 --id
failure-changed-meanwhile = { $file } 在读取期间被改动，请在无人写入时重新判定
failure-build-name = { $file } 的扩展名既不是 .bundle 也不是 .json，无法知道要写什么
failure-set-compiled = { $file } 是编译结果，其中参数的值已经确定；要设定{ $name }，请改用政策文件，或者用 policy build --set { $name }=… 重新编译
failure-bundle-without-sources = 政策包中没有原文，只有编译结果，请写上政策文件
failure-bundle-layout = { $file } 是政策包，不能整理版式，请整理政策文件后重新生成
failure-bundle-other-meaning = { $file }：其中的原文用本程序编译后，与其中的政策含义不同，请重新生成

build-policy = { $name }：摘要 { $digest }
build-written = 已写出 { $file }（总摘要 { $digest }）

part-head = 政策的基本信息（标题、制定机关、文号、施行日期）
part-parameter = 参数“{ $name }”
part-table = 表“{ $name }”
part-recognition = “{ $name }”的认定
part-rule = 规则“{ $name }”
part-consequence = 后果“{ $name }”
part-subject = 主体“{ $name }”
part-tree = 词条“{ $name }”
part-unit = 单位“{ $name }”
part-outcome = 事项“{ $name }”
part-period = 期间“{ $name }”

verify-equal = 一致：重新判定 { $subjects } 个对象，结论全部相同（摘要 { $digest }）
verify-equal-but-changed = 重新判定 { $subjects } 个对象，结论与凭证所载相同（摘要 { $digest }），但这已不是当初写出的凭证
verify-differs = 不一致：重新判定了 { $subjects } 个对象，不同之处见上
verify-changed = 凭证写成后被改动过，与其中的摘要不符
verify-engine = 当时用本程序 { $then } 版判定，现在用 { $now } 版
verify-of-policy = 政策“{ $name }”
verify-of-vocabulary = 词汇
verify-of-calendars = 日历
verify-meaning-other = { $whole }：{ $part }的含义已经不同
verify-meaning-new = { $whole }：{ $part }当时没有
verify-meaning-gone = { $whole }：{ $part }现在没有
verify-digest = { $whole }：整体摘要与各部分不符，可能被人改动过
verify-meanings = 政策：所列的次序或项目与本程序写出的不同，或有重复
verify-source-other = 政策文件 { $file }：文字已经不同，含义是否相同另行比较
verify-source-new = 政策文件 { $file }：当时没有读取
verify-source-gone = 政策文件 { $file }：现在没有读取
verify-input-other = 数据文件 { $file }：内容已经不同
verify-input-new = 数据文件 { $file }：当时没有读取
verify-input-gone = 数据文件 { $file }：现在没有读取
verify-figure = { $figure }：凭证为 { $then }，现在为 { $now }
verify-subjects = 已判定的对象数
verify-undecided = 无法判定的对象数
verify-rows = 未予采用的数据行数
verify-of-rule = { $policy } 规则“{ $rule }”{ $status }
verify-of-consequence = { $policy } 后果“{ $rule }”{ $status }
verify-verdicts = 各人的结论不尽相同
verify-figures = 各项数目：所列的次序或项目与本程序写出的不同，或有重复
