//! The keyword table: every keyword with its canonical word and all its forms.
//!
//! A row is `Name "canonical" [English forms] [Chinese forms]`. The first form of
//! each language is the one the formatter writes. A canonical word in capitals is
//! reserved; one in small letters may also be a name. Two rows may share a
//! canonical word where the grammar tells them apart by their place, such as the
//! clause `exempt` and the status `exempt`. Traditional characters need no rows:
//! `simplified` maps them first.

use super::{Entry, keywords};

keywords! {
    // What stands at the top of a file.
    Policy "policy" ["policy"] ["政策", "办法", "计划"];
    Vocabulary "vocabulary" ["vocabulary"] ["词汇", "词汇表"];
    Calendar "calendar" ["calendar"] ["日历", "历法"];
    Amend "amend" ["amend"] ["修订"];

    // Vocabularies.
    Subject "subject" ["subject"] ["主体"];
    Key "key" ["key"] ["标识", "主键"];
    Fact "fact" ["fact"] ["事实", "属性"];
    Event "event" ["event"] ["事件"];
    Dated "dated" ["dated"] ["归期", "归属日期"];
    Lasting "lasting" ["lasting"] ["起止", "历时"];
    Terms "terms" ["terms"] ["类目", "分类"];
    Ascending "ascending" ["ascending"] ["由低到高", "递增"];
    Unit "unit" ["unit"] ["单位", "计量单位"];
    Outcome "outcome" ["outcome"] ["事项"];
    Also "ALSO" ["also"] ["又称", "亦称", "也称"];
    Text "text" ["text"] ["文本", "文字"];
    Flag "flag" ["flag"] ["是否", "是非"];
    Date "date" ["date"] ["日期"];
    Default "default" ["default"] ["默认", "缺省"];
    Yes "YES" ["yes"] ["是"];
    No "NO" ["no"] ["否"];

    // Calendars.
    Period "period" ["period"] ["时段"];
    Assumed "assumed" ["assumed"] ["暂定", "假定"];

    // Policies.
    Issuer "issuer" ["issuer"] ["发文机关", "印发机关", "发布机关"];
    Document "document" ["document"] ["发文字号", "文号"];
    Effective "effective" ["effective"] ["施行", "实施", "有效期"];
    To "TO" ["to"] ["至", "到", "比"];
    Source "source" ["source"] ["来源"];
    Uses "uses" ["uses"] ["引用", "使用"];
    Supersedes "supersedes" ["supersedes"] ["取代", "废止", "代替"];
    Under "under" ["under"] ["上位文件", "上级文件", "上位法"];
    Replace "replace" ["replace"] ["修改"];
    Insert "insert" ["insert"] ["增加"];
    Repeal "repeal" ["repeal"] ["删去", "删除"];
    Parameter "parameter" ["parameter"] ["参数"];
    Table "table" ["table"] ["表", "对照表"];
    Any "any" ["any"] ["任意", "不限"];
    Otherwise "otherwise" ["otherwise"] ["其余", "其余情形"];
    NotCounted "none" ["none"] ["不计"];

    // Recognitions.
    Recognition "recognition" ["recognition"] ["认定"];
    As "AS" ["as"] ["计为", "记为"];
    CountEntry "count" ["count"] ["计入", "认可"];
    Reject "REJECT" ["reject"] ["不计入", "不予认定", "不予计入"];
    Convert "CONVERT" ["convert"] ["折算"];
    Because "BECAUSE" ["because"] ["理由", "因为"];
    Total "total" ["total"] ["总量", "总计"];
    Per "EACH" ["per"] [];
    Once "ONCE" ["once per"] ["同一"];
    OnlyOnce "ONLY_ONCE" [] ["只计一次", "仅计一次", "只计入一次"];
    Take "TAKE" [] ["取"];
    Deduct "DEDUCT" ["deduct"] ["扣", "扣除", "扣减"];
    OneTime "ONE_TIME" [] ["一次"];
    RoundDown "ROUNDED_DOWN" ["round down"] [];
    RoundUp "ROUNDED_UP" ["round up"] [];
    Round "ROUNDED" ["round"] [];

    // Rules.
    Rule "rule" ["rule"] ["规则", "规定"];
    For "FOR" ["for"] ["适用", "适用于"];
    Where "WHERE" ["where"] ["满足", "符合"];
    Each "EACH" ["each", "every"] ["每", "每个", "每次", "每一", "各"];
    During "DURING" ["during"] ["期间"];
    By "BY" ["by"] ["截止", "截止到"];
    Over "OVER" ["over"] ["期限"];
    Require "REQUIRE" ["require"] ["要求", "须"];
    Exempt "EXEMPT" ["exempt"] ["免除", "豁免"];
    Instead "INSTEAD" ["instead"] ["改为", "改按"];
    When "WHEN" ["when"] ["当", "如", "若", "如果"];
    ExtendedBy "EXTENDED_BY" ["extended by", "paused by"] [];
    Beyond "BEYOND" ["beyond"] ["超出"];
    Grace "grace" ["grace"] ["宽限", "宽限期"];
    GovernedByEvent "GOVERNED_BY_EVENT" ["governed by event date", "governed by the event date"] ["以事件日期为准", "按事件日期适用"];
    GovernedByDue "GOVERNED_BY_DUE" ["governed by due date", "governed by the due date"] ["以到期日为准", "按到期日适用"];
    Tightens "TIGHTENS" ["tightens", "implements"] ["严于", "落实"];
    InPrinciple "IN_PRINCIPLE" ["in principle"] ["原则上"];
    CarryOver "CARRY_OVER" ["carry over"] ["结转", "可结转"];
    NoCarryOver "NO_CARRY_OVER" ["no carry over"] ["不得结转", "不结转"];
    Surplus "surplus" ["the surplus", "surplus"] ["超出部分", "结余"];
    BackFill "BACK_FILL" ["fill old deficits first"] ["先补旧欠", "先补足以往欠缺"];
    Borrow "BORROW" ["borrow from the next period", "borrow"] ["向下期预支", "预支"];
    Cite "CITE" ["cite"] ["依据", "根据"];
    Quote "QUOTE" ["quote"] ["原文", "原句"];

    // Consequences.
    Consequence "consequence" ["consequence"] ["后果"];
    Deny "DENY" ["deny"] ["不得", "取消"];
    Grant "GRANT" ["grant"] ["给予", "授予"];
    Oblige "OBLIGE" ["oblige"] ["应当", "责令"];
    LastingFor "FOR" ["for"] ["于", "为期"];
    Grade "GRADED" ["graded"] ["定为", "列为"];
    FirstTime "FIRST_TIME" ["first time"] ["首次", "第一次"];
    SecondTime "SECOND_TIME" ["second time"] ["第二次", "再次"];
    ThirdTime "THIRD_TIME" ["third time"] ["第三次"];
    FourthTime "FOURTH_TIME" ["fourth time"] ["第四次"];
    FifthTime "FIFTH_TIME" ["fifth time"] ["第五次"];
    LiftedWhen "LIFTED_WHEN" ["lifted when"] ["解除条件为", "解除条件"];
    That "THAT" ["that"] ["该"];
    NextYear "NEXT_YEAR" ["the next year", "next year"] ["次年", "下一年"];
    Until "UNTIL" ["until"] ["直至", "直到"];

    // Tests.
    Test "test" ["test"] ["测试"];
    TestFor "FOR" ["for"] ["针对", "对于"];
    AsOf "AS_OF" ["as of"] ["截至"];
    Expect "EXPECT" ["expect"] ["预期", "期望"];
    Cases "CASES" ["cases"] ["用例"];
    Short "short" ["short"] ["差", "尚缺"];
    Due "due" ["due"] ["到期"];

    // Findings that are meant so.
    Allow "ALLOW" ["allow"] ["允许"];

    // Statuses and standings.
    Met "met" ["met"] ["达标", "完成", "已达标", "已完成"];
    Unmet "unmet" ["unmet"] ["未达标", "未完成"];
    Pending "pending" ["pending"] ["进行中"];
    Unknown "unknown" ["unknown"] ["待查"];
    StatusExempt "EXEMPT" ["exempt"] ["豁免"];
    NotApplicable "NOT_APPLICABLE" ["not applicable"] ["不适用"];
    InForce "IN_FORCE" ["in force"] ["已生效", "生效"];
    AtRisk "AT_RISK" ["at risk"] ["有风险"];
    Undetermined "undetermined" ["undetermined"] ["未定"];
    Clear "clear" ["clear"] ["不触发", "未触发"];

    // Conditions.
    And "AND" ["and"] ["且", "并且", "而且"];
    Or "OR" ["or"] ["或", "或者"];
    Not "NOT" ["not"] ["非", "并非", "未", "不"];
    AtLeast ">=" ["at least", "not less than", "no less than", "no earlier than"]
        ["不少于", "不低于", "不小于", "不早于", "至少", "达到"];
    MoreThan ">" ["more than", "greater than", "later than"] ["多于", "高于", "大于", "晚于", "超过"];
    AtMost "<=" ["at most", "not more than", "no more than", "no later than"]
        ["不超过", "不多于", "不高于", "不大于", "不晚于", "至多"];
    LessThan "<" ["less than", "fewer than", "earlier than"] ["少于", "低于", "小于", "早于", "不足"];
    Equal "=" ["equals", "equal to", "exactly"] ["等于", "恰好"];
    NotEqual "!=" ["does not equal", "not equal to"] ["不等于"];
    Following "FOLLOWING" [] ["以下"];
    Between "BETWEEN" ["between"] ["介于"];
    With "WITH" [] ["与", "和"];
    In "IN" ["in"] ["属于", "在"];
    NotIn "NOT_IN" ["not in"] ["不属于", "不在"];
    InWindow "IN" ["in"] ["在"];
    NotInWindow "NOT_IN" ["not in"] ["不在"];
    Is "IS" ["is"] ["为"];
    IsNot "IS_NOT" ["is not"] ["不为", "不是"];
    Counting "COUNTING" ["counting at most"] ["至多计", "最多计"];
    OfWhich "OF_WHICH" ["of which"] ["其中"];

    // Amounts and dates.
    Of "OF" ["of"] [];
    Possessive "DE" [] ["的", "之"];
    Count "count" ["count"] ["数量", "次数", "人数", "个数"];
    Different "different" ["different"] ["不同"];
    Recorded "recorded" ["recorded"] ["已登记", "登记"];
    Has "HAS" ["has"] ["有"];
    Times "times" ["times", "number of times"] [];
    InARow "in_a_row" ["in a row"] ["连续"];
    Latest "latest" ["latest"] ["最晚", "最近"];
    Earliest "earliest" ["earliest"] ["最早"];
    Highest "highest" ["highest", "higher"] ["最高"];
    Lowest "lowest" ["lowest", "lower"] ["最低"];
    Sum "sum" ["sum"] ["合计", "总和"];
    HigherOf "HIGHER_OF" [] ["较高者", "最高者"];
    LowerOf "LOWER_OF" [] ["较低者", "最低者"];
    WholeMonths "WHOLE_MONTHS" ["whole months"] ["整月数"];
    WholeDays "WHOLE_DAYS" ["whole days"] ["整天数"];
    CoveredMonths "COVERED_MONTHS" ["whole months covered by"] ["覆盖整月数"];
    CoveredDays "COVERED_DAYS" ["whole days covered by"] ["覆盖天数"];
    RoundedDown "ROUNDED_DOWN" ["rounded down"] ["舍去", "向下取整"];
    RoundedUp "ROUNDED_UP" ["rounded up"] ["进位", "向上取整"];
    Rounded "ROUNDED" ["rounded"] ["四舍五入"];
    ProRata "PRO_RATA" ["pro rata"] ["按比例"];
    Share "share" ["share"] ["占比", "比例"];
    Among "AMONG" ["among"] ["基于"];
    Ratio "ratio" ["ratio"] ["比值"];
    InRatio "IN_RATIO" [] ["之比"];
    Covers "COVERS" ["covers", "cover"] ["覆盖", "涵盖"];
    Its "ITS" ["its"] ["其"];
    Start "start" ["start"] ["首日", "第一日", "第一天"];
    End "end" ["end"] ["最后一日", "末日", "最后一天"];

    DueDate "DUE_DATE" ["the due date", "due date"] ["到期日", "到期之日"];
    Today "TODAY" ["today"] ["查询日", "今日", "今天", "当日"];
    OrNextWorkingDay "OR_NEXT_WORKING_DAY" ["or the next working day"] [];
    OrPreviousWorkingDay "OR_PREVIOUS_WORKING_DAY" ["or the previous working day"] [];
    Outside "outside" ["outside"] [];
    Except "except" ["except"] ["除"];
    Meets "MEETS" [] ["遇", "如遇", "逢"];
    RestDay "REST_DAY" [] ["休息日", "周末"];
    Postponed "POSTPONED" [] ["顺延"];
    Advanced "ADVANCED" [] ["提前"];

    DayOnWhich "DAY_ON_WHICH" ["the day on which"] [];
    Reach "REACH" ["reach", "reaches"] [];
    ThatDay "THAT_DAY" [] ["之日"];

    // Windows.
    Year "year" ["year"] ["年", "年度"];
    ThisYear "year" ["the year", "year"] ["当年", "本年", "本年度", "当年度"];
    Last "last" ["the last", "last"] ["近", "过去"];
    Month "month" ["month"] ["月", "月份"];
    Day "day" ["day"] ["天", "日"];
    ThisPeriod "period" ["the period", "period"] ["本期", "本周期", "该期间"];
    Cycle "cycle" ["cycle", "the cycle"] ["周期"];
    PreviousYear "PREVIOUS_YEAR" ["the previous year", "previous year", "last year"]
        ["上一年", "上年", "上年度", "上一年度"];
    AnyTime "ANY_TIME" ["any time", "at any time"] ["任何时间", "任何时候"];
    From "FROM" ["from"] ["自", "从"];
    Before "BEFORE" ["before"] ["前", "之前"];
    After "AFTER" ["after"] ["后", "之后"];
    Within "WITHIN" ["within"] [];
    Inside "INSIDE" [] ["内", "之内", "以内"];
}
