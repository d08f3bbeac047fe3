//! Progress for a person who waits. Shows nothing in CI, or where standard error is no terminal.

use std::env;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over `length` steps.
#[must_use]
pub fn bar(length: usize, what: &'static str) -> ProgressBar {
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    styled(
        ProgressBar::with_draw_target(Some(length), target()),
        "{msg:>14} [{bar:32}] {pos}/{len}",
        what,
    )
}

/// A spinner for work whose length is not known.
#[must_use]
pub fn spinner(what: &'static str) -> ProgressBar {
    let spinner = styled(
        ProgressBar::with_draw_target(None, target()),
        "{msg:>14} {spinner} {elapsed}",
        what,
    );
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

fn target() -> ProgressDrawTarget {
    if env::var_os("CI").is_some() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    }
}

fn styled(bar: ProgressBar, template: &str, what: &'static str) -> ProgressBar {
    let bar = match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    };
    bar.with_message(what)
}
