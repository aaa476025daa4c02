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
git-too-large = 仓库中的 { $what } 超过 { $most } MiB，未予读取
git-too-deep = 仓库的目录层次过深：{ $path }
git-too-many = 仓库此处的政策文件超过 { $most } 个
git-too-long = 历史版本超过 { $most } 个，请少写几个路径
git-missing = 仓库缺少对象 { $object }：仓库已损坏，或克隆时省略了部分文件；可用 git fsck 检查，用 git fetch --refetch 重新取回
git-damaged = 仓库的对象 { $object } 已损坏：{ $detail }；可用 git fsck 进一步检查
