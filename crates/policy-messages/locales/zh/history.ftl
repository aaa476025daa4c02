# git 中的政策、政策集、规则的沿革，以及日常工作中的检查。
failure-form-only-check = 这种形式只用于 policy check（sarif、junit）和 policy test（junit）
failure-form-of-check = policy check 的结果可以是 text、json、sarif 或 junit
failure-form-of-test = policy test 的结果可以是 text、json 或 junit

git-no-repository = { $path } 不在任何 git 仓库中，请到仓库中运行，或不写版本而写文件、目录
git-unopened = 无法读取 { $path } 所在的 git 仓库：仓库已损坏，或采用了无法识别的形式（{ $detail }）
git-no-revision = 仓库中没有版本“{ $name }”，可用 git tag 和 git log 查看现有版本
git-no-revision-nearest = 仓库中没有版本“{ $name }”，是否应为“{ $nearest }”？
git-no-revision-shallow = 仓库中没有版本“{ $name }”；这是只有部分历史的克隆，可用 git fetch --unshallow --tags 取回其余部分
git-no-commit = “{ $name }”指的是仓库中的文件或目录，不是版本
git-outside = { $path } 不在这个 git 仓库之内
git-no-path = 版本 { $revision } 中没有 { $path }，可能是后来才加入、此前已删去，或用的是别的名称
git-no-policy = 版本 { $revision } 的 { $path } 中没有 .policy 文件
git-link = { $path } 在仓库中是符号链接，不予跟随，请写它所指向的路径
git-submodule = { $path } 是子模块，其文件不在这个仓库中，请到子模块自己的仓库中查看
git-hostile-name = 仓库中有 git 不允许的文件名：{ $path }
git-name-not-text = 仓库中某个政策文件或目录的名称不是 UTF-8 编码：{ $path }，可用 git mv 改名
git-ambiguous = 仓库中有多个对象以“{ $name }”开头，请多写几位
git-too-much = 这一版本的政策文件合计超过 { $most } MiB，请少写几个路径
git-too-large = 仓库中的 { $what } 超过 { $most } MiB，未予读取
git-too-deep = 仓库的目录层次过深：{ $path }
git-too-many = 仓库此处的政策文件超过 { $most } 个
git-too-long = 历史版本超过 { $most } 个，请少写几个路径
git-missing = 仓库缺少对象 { $object }：仓库已损坏，或克隆时省略了部分文件；可用 git fsck 检查，用 git fetch --refetch 重新取回
git-damaged = 仓库的对象 { $object } 已损坏：{ $detail }；可用 git fsck 进一步检查

outline-applies = 适用于{ $subject }
outline-applies-where = 适用于{ $subject }，条件：{ $condition }
outline-once = 一次，期间：{ $window }
outline-each = 每{ $period }
outline-each-by = 每{ $period }，最迟{ $by }
outline-cycle = 每{ $every }一个周期，起算日：{ $from }
outline-cycle-by = 每{ $every }一个周期，起算日：{ $from }，最迟{ $by }
outline-paused = { $cycle }，因{ $events }顺延
outline-paused-beyond = { $paused }（超过{ $beyond }的部分）
outline-event = 逐次针对：{ $events }
outline-event-within = 逐次针对：{ $events }；期间：{ $window }
outline-required = 要求{ $condition }
outline-grace = 到期后{ $span }内仍可完成
outline-carried = 超出部分可结转到以后各期，比例为 { $share }
outline-carried-most = { $carried }，最多 { $most }
outline-carried-for = { $carried }，{ $span }内有效
outline-back-fill = 先补足以前的欠缺
outline-borrowed = 可以预支下一期，最多 { $most }
outline-exempt = 豁免（{ $name }）：{ $condition }
outline-instead = 替代（{ $name }）：{ $required }，条件：{ $condition }
outline-instead-within = 替代（{ $name }）：{ $required }，期间：{ $window }，条件：{ $condition }

log-rule = { $rule }（{ $id }）
log-policy = { $policy }
log-policy-document = { $policy }，{ $document }
log-in-force = 施行期间：{ $from } 至 { $to }
log-in-force-open = 自 { $from } 起施行
log-gap = { $from } 至 { $to }，没有任何版本施行
log-overlap = { $from } 至 { $to }，两个版本同时施行
log-overlap-open = 自 { $from } 起，两个版本同时施行
log-unchanged = 内容与前一版本相同
log-changed = { $before }  →  { $after }
log-added = 新增：{ $line }
log-dropped = 不再有：{ $line }
log-absent = 没有这条规则
log-renamed = 此前名为“{ $name }”
log-git = git 历史：截至 { $revision } 的 { $seen } 个版本中，有 { $touched } 个改动了这些政策；其中改变这条规则的是：
log-git-shallow = 这是只有部分历史的克隆，{ $date } 以前的版本不在其中（可用 git fetch --unshallow 取回）。
log-git-never = 截至 { $revision }，没有任何版本含有这条规则
log-revision = { $revision }  { $date }  { $title }
log-merge = { $line }（合并）
log-uncommitted = 尚未提交
log-policy-line = { $policy }：{ $line }
log-appeared = 开始出现
log-disappeared = 不再存在
log-broken = 此处无法编译：{ $detail }
log-nothing-in-force = { $date } 没有施行中的这条规则，无论在当前文件还是 git 历史中
log-at-revision = 版本 { $revision }（{ $date }）中的内容
log-several-revisions = 规则的沿革只能追溯到一个版本，而这些路径写了两个：“{ $one }”和“{ $other }”
log-no-such-rule = 这些政策的任何版本中都没有名为“{ $name }”的规则，现有：{ $known }
log-no-such-rule-nearest = 这些政策的任何版本中都没有名为“{ $name }”的规则，是否应为“{ $nearest }”？
help-log = 说明一条规则的沿革：并列的各个版本，以及 git 中的历史
help-log-after =
    一项政策的各个版本可以并列在同一目录，各有施行日期；也可以是同一文件在 git 中历次修订。两者都按时间先后列出：
    何时施行、依据哪一条、要求是什么、改了什么。规则或文件改名后仍会继续追溯。

    示例：
      policy log 年度学时 政策/
      policy log 年度学时 政策/ --as-of 2022-06-30
help-arg-logged-rule = 规则的名称或标签
help-arg-log-as-of = 只看这一天施行的内容
value-rule = 规则

set-mistake = { $place }：{ $reason }
set-syntax = 不是政策集的写法，政策集用 TOML 书写，路径要加引号（读取时遇到：{ $detail }）
set-key = 没有“{ $key }”这一项，应为{ $names }之一
set-key-nearest = 没有“{ $key }”这一项，是不是“{ $nearest }”？
set-value = 应为{ $expected }
set-outside = “{ $path }”超出了政策集所在的目录；政策集的内容都必须在该目录之下
set-not-there = 没有文件或目录“{ $path }”（从本文件所在目录算起）
set-no-policies = 这个政策集没有写明任何政策，应有 policies = ["……"]
set-too-large = { $file } 超过 { $most } MiB，不会是政策集
expected-path = 加引号的路径，如 "regulations"
expected-paths = 加引号的路径，如 ["policies", "vocabulary.policy"]
new-set = {"#"} 本目录中的政策在哪里；有了它，各命令不必写路径。
new-set-texts = {"#"} 法规原文所在目录：每处引文都必须见于其中。

check-changed = 自 { $revision } 以来改动的文件：{ $files } 个，其余 { $same } 个；与改动无关而未显示的提示：{ $elsewhere } 处
check-changed-fine = 改动的内容及依赖于它的内容中没有发现错误
help-arg-changed = 只显示自这个版本以来的改动所涉及的：改动过的文件，以及依赖于它们的政策
value-revision = 版本

show-as-written = { $file } 有错误，或缺少其词汇，按原样显示
help-show = 按统一的版式和同一种语言输出政策，不带注释：这样，有差别的就是内容
help-show-after =
    可供 git 使用，使 git diff 显示内容的改动，而不是版式的改动：

      echo '*.policy diff=policy' >> .gitattributes
      git config diff.policy.textconv 'policy show'

    示例：
      policy show 泰兴2019/政策.policy
      policy show v2023:泰兴2019/政策.policy --keywords zh
