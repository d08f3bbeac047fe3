//! Versions of three numbers, and the steps between them.

use feishu_openapi_codegen::diff::Step;

fn numbers(version: &str) -> [u64; 3] {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0))
}

/// The first number.
#[must_use]
pub fn major(version: &str) -> u64 {
    let [major, ..] = numbers(version);
    major
}

/// The version after a step; the same one after none.
#[must_use]
pub fn after(version: &str, step: Step) -> String {
    let [major, minor, patch] = numbers(version);
    match step {
        Step::None => format!("{major}.{minor}.{patch}"),
        Step::Patch => format!("{major}.{minor}.{}", patch + 1),
        Step::Minor => format!("{major}.{}.0", minor + 1),
        Step::Major => format!("{}.0.0", major + 1),
    }
}

/// The word for a step.
#[must_use]
pub fn step_name(step: Step) -> &'static str {
    match step {
        Step::None => "none",
        Step::Patch => "patch",
        Step::Minor => "minor",
        Step::Major => "major",
    }
}
