//! How long each step from a mirror of the documentation to the crate takes.
//!
//! `FEISHU_DOCS_MIRROR=<directory> cargo bench -p xtask --bench mirror`; without the variable nothing is measured.

// A measurement that cannot be taken ends here.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::env;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser as _;
use criterion::{BatchSize, Criterion};
use feishu_openapi_codegen::emit::openapi;
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::pipeline;
use tempfile::TempDir;
use xtask::arguments::Arguments;
use xtask::{command, manifest, pages};

fn main() {
    let Some(mirror) = env::var_os("FEISHU_DOCS_MIRROR") else {
        println!("FEISHU_DOCS_MIRROR is not set: give it the directory of a mirror of the pages");
        return;
    };
    let mut criterion = Criterion::default()
        .sample_size(10)
        .measurement_time(Duration::from_secs(30))
        .configure_from_args();
    steps(&mut criterion, PathBuf::from(&mirror));
    regen(&mut criterion, &mirror.to_string_lossy());
    criterion.final_summary();
}

fn steps(criterion: &mut Criterion, mirror: PathBuf) {
    let roots = [mirror];
    let pages = pages::read(&roots).unwrap();
    let reading = pipeline::schema(&pages);
    criterion.bench_function("read files", |bencher| {
        bencher.iter(|| pages::read(black_box(&roots)).unwrap())
    });
    criterion.bench_function("pages to schema", |bencher| {
        bencher.iter(|| pipeline::schema(black_box(&pages)))
    });
    criterion.bench_function("schema to crate", |bencher| {
        let manifest = manifest::of(Path::new("out"), BTreeSet::new());
        let mut api = reading.api.clone();
        pipeline::prepare_client(&mut api, &Lock::default());
        bencher.iter(|| pipeline::client(black_box(&api), &Lock::default(), &manifest, |_, _| false));
    });
    criterion.bench_function("schema to OpenAPI", |bencher| {
        bencher.iter(|| openapi::emit(black_box(&reading.api)))
    });
}

fn regen(criterion: &mut Criterion, mirror: &str) {
    let run = |out: &TempDir| {
        let out = out.path().to_string_lossy().into_owned();
        let arguments = ["xtask", "regen", "--docs", mirror, "--out", &out, "--show", "0"];
        command::run(&Arguments::parse_from(arguments)).unwrap()
    };
    criterion.bench_function("regen, empty output", |bencher| {
        bencher.iter_batched(
            || TempDir::new().unwrap(),
            |out| (run(&out), out),
            BatchSize::PerIteration,
        );
    });
    let out = TempDir::new().unwrap();
    run(&out);
    criterion.bench_function("regen, nothing changed", |bencher| bencher.iter(|| run(&out)));
}
