# git 中的政策、政策集、规则的沿革，以及日常工作中的检查。
failure-form-only-check = 这种形式只用于 policy check（sarif、junit）和 policy test（junit）
failure-form-of-check = policy check 的结果可以是 text、json、sarif 或 junit
failure-form-of-test = policy test 的结果可以是 text、json 或 junit
