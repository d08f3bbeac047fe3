//! The entry of a release in CHANGELOG.md: what people wrote under "Unreleased", then what changed on the pages.

use std::path::Path;
use std::process::Command;

use super::{Changed, read};
use crate::error::Error;

const UNRELEASED: &str = "## Unreleased\n";

/// The file with the entry in it, and the entry.
pub(super) fn release(root: &Path, version: &str, pages: Option<&str>) -> Result<(Changed, String), Error> {
    let path = root.join("CHANGELOG.md");
    let text = read(&path)?;
    let Some([before, entry, older]) = with_release(&text, version, &date(root)?, pages) else {
        let why = "there is no heading `## Unreleased`".to_owned();
        return Err(Error::Manifest { path, why });
    };
    Ok(((path, format!("{before}{entry}{older}")), entry))
}

/// What stands before the entry, the entry, and what stands after it.
fn with_release(text: &str, version: &str, date: &str, pages: Option<&str>) -> Option<[String; 3]> {
    let (head, rest) = text.split_once(UNRELEASED)?;
    let end = rest.find("\n## ").map_or(rest.len(), |at| at + 1);
    let (written, older) = rest.split_at_checked(end)?;
    let pages = pages.map_or(String::new(), |pages| {
        // Its headings stand below one of this file's own.
        let pages = pages.replace("\n### ", "\n#### ");
        format!("\n### What changed on the pages\n\n{}\n", pages.trim())
    });
    let written = written.trim_end();
    let space = if older.is_empty() { "" } else { "\n" };
    Some([
        format!("{head}{UNRELEASED}\n"),
        format!("## {version} - {date}\n{written}\n{pages}"),
        format!("{space}{older}"),
    ])
}

/// The day of the commit that is released.
fn date(root: &Path) -> Result<String, Error> {
    let mut git = Command::new("git");
    let output = git
        .arg("-C")
        .arg(root)
        .args(["show", "-s", "--format=%cs", "HEAD"])
        .output();
    let output = output.map_err(Error::io("run", Path::new("git")))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(Error::Revision {
            revision: "HEAD".to_owned(),
            why: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_comes_first_then_the_pages_then_older_releases() {
        let text = "# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- First.\n";
        let pages = "2 changes.\n\n### Breaking\n\n- one\n\n### New\n\n- two\n";
        assert_eq!(
            with_release(text, "0.2.0", "2026-02-02", Some(pages)).unwrap().concat(),
            "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-02-02\n\n### Added\n\n- A thing.\n\n### What changed on the pages\n\n\
             2 changes.\n\n#### Breaking\n\n- one\n\n#### New\n\n- two\n\n## 0.1.0 - 2026-01-01\n\n- First.\n"
        );
        assert_eq!(with_release("# Changelog\n", "0.2.0", "2026-02-02", None), None);
        assert_eq!(
            with_release("## Unreleased\n\n- A thing.\n", "0.1.0", "2026-02-02", None).unwrap(),
            ["## Unreleased\n\n", "## 0.1.0 - 2026-02-02\n\n- A thing.\n", ""]
        );
    }
}
