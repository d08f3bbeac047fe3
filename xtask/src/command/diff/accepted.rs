//! Changes that people accepted, each with a reason: nothing has to be done about them any more.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::diff::{Change, Diff};

use crate::error::Error;

/// The reasons by fingerprint. As text a line for each, the fingerprint first; lines that begin with `#` say nothing.
#[derive(Debug, Default)]
pub(super) struct Accepted {
    path: PathBuf,
    reasons: BTreeMap<String, String>,
}

impl Accepted {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let mut reasons = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.split_once(char::is_whitespace) {
                Some((fingerprint, reason)) if is_fingerprint(fingerprint) => {
                    reasons.insert(fingerprint.to_owned(), reason.trim().to_owned());
                }
                _ => {
                    return Err(Error::Accepted {
                        path: path.to_path_buf(),
                        line: index + 1,
                        text: line.to_owned(),
                    });
                }
            }
        }
        Ok(Self {
            path: path.to_path_buf(),
            reasons,
        })
    }

    /// Tells each change why it was accepted.
    pub(super) fn mark(&self, changes: &mut [Change]) {
        for change in changes {
            change.accepted = self.reasons.get(&change.fingerprint).cloned();
        }
    }

    /// Fails where a change was accepted that is none: the file would accept it when it comes back.
    pub(super) fn check(&self, diff: &Diff) -> Result<(), Error> {
        let is_stale = |fingerprint: &&String| diff.changes.iter().all(|change| change.fingerprint != **fingerprint);
        let stale: Vec<String> = self.reasons.keys().filter(is_stale).cloned().collect();
        match stale.is_empty() {
            true => Ok(()),
            false => Err(Error::StaleAccepted {
                path: self.path.clone(),
                stale: stale.join(", "),
            }),
        }
    }
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_a_fingerprint_and_a_reason_is_an_error() {
        let parse = |text| Accepted::parse(text, Path::new("accepted"));
        assert!(parse("# why\n\n0123456789ab nobody used it\n").is_ok());
        assert!(matches!(
            parse("\n0123456789ab\n"),
            Err(Error::Accepted { line: 2, .. })
        ));
        assert!(matches!(parse("user.get gone"), Err(Error::Accepted { line: 1, .. })));
    }
}
