//! The digests of sheets as `import` wrote them, by which it knows those that people edited.
//!
//! They stand in one file beside the sheets, so that branches which change different sheets change different lines of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::digest::digest;
use crate::error::Error;
use crate::output::{Origin, write_file};

/// The file's name.
const FILE: &str = "sheets.lock";

const HEADER: &str = "\
# Digests of the sheets as `cargo xtask import` wrote them: it leaves a sheet with another digest alone, since somebody
# edited it. Commit this file. Of two lines for one sheet after a merge either may be right: keep both.
";

/// How many digits of a digest are kept.
const DIGITS: usize = 16;

/// Whether `import` wrote sheets into the directory.
#[must_use]
pub fn are_in(directory: &Path) -> bool {
    directory.join(FILE).is_file()
}

/// By the name of the sheet, `contact/v3/user/delete.md`. A sheet has two digests while a run replaces it, and after a
/// merge that kept both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests(BTreeMap<String, BTreeSet<String>>);

impl Digests {
    /// Those of the sheets in a directory; none where there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it is no digest.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            text => text.map_err(Error::io("read", &path))?,
        };
        let mut digests = Self::default();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let is_digest = |text: &str| text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let Some((name, digest)) = line.rsplit_once(' ').filter(|(_, digest)| is_digest(digest)) else {
                return Err(Error::Digests {
                    path,
                    line: index + 1,
                    text: line.to_owned(),
                });
            };
            digests.0.entry(name.to_owned()).or_default().insert(digest.to_owned());
        }
        Ok(digests)
    }

    /// Keeps them in the directory.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&self, directory: &Path) -> Result<(), Error> {
        if Self::read(directory)? == *self {
            return Ok(());
        }
        write_file(&directory.join(FILE), self.to_string().as_bytes())
    }

    /// Those of sheets, by name.
    #[must_use]
    pub fn of(sheets: &BTreeMap<String, Vec<u8>>) -> Self {
        let digest = |(name, bytes): (&String, &Vec<u8>)| (name.clone(), BTreeSet::from([short(bytes)]));
        Self(sheets.iter().map(digest).collect())
    }

    /// Who wrote a page.
    #[must_use]
    pub fn origin(&self, name: &str, bytes: &[u8]) -> Origin {
        match self.0.get(name) {
            None => Origin::Person,
            Some(digests) if digests.contains(&short(bytes)) => Origin::Command,
            Some(_) => Origin::Edited,
        }
    }

    /// Whether a page is a sheet, edited or not.
    #[must_use]
    pub fn is_sheet(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Only those of sheets whose name is wanted.
    #[must_use]
    pub fn only(mut self, is_wanted: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|name, _| is_wanted(name));
        self
    }

    /// These and the others: a sheet may have the digest of either.
    #[must_use]
    pub fn or(mut self, others: &Self) -> Self {
        for (name, digests) in &others.0 {
            self.0.entry(name.clone()).or_default().extend(digests.iter().cloned());
        }
        self
    }

    /// These, and for sheets that the others have too, the others instead.
    #[must_use]
    pub fn replaced_by(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}

impl fmt::Display for Digests {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HEADER)?;
        for (name, digests) in &self.0 {
            for digest in digests {
                writeln!(formatter, "{name} {digest}")?;
            }
        }
        Ok(())
    }
}

fn short(bytes: &[u8]) -> String {
    let mut digest = digest(bytes);
    digest.truncate(DIGITS);
    digest
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn sheets(texts: &[(&str, &str)]) -> Digests {
        let sheet = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
        Digests::of(&texts.iter().map(sheet).collect())
    }

    #[test]
    fn what_is_written_is_read_back() {
        let directory = TempDir::new().unwrap();
        assert_eq!(Digests::read(directory.path()).unwrap(), Digests::default());
        let digests = sheets(&[("a b.md", "1"), ("c.md", "2")]).or(&sheets(&[("c.md", "3")]));
        digests.write(directory.path()).unwrap();
        assert_eq!(Digests::read(directory.path()).unwrap(), digests);
    }

    #[test]
    fn who_wrote_a_page_is_known_by_its_digest() {
        let digests = sheets(&[("a.md", "old")]).or(&sheets(&[("a.md", "new")]));
        assert_eq!(digests.origin("a.md", b"old"), Origin::Command);
        assert_eq!(digests.origin("a.md", b"new"), Origin::Command);
        assert_eq!(digests.origin("a.md", b"mine"), Origin::Edited);
        assert_eq!(digests.origin("b.md", b"new"), Origin::Person);
    }

    #[test]
    fn a_line_that_is_no_digest_is_an_error_that_names_it() {
        let directory = TempDir::new().unwrap();
        for line in ["<<<<<<< mine", "a.md 0123", "0123456789abcdef"] {
            fs::write(directory.path().join(FILE), format!("{HEADER}{line}\n")).unwrap();
            let error = Digests::read(directory.path()).unwrap_err().to_string();
            assert!(
                error.contains(&format!("line 3 is no digest of a sheet: {line}")),
                "{error}"
            );
        }
    }
}
