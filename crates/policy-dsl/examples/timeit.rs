use policy_dsl::*;
use std::time::Instant;
fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let sources = Sources::load_all(&paths).unwrap();
    let mut best = [u128::MAX; 3];
    for _ in 0..50 {
        let t = Instant::now();
        let lexicon = scan_names(&sources);
        let a = t.elapsed().as_micros();
        let t = Instant::now();
        for (n, s) in sources.iter() {
            std::hint::black_box(parse(n, &s.text, &lexicon));
        }
        let b = t.elapsed().as_micros();
        let t = Instant::now();
        std::hint::black_box(Compiler::new().compile(&sources));
        let c = t.elapsed().as_micros();
        best[0] = best[0].min(a);
        best[1] = best[1].min(b);
        best[2] = best[2].min(c);
    }
    println!("scan {} us, parse {} us, whole {} us", best[0], best[1], best[2]);
}
