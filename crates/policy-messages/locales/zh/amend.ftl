# 修订的提示。
kind-policy = 政策
kind-consequence = 后果
kind-table = 表
kind-recognition = 认定

amend-outside = 只有修订才能修改、增加或删去
hint-amend-outside = 政策中的规则写作“规则 ……”；修订以“修订 旧版本 为 新版本”开头
amend-unsaid = 没有写明这是不是新增的内容
hint-amend-unsaid = 新增的写“增加”，取代同名内容的写“修改”
amend-leaves = 这是修订“{ $name }”之后的情形
hint-amend-unknown = 被修订的版本也要在所给的文件之中，请一并写上
hint-amend-none = 被修订的版本中没有这一类内容
amend-circle = 修订循环往复：“{ $name }”正是由它所修订的内容形成的
amend-twice = 同一修订中第二次改动“{ $name }”
amend-first-here = 已在此处改动
amend-exists = 已经有“{ $name }”
amend-stands-here = 在此处
hint-amend-exists = 要取代它请写“修改”，否则请另取名称

help-consolidate = 写出政策修订后的全文
help-consolidate-after =
    修订（修订 旧版本 为 新版本，其中“修改 规则……”“删去 规则……”“增加 规则……”）形成新版本；本命令写出新版本的全文，如同本来就这样写。
    其含义与修订相同：二者的摘要一致。

    示例：
      policy consolidate 三门峡2023/
      policy consolidate 三门峡2023/ --policy 三门峡2025 --keywords zh -o 三门峡2025.policy
help-arg-consolidate-policy = 只写出这个版本，写名称或标题
help-arg-consolidate-keywords = 全部关键词所用的语言，en 或 zh；不写则与被修订的文本相同
help-arg-consolidate-output = 写到哪个文件，或者完整写出，或者完全不写
failure-no-amendment = 这些政策中没有修订；修订以“修订 旧版本 为 新版本”开头
syntax-expected-becomes = 此处应为“为”和新版本的名称，实际为{ $found }
syntax-expected-changed = 此处应为所改动的“规则”“认定”“后果”“参数”或“表”，实际为{ $found }
amend-too-large = 各次修订形成的文本合计超过 { $most } MB；请把较早的版本另行存放
