//! A stand-in for rustc that notes what the real one used.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::cost::{Cost, LIBRARY};

/// Names the file to note in. Where it is set, this program is rustc's stand-in.
pub(crate) const LOG: &str = "XTASK_RUSTC_LOG";

/// Runs rustc with the arguments that cargo gave, and adds a line to `log`: crate, seconds of CPU, bytes of memory.
#[must_use]
pub(crate) fn stand_in(log: &Path, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match run(log, &arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: cannot measure rustc: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(log: &Path, arguments: &[OsString]) -> io::Result<ExitCode> {
    let Some((rustc, rest)) = arguments.split_first() else {
        return Err(io::Error::other("cargo gave no arguments"));
    };
    let named = rest.iter().skip_while(|argument| *argument != "--crate-name").nth(1);
    let mut command = Command::new(rustc);
    command.args(rest);
    if named.is_some_and(|name| name == LIBRARY) {
        // As cargo does for packages of a registry, where users and peers come from.
        command.args(["--cap-lints", "allow"]);
    }
    let status = command.status()?;
    if let Some(name) = named {
        let Cost {
            cpu_seconds,
            memory_bytes,
        } = used()?;
        let mut file = OpenOptions::new().append(true).open(log)?;
        let line = format!("{} {cpu_seconds} {memory_bytes}\n", name.to_string_lossy());
        file.write_all(line.as_bytes())?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(code.into())
}

/// What the children of this process used.
#[cfg(unix)]
#[allow(clippy::cast_precision_loss)] // microseconds of a compilation
fn used() -> io::Result<Cost> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = (usage.user_time() + usage.system_time()).num_microseconds();
    // Kilobytes, except on Apple's systems, which count bytes.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    Ok(Cost {
        cpu_seconds: microseconds as f64 / 1e6,
        memory_bytes: u64::try_from(usage.max_rss()).unwrap_or_default() * unit,
    })
}

#[cfg(not(unix))]
fn used() -> io::Result<Cost> {
    Err(io::Error::other("this system does not tell what a process used"))
}
