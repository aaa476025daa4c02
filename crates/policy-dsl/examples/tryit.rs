use policy_dsl::*;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let zh = args.iter().any(|a| a == "--zh");
    let language = if zh { policy_messages::Language::Chinese } else { policy_messages::Language::English };
    let mut paths: Vec<&String> = args.iter().filter(|a| !a.starts_with("--")).collect();
    let dir = args.iter().any(|a| a == "--sources").then(|| paths.remove(0).clone());
    let sources = match Sources::load_all(&paths) {
        Ok(s) => s,
        Err(e) => {
            println!("{e}");
            return;
        }
    };
    let t = std::time::Instant::now();
    let compiled = Compiler::new().compile(&sources);
    let took = t.elapsed();
    print!("{}", render(&compiled.diagnostics, &sources, language));
    println!("compiled in {took:?}: plan {}", compiled.plan.is_some());
    if let Some(plan) = &compiled.plan {
        if args.iter().any(|a| a == "--plan") {
            println!("{:#?}", plan.rules);
            println!("{:#?}", plan.consequences);
        }
    }
    let (mut pass, mut n) = (0, 0);
    for r in run_tests(&compiled) {
        n += 1;
        if r.passed() {
            pass += 1
        } else {
            println!("FAILED {}", r.title);
            print!("{}", render(&r.findings, &sources, language));
        }
    }
    println!("{pass} of {n} tests passed");
    if let Some(d) = dir {
        print!("{}", render(&check_quotes(&compiled, std::path::Path::new(&d)), &sources, language));
    }
}
