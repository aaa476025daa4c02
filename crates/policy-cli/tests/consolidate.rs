//! `policy consolidate`: the versions that amendments make, in full.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Bench;
use insta::assert_snapshot;

const AMENDMENT: &str = r#"# 第一次修订
修订 district_2019 为 district_2020 "某区教师培训办法（2020年修订）" {
  发文字号 "某教〔2020〕3号"
  施行 2020年1月1日
  修改 参数 least "年度学时数" = 100 学时 依据 "一"
  # 学校不再考核
  删去 规则 school_share 依据 "二"
  增加 规则 师德培训 {
    适用 教师
    每 年
    要求 有 师德 的 培训
    依据 "三"
  }
}
"#;

fn bench() -> Bench {
    Bench::new().file("修订.policy", AMENDMENT)
}

#[test]
fn the_new_version_is_printed_in_full() {
    let bench = bench();
    let asked = ["consolidate", "某区.policy", "修订.policy"];
    assert_snapshot!("chinese", bench.say("zh", &asked));
    assert_snapshot!("english", bench.say("en", &[&asked[..], &["--keywords", "en"]].concat()));
}

#[test]
fn the_text_in_full_takes_the_place_of_the_amendment() {
    let bench = bench();
    let digests = |policy: &str| bench.say("en", &["build", "某区.policy", policy, "-o", "a.bundle"]);
    let amended = digests("修订.policy");
    assert!(amended.starts_with("exit 0"), "{amended}");
    let written =
        ["consolidate", "某区.policy", "修订.policy", "--policy", "district_2020", "-o", "全文.policy"];
    assert_eq!(bench.run(&written).status.code(), Some(0));
    assert_eq!(digests("全文.policy"), amended);
    assert_eq!(bench.run(&["fmt", "--check", "全文.policy"]).status.code(), Some(0));
}

#[test]
fn an_amendment_is_laid_out_and_decided_by_like_any_policy() {
    let bench = bench()
        .file("培训.csv", "身份证件号,姓名,培训类别,培训获得学时,培训结束日期\nT1,张三,师德,95,2020-02-03\n");
    assert_eq!(bench.run(&["fmt", "--check", "修订.policy"]).status.code(), Some(0));
    let run =
        ["run", "某区.policy", "修订.policy", "--data", "培训.csv", "--as-of", "2021-01-31", "--id", "T1"];
    assert_snapshot!(bench.say("zh", &run));
}

#[test]
fn what_cannot_be_consolidated_is_refused() {
    let bench = bench();
    let mut said = String::new();
    for asked in [
        &["consolidate", "某区.policy"][..],
        &["consolidate", "修订.policy"],
        &["consolidate", "某区.policy", "修订.policy", "--policy", "district_2021"],
        &["consolidate", "某区.policy", "修订.policy", "-o", "修订.policy"],
    ] {
        said.push_str(&format!("##### {}\n{}", asked.join(" "), bench.says(asked)));
    }
    assert_snapshot!(said);
}
