use feishu_openapi_codegen::{diagnostic::*, markup, page};
use rayon::prelude::*;
use std::collections::BTreeMap;
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let mode = std::env::args().nth(2).unwrap_or_default();
    let mut files = vec![];
    fn walk(d: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
        for e in std::fs::read_dir(d).unwrap() {
            let p = e.unwrap().path();
            if p.is_dir() {
                walk(&p, out)
            } else if p.extension().is_some_and(|e| e == "md" || e == "txt") {
                out.push(p)
            }
        }
    }
    let p = std::path::Path::new(&root);
    if p.is_dir() {
        walk(p, &mut files)
    } else {
        files.push(p.to_owned())
    }
    files.sort();
    let texts: Vec<_> = files
        .iter()
        .map(|f| {
            (
                f.strip_prefix(&root).unwrap_or(f).display().to_string(),
                std::fs::read_to_string(f).unwrap(),
            )
        })
        .collect();
    let t = std::time::Instant::now();
    let docs: Vec<_> = texts
        .par_iter()
        .map(|(n, t)| {
            let mut d = Diagnostics::new(n);
            let doc = markup::read(t, &mut d);
            (doc, d)
        })
        .collect();
    eprintln!("markup {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let raws: Vec<_> = docs
        .into_par_iter()
        .zip(&texts)
        .map(|((doc, mut d), (n, _))| {
            let r = page::read(n, &doc, &mut d);
            (doc, r, d.into_sorted())
        })
        .collect();
    eprintln!("page {:?}", t.elapsed());
    let mut c: BTreeMap<String, usize> = BTreeMap::new();
    for ((doc, r, d), (n, text)) in raws.iter().zip(&texts) {
        if mode == "doc" {
            println!("{}", serde_json::to_string_pretty(doc).unwrap());
        }
        if mode == "raw" {
            println!("{}", serde_json::to_string_pretty(r).unwrap());
        }
        let Some(r) = r else {
            if mode == "not" {
                println!("not {n}");
            }
            *c.entry("not endpoint".into()).or_default() += 1;
            continue;
        };
        *c.entry("endpoint".into()).or_default() += 1;
        for t in &r.tables {
            *c.entry(format!("table {:?} shown {}", t.section, t.levels_shown))
                .or_default() += 1;
            *c.entry(format!("rows {:?}", t.section)).or_default() += t.rows.len();
            if t.section == page::Section::Other && mode == "other" {
                println!(
                    "other {n} {} {:?}",
                    t.heading,
                    t.rows.iter().map(|r| &r.name.text).take(5).collect::<Vec<_>>()
                );
            }
        }
        *c.entry("rows all".into()).or_default() += r.tables.iter().map(|t| t.rows.len()).sum::<usize>();
        *c.entry("error rows".into()).or_default() += r.errors.iter().map(|t| t.rows.len()).sum::<usize>();
        *c.entry(format!("tokens {}", r.tokens.len())).or_default() += 1;
        *c.entry(format!("method {}", r.method.text)).or_default() += 1;
        if r.explorer.is_some() {
            *c.entry("explorer".into()).or_default() += 1;
        }
        if r.rate_limit.is_some() {
            *c.entry("rate".into()).or_default() += 1;
        }
        *c.entry(format!("samples")).or_default() += r.samples.len();
        for s in &r.samples {
            *c.entry(format!("sample {:?} {}", s.place, s.code.language))
                .or_default() += 1;
        }
        for s in &r.scopes {
            *c.entry(format!("scope named {}", !s.name.is_empty())).or_default() += 1;
        }
        for d in d {
            *c.entry(format!("diag {}", d.code)).or_default() += 1;
            if mode == d.code.name() {
                let line = text[..(d.span.start as usize).min(text.len())].matches('\n').count() + 1;
                println!("{n}:{line} {}", d.message);
            }
        }
    }
    for (k, v) in c {
        eprintln!("{k}: {v}");
    }
}
