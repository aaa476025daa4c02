# What a verdict is called.
status-met = met
status-unmet = unmet
status-pending = pending
status-unknown = unknown
status-exempt = exempt
status-not-applicable = not applicable

standing-in-force = in force
standing-at-risk = at risk
standing-undetermined = undetermined
standing-clear = clear
