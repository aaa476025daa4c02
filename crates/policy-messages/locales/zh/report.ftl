# 判定结果的名称。
status-met = 达标
status-unmet = 未达标
status-pending = 进行中
status-unknown = 待查
status-exempt = 豁免
status-not-applicable = 不适用

standing-in-force = 已生效
standing-at-risk = 有风险
standing-undetermined = 待查
standing-clear = 不触发
