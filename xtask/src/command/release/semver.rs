//! cargo-semver-checks, which compares the crates themselves and must not ask for a larger step than `diff` does.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use feishu_openapi_codegen::diff::Step;

use crate::error::Error;
use crate::version;

/// The program that `cargo semver-checks` runs.
pub(super) const PROGRAM: &str = "cargo-semver-checks";

/// Runs the program, where it is installed, against a revision. Says what came out, or what is left to run.
pub(super) fn check(mut program: Command, root: &Path, revision: &str, step: Step) -> Result<String, Error> {
    let step = version::step_name(step);
    let arguments =
        format!("semver-checks -p feishu-openapi --all-features --baseline-rev {revision} --release-type {step}");
    // It takes minutes, and tells on standard error how it goes.
    program
        .current_dir(root)
        .args(arguments.split(' '))
        .stderr(Stdio::inherit());
    let output = match program.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(format!(
                "        not checked, since {PROGRAM} is not installed: cargo {arguments}\n"
            ));
        }
        output => output.map_err(Error::io("run", Path::new(PROGRAM)))?,
    };
    match output.status.success() {
        true => Ok(format!("        {PROGRAM} asks for no more than a {step} step\n")),
        false => Err(Error::Semver {
            step,
            said: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        }),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn the_program_decides_where_it_is_installed_and_else_is_left_to_run() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let check = || {
            let mut program = Command::new(PROGRAM);
            program.env("PATH", folder);
            check(program, folder, "v0.1.0", Step::Minor)
        };
        let arguments = "-p feishu-openapi --all-features --baseline-rev v0.1.0 --release-type minor";
        let left = check().unwrap();
        assert!(
            left.contains(&format!("not installed: cargo semver-checks {arguments}\n")),
            "{left}"
        );
        // A shell with the name of the program, so that the first argument is its script.
        symlink("/bin/sh", folder.join(PROGRAM)).unwrap();
        let script = |text: &str| fs::write(folder.join("semver-checks"), text).unwrap();
        script("echo \"$*\" > arguments");
        let fine = check().unwrap();
        assert!(fine.contains("asks for no more than a minor step"), "{fine}");
        assert_eq!(fs::read_to_string(folder.join("arguments")).unwrap().trim(), arguments);
        script("echo struct_missing; exit 1");
        let refused = check().unwrap_err().to_string();
        assert!(
            refused.contains("more than a minor step") && refused.contains("struct_missing"),
            "{refused}"
        );
    }
}
