# 给仍有未了事项的对象的通知。
letter-greeting = { $who }：您好！
letter-title = 《{ $title }》
letter-opening = 截至 { $date }，对照{ $titles }的要求，您的培训档案中下列事项尚未完成或尚待核实：
letter-item = { $number }. { $title }：{ $status }
letter-missing = 所缺：{ $what }
letter-missing-several = 所缺：
letter-not-known = { $facts }不详，请补充
letter-counted = 已计入：{ $events }
letter-counted-none = 目前没有可以计入的记录。
letter-lost = 期限为 { $date }，但已不可能达到。
letter-due = 请最迟于 { $date } 完成。
letter-due-unknown = 请最迟于 { $date } 补充材料或完成。
letter-was-due = 期限为 { $date }，现已超过。
letter-follows = 由此产生的后果：
letter-rows-lost = 您的记录中有 { $count } 行含有不能采用的内容，因此不清楚的视为不详。
letter-rows-perhaps = 另有 { $count } 行无主的数据可能属于您：标识与您的只差一处，未予计入。
letter-closing = 档案如有遗漏或差错，请将证明材料交所在学校或培训管理部门核对更正。感谢您的配合！
letter-items = 未了事项
letter-count = 项数
letter-missing-column = 所缺内容
letter-text = 通知全文

notify-written = 已写出通知 { $letters } 份，判定 { $subjects } 个
notify-none = 没有未了事项，未写通知
failure-form-notify = policy notify 只输出文字或 CSV，请用 --format text 或 csv
failure-directory-not-empty = { $file } 不是空目录，请为通知另选一个新目录
