//! Random policies in the language itself, over the words of the suite's prelude.
//!
//! Keywords come in both languages and several spellings, mixed in one text.

use super::Choices;

/// Writes policies; what it writes compiles.
struct Author<'c> {
    choices: &'c mut Choices,
    /// The names of the rules for teachers before this one, each with its schedule.
    rules: Vec<String>,
    /// Whether there is a parameter that changes on a date.
    changing: bool,
}

/// The text of a policy.
pub fn policy_text(choices: &mut Choices) -> String {
    let mut author = Author { choices, rules: Vec::new(), changing: false };
    author.policy()
}

impl Author<'_> {
    fn one(&mut self, words: &[&str]) -> String {
        (*self.choices.one(words)).to_owned()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.choices.chance(percent)
    }

    fn policy(&mut self) -> String {
        let keyword = self.one(&["policy", "政策"]);
        let mut text = format!("{keyword} generated \"生成\" {{\n");
        let effective = self.one(&[
            "effective 2019-01-01 to 2020-12-31",
            "施行 2019年1月1日 至 2020年2月29日",
            "effective 2018-12-31",
        ]);
        text.push_str(&format!("  {effective}\n  uses schooling, school_calendar\n"));
        let changing = self.one(&[
            "",
            "  parameter changing = 8 hours until 2019-06-30, 16 hours from 2019-07-01\n",
            "  参数 changing = 8 学时，4 学时 自 2019年3月1日\n",
        ]);
        self.changing = !changing.is_empty();
        text.push_str(&changing);
        if self.chance(60) {
            text.push_str(&self.tables());
            text.push_str(&self.recognition());
        }
        for number in 0..=self.choices.below(3) {
            let name = format!("rule_{number}");
            let rule = if self.chance(25) { self.group_rule(&name) } else { self.teacher_rule(&name) };
            text.push_str(&rule);
        }
        if self.chance(50) {
            text.push_str(&self.consequence());
        }
        text.push_str("}\n");
        text
    }

    /// Tables for the recognition, which uses one of them at times.
    fn tables(&mut self) -> String {
        let word = self.one(&["table", "表"]);
        let (low, high) = (self.one(&["4", "8 hours"]), self.one(&["8", "16"]));
        let last = self.one(&["otherwise | | none", "其余 | 任意 | 0", "otherwise | | hours / 3", ""]);
        let cell = self.one(&["[city, national]", "市级", "not_a_row"]).replace("not_a_row", "county");
        format!(
            "  {word} lecture_hours \"讲座学时\" in hours {{\n    level | hours | result\n    {cell} | < {low} | 2\n    县级 | {low} to {high} | certificate_hours\n    in_school | - | none\n    any | > {high} | 4\n    {last}\n  }}\n  {word} lecture \"讲座\" {{ level: county 3 hours, [city, national] 4, otherwise 1 }}\n"
        )
    }

    fn recognition(&mut self) -> String {
        let mut text = "  recognition of trainings as hours {\n".to_owned();
        let has_steps = self.chance(40);
        if self.chance(60) {
            // Beside steps, nothing may hang on the rule that asks.
            let condition = if has_steps { self.own_condition() } else { self.event_condition(1) };
            text.push_str(&format!("    reject where {condition} because \"不予认定\"\n"));
        }
        if self.chance(40) {
            text.push_str("    convert 1 day = 8 hours\n    count where external as days\n    count\n");
        } else if self.chance(70) {
            let credit = self.credit();
            text.push_str(&format!("    计入 满足 级别 为 国家级 计为 {credit}\n    count\n"));
        }
        if has_steps {
            for _ in 0..=self.choices.below(3) {
                let step = self.step();
                text.push_str(&format!("    {step}\n"));
            }
        }
        text.push_str("  }\n");
        text
    }

    /// What an entry credits.
    fn credit(&mut self) -> String {
        self.one(&[
            "证书学时",
            "90 hours",
            "12 学时",
            "50% of certificate_hours",
            "学时 的 50%",
            "hours / 3",
            "certificate_hours rounded down to 0.5 hours",
            "lecture_hours",
            "lecture_hours",
            "lecture",
            "(讲座 + lecture_hours)",
            "(hours + 1 hour) 四舍五入 到 1 学时",
            "(the higher of hours and certificate_hours)",
            "(学时 与 证书学时 的 较低者)",
            "90 学时 按比例 hours 比 12 hours",
            "(hours - 2 hours)",
        ])
    }

    fn step(&mut self) -> String {
        self.one(&[
            "at most 8 hours per day",
            "每天至多计8学时",
            "at most 20 hours of public each year",
            "师德 每年 至多计 16 学时",
            "at most 20% of the total from ethics each year",
            "每 年 公需课 至多计 总量 的 12.5%",
            "at most 30 hours of [public, ethics] where passed each semester cite \"七(三)2\"",
            "at most 10 hours each training where (external and filed)",
            "at most 100 hours each 2 years from hired",
            "at most 40 hours",
            "once per project each year, the highest",
            "同一项目只计一次，取最早",
            "once per project and level each semester, the latest",
            "once per day",
            "deduct 0.5 hours for each days",
            "deduct 1 hour of ethics where external",
            "扣 证书学时 满足 外出",
            "round down to 0.5 hours",
            "四舍五入到0.5学时",
            "round up to 1 hour of professional",
        ])
    }

    /// A condition on an event's own fields.
    fn own_condition(&mut self) -> String {
        self.one(&[
            "passed",
            "external and not filed",
            "级别 不低于 市级",
            "category not in [public, ethics]",
            "project is \"red\" or certificate_hours >= 8",
        ])
    }

    fn teacher_rule(&mut self, name: &str) -> String {
        let (keyword, audience) =
            (self.one(&["rule", "规则"]), self.one(&["for teachers", "适用 教师", "適用 老师"]));
        let mut text = format!("  {keyword} {name} {{\n    {audience}");
        if self.chance(35) {
            let (word, condition) = (self.one(&["where", "满足"]), self.fact_condition());
            text.push_str(&format!(" {word} {condition}"));
        }
        let schedule = self.one(&[
            "each year",
            "每 年",
            "each semester",
            "during winter_break",
            "期间 寒假",
            "each year by December 1",
            "每 年 截止 3月30日",
            "each semester by end of the period - 7 days",
            "each 1 year from hired",
            "each 6 months from 2019-01-01",
            "over 2019-02-01 to 2019-12-31",
            "within 6 months after hired",
            "each month",
            "",
            "within 2 years before today",
            "期限 查询日 前 2年 内",
            "each year by December 1 or the next working day",
            "每 年 截止 12月1日 遇 寒假 除 学期 顺延",
            "each 6 months from earliest end of trainings of ethics",
            "within 6 months after hired extended by leave of maternity beyond 10 days",
            "期限 入职日期 后 1年 内 顺延 产假 的 请假",
            "each 1 year from hired extended by leave",
            "each programme where level at least city within 6 months after finished",
            "each programme",
        ]);
        let at_event = schedule.contains("programme");
        let repeats = schedule.starts_with("each ")
            || schedule.starts_with("每 ")
            || schedule.contains("winter")
            || schedule.contains("寒假");
        let balances = repeats && !at_event && self.chance(20);
        let requirement = match balances {
            true => "hours >= 16".to_owned(),
            false => self.condition(2, at_event),
        };
        let require = self.one(&["require", "要求"]);
        text.push_str(&format!("\n    {schedule}\n    {require} {requirement}\n"));
        if self.chance(30) {
            let condition = self.one(&[
                "principal",
                "leave of maternity covers at least 6 months of the year",
                "产假 的 请假 覆盖 当年 不少于 60 天",
                "hired in the year",
                "backbone",
            ]);
            text.push_str(&format!("    exempt freed \"免修\" when {condition}\n"));
        }
        if !balances && self.chance(20) {
            let (requirement, window) = (
                self.condition(1, at_event),
                self.one(&["", " within 1 year after hired", " by 2020-06-30"]),
            );
            text.push_str(&format!("    instead others \"另行\" when (not principal) and stage is senior require ({requirement}){window}\n"));
        }
        if !balances && self.chance(15) {
            let grace = self.one(&["grace 30 days", "宽限 1个月", "宽限期30天"]);
            text.push_str(&format!("    {grace}\n"));
        }
        if self.chance(15) {
            text.push_str("    in principle\n");
        }
        if balances {
            let clauses = self.one(&[
                "carry over at most 30 hours for 1 year",
                "carry over 50% of the surplus, at most 8 hours\n    fill old deficits first",
                "结转 超出部分 的 1/2，2年 内",
                "fill old deficits first  borrow at most 10 hours",
                "先补旧欠  不得结转",
                "向下期预支 至多 8 学时  可结转",
            ]);
            text.push_str(&format!("    {clauses}\n"));
        }
        if self.chance(30) {
            text.push_str("    cite \"三(一)3\" quote \"每年\"\n");
        }
        text.push_str("  }\n");
        self.rules.push(name.to_owned());
        text
    }

    fn group_rule(&mut self, name: &str) -> String {
        let audience = self.one(&["schools", "学校", "bureaus"]);
        let member = self.member_condition();
        let part = self.one(&["60%", "2/3", "100%", "12.5%"]);
        let requirement = match self.choices.below(5) {
            0 => format!("share of teachers where ({member}) >= {part}"),
            1 => format!("share of teachers where ({member}) among (stage is primary) >= {part}"),
            2 => format!("count of teachers where ({member}) at least 2 people"),
            3 => format!("ratio of count of teachers where ({member}) to count of teachers >= 1:3"),
            _ if audience == "bureaus" => "budget between 1.5% of payroll and 2.5% of payroll".to_owned(),
            _ => "count of sessions >= 2 or has session where (topic is \"red\")".to_owned(),
        };
        format!("  rule {name} {{ for {audience}  each year  require {requirement} }}\n")
    }

    fn consequence(&mut self) -> String {
        if self.rules.is_empty() {
            return String::new();
        }
        let rule = self.rules[self.choices.below(self.rules.len())].clone();
        let state = self.one(&["is unmet", "未达标", "is exempt", "is met", ""]);
        let act = self
            .one(&["deny excellent, promotion", "不得 评优秀", "grant awards", "oblige 评先评优"])
            .replace("评优秀", "评为优秀");
        if self.chance(25) {
            return format!(
                "  consequence follows {{\n    graded first when {rule} is met  grant awards\n    定为 second 当 principal 给予 promotion\n    graded third otherwise deny excellent, promotion\n  }}\n"
            );
        }
        if self.chance(20) {
            let step = self.one(&[
                "second time within 3 years  deny promotion until {rule} is met",
                "2年内第二次 不得 申报职称 为期 3个月",
                "第二次 应当 评先评优",
            ]);
            let step = step.replace("{rule}", &rule);
            let lifted = self
                .one(&["", "    lifted when {rule} is met\n", "    解除条件为 {rule} 达标\n"])
                .replace("{rule}", &rule);
            return format!(
                "  consequence follows {{\n    when {rule} is unmet\n    first time  oblige excellent\n    {step}\n    third time within 4 years  deny awards\n{lifted}  }}\n"
            );
        }
        let lasting = self.one(&["", " for that year", " for the next year", " for 2 years", " 于 当年"]);
        format!("  consequence follows {{ when {rule} {state}  {act}{lasting} }}\n")
    }

    fn condition(&mut self, depth: usize, at_event: bool) -> String {
        if depth > 0 && self.chance(35) {
            let (left, right) = (self.condition(depth - 1, at_event), self.condition(depth - 1, at_event));
            let word = self.one(&["and", "or", "且", "或"]);
            return format!("({left}) {word} ({right})");
        }
        if self.chance(10) {
            let inner = self.condition(0, at_event);
            return format!("not ({inner})");
        }
        if depth > 0 && self.chance(8) {
            let conditions: Vec<String> = (0..3).map(|_| self.condition(depth - 1, at_event)).collect();
            let head =
                self.one(&["at least 2 of", "以下至少1项", "at most 2 of", "exactly 1 of", "以下恰好 2 项"]);
            let between = self.one(&[", ", "; ", "；"]);
            return format!("{head} {{ {} }}", conditions.join(&between));
        }
        match self.choices.weighted(&[
            60,
            15,
            10,
            if self.rules.is_empty() { 0 } else { 15 },
            if at_event { 30 } else { 0 },
        ]) {
            0 => self.comparison(),
            1 => self.fact_condition(),
            2 => {
                let window = self.window();
                let edge = self.one(&[
                    "latest end of trainings at any time >= start of the year",
                    "earliest end of trainings <= 2019-06-30",
                    "hired + 6 months <= end of the year",
                    "hired before 2019-01-01",
                    "hired + 3 years > today",
                    "hired <= the due date - 1 year",
                    "入职日期 不晚于 到期日",
                    "the day on which hours of ethics at any time reach 10 hours <= 2019-06-30",
                    "（师德的学时达到 10）之日 不晚于 当年 的 末日",
                    "in each month: hours >= 1",
                    "in at least 2 semester of the period (has training or principal)",
                    "（每年 学时 不少于 10）",
                    "至少 2 月（有 培训）",
                ]);
                if self.chance(50) { format!("hired in {window}") } else { edge }
            }
            3 => {
                let rule = self.rules[self.choices.below(self.rules.len())].clone();
                if self.chance(30) {
                    let window =
                        self.one(&["", " in the year", " in the last 2 years", " 在 近1年", " at any time"]);
                    return format!("times {rule} is unmet{window} >= 1");
                }
                if self.chance(20) {
                    return format!("近2年 {rule} 未达标 的 次数 少于 2 次");
                }
                let state = self.one(&["", " is met", " is unmet", " is exempt", " 达标"]);
                format!("{rule}{state}")
            }
            _ => self.one(&[
                "has training where (project is its project)",
                "has training of ethics where (end <= its finished)",
            ]),
        }
    }

    fn comparison(&mut self) -> String {
        let comparator = self.one(&[
            ">=",
            "at least",
            "不少于",
            "≥",
            ">",
            "more than",
            "<=",
            "at most",
            "<",
            "=",
            "!=",
            "少于",
            "等于",
        ]);
        match self.choices.weighted(&[50, 15, 15, 10, 10]) {
            0 => {
                let (sum, figure) =
                    (self.sum(), self.one(&["8", "0", "10 hours", "16学时", "30", "7.999999", "0.5"]));
                let counting = self.one(&[
                    "",
                    "",
                    "",
                    ", counting at most 4 hours of public",
                    "，其中 师德 至多计 25%",
                    ", counting at most 30% where external, 其中 [public、ethics] 至多计 2 学时",
                ]);
                let counting = if sum.starts_with("hours") && !sum.contains(['+', '/', 'r']) {
                    counting
                } else {
                    String::new()
                };
                format!("{sum} {comparator} {figure}{counting}")
            }
            1 => {
                let (of, conditions) = (self.terms(), self.where_event());
                let figure = self.one(&["1", "2", "3 times", "0"]);
                format!("count of trainings{of}{conditions} {comparator} {figure}")
            }
            2 => {
                let (of, conditions) = (self.terms(), self.where_event());
                format!("has training{of}{conditions}")
            }
            3 => {
                let (left, right) = (self.sum(), self.sum());
                format!("{left} {comparator} {right}")
            }
            _ => {
                let of = self.terms();
                format!(
                    "hours >= 16, of which {{ public >= 4  professional >= 8, of which {{ ethics >= 2 }} }} and count of different project of trainings{of} {comparator} 2"
                )
            }
        }
    }

    fn sum(&mut self) -> String {
        let (of, conditions) = (self.terms(), self.where_event());
        let window = if self.chance(30) { format!(" in {}", self.window()) } else { String::new() };
        match self.choices.weighted(&[60, 15, 15, 10, 40]) {
            0 => format!("hours{of}{conditions}{window}"),
            1 => "师德 的 学时".to_owned(),
            2 => format!("hours{of} + hours of [public, ethics]"),
            3 if self.changing => "hours - changing".to_owned(),
            3 => format!("60% of hours{of}"),
            _ => self.composed(&of),
        }
    }

    /// An amount that is shared out, rounded, or the farthest of several.
    fn composed(&mut self, of: &str) -> String {
        self.one(&[
            "the higher of hours{of} and certificate_hours of public",
            "the lowest of hours{of}, hours of ethics and 8 hours",
            "(师德 的 学时 与 hours{of} 的 较高者)",
            "hours{of} rounded down to 4 hours",
            "hours of ethics + hours{of} rounded up to 0.5 hours",
            "hours{of} rounded to 3",
            "90 hours pro rata hours{of} to 120 hours",
            "16 学时 按比例 hours{of} 比 hours 舍去 到 1 学时",
            "hours / 2 + hours{of}",
            "(90 hours pro rata 7 to 12) - hours{of}",
            "highest certificate_hours of trainings{of}",
            "培训 的 最低 （学时 / 2）",
            "sum of (hours rounded down to 1 hour) over trainings{of} in the year",
            "师德 的 培训 的 证书学时 合计 + hours{of}",
            "lowest hours of recorded trainings{of} at any time",
            "90 hours pro rata (whole months of hired to end of the year) to 12",
            "90 学时 按比例 （12 - 请假 的 覆盖整月数 在 当年） 比 12个月",
            "16 hours pro rata (whole days covered by trainings{of}) to 30 days",
            "90 hours pro rata (整月数（本期）) to 7 rounded up to 1 hour",
        ])
        .replace("{of}", of)
    }

    fn terms(&mut self) -> String {
        self.one(&["", "", " of ethics", " of professional", " of [public, skill]", " of 师德"])
            .replace("skill", "subject_skill")
    }

    fn where_event(&mut self) -> String {
        if self.chance(30) { format!(" where ({})", self.event_condition(1)) } else { String::new() }
    }

    fn event_condition(&mut self, depth: usize) -> String {
        if depth > 0 && self.chance(30) {
            let (left, right) = (self.event_condition(depth - 1), self.event_condition(depth - 1));
            let word = self.one(&["and", "or", "且"]);
            return format!("({left}) {word} ({right})");
        }
        self.one(&[
            "passed",
            "not passed",
            "level at least city",
            "级别 不低于 市级",
            "level in [county, national]",
            "category not in [public, ethics]",
            "project is \"red\"",
            "project is not \"blue\"",
            "external and not filed",
            "certificate_hours >= 8",
            "end in winter_break",
            "end before March 30",
            "covers winter_break",
        ])
    }

    fn fact_condition(&mut self) -> String {
        self.one(&[
            "principal",
            "not principal",
            "backbone",
            "stage in [primary, junior]",
            "学段 属于 小学",
            "stage is not senior",
            "degree at least bachelor",
            "title is \"red\"",
            "hired in the year",
            "hired before 2019-06-30",
        ])
    }

    fn member_condition(&mut self) -> String {
        self.one(&[
            "backbone",
            "has training of ethics",
            "hours >= 8",
            "stage is primary and degree at least bachelor",
            "count of trainings where (passed) >= 1",
            "not principal",
        ])
    }

    fn window(&mut self) -> String {
        self.one(&[
            "the year",
            "the period",
            "winter_break",
            "the previous year",
            "year 2019",
            "2019-02-01 to 2019-08-31",
            "any time",
        ])
    }
}
