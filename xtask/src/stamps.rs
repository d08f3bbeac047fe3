//! Which texts of the vendor the words were written from: digests by key, in files beside the words.
//!
//! `import` writes `pages.digests` for each service version: what the vendor says now. `words stamp` writes, beside each words
//! file, a file of the same name that ends in `.stamps`: what the vendor said when its lines were written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::words::{Applied, Key, Reference, Section, together};

use crate::error::Error;
use crate::output::write_file;

/// The file of `import`.
const PAGES: &str = "pages.digests";

/// Digests by key, as their lines have it: `[section] item`.
pub type Digests = BTreeMap<String, String>;

/// How the words of a key stand to the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The pages say what they said when it was written.
    Fresh,
    /// They say something else.
    Stale,
    /// It bears no stamp.
    Unstamped,
}

/// The key within its service version.
#[must_use]
pub fn line_key(key: &Key) -> String {
    format!("[{}] {}", key.section, key.item)
}

/// The file of `import` for a service version, `im.v1`.
#[must_use]
pub fn pages_file(docs: &Path, version: &str) -> PathBuf {
    docs.join(version.replacen('.', "/", 1)).join("words").join(PAGES)
}

/// The digests in a file; none where there is no such file.
///
/// # Errors
/// When it cannot be read, or a line of it has no digest.
pub fn read(path: &Path) -> Result<Digests, Error> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        text => text.map_err(Error::io("read", path))?,
    };
    let mut digests = Digests::new();
    for (index, line) in text.lines().enumerate() {
        let Some((key, digest)) = line.rsplit_once(' ') else {
            return Err(Error::Digests {
                path: path.to_path_buf(),
                line: index + 1,
                text: line.to_owned(),
            });
        };
        digests.insert(key.to_owned(), digest.to_owned());
    }
    Ok(digests)
}

/// Writes a file of digests, if it would change.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, digests: &Digests) -> Result<(), Error> {
    let mut text = String::new();
    for (key, digest) in digests {
        let _ = writeln!(text, "{key} {digest}");
    }
    match fs::read_to_string(path).unwrap_or_default() == text {
        true => Ok(()),
        false => write_file(path, text.as_bytes()),
    }
}

/// The digest that each entry of the words would be stamped with now, by the file that it stands in. Entries of places and types
/// only: what holds for all fields of a name comes from no page.
///
/// # Errors
/// When the digests of a service version cannot be read.
pub fn current(docs: &Path, reference: &Reference, applied: &Applied) -> Result<BTreeMap<String, Digests>, Error> {
    let mut pages: BTreeMap<&str, Digests> = BTreeMap::new();
    let mut current: BTreeMap<String, Digests> = BTreeMap::new();
    for (key, sources) in &applied.sources {
        let Some(entry) = reference.get(key).filter(|_| is_stamped(key)) else {
            continue;
        };
        if !pages.contains_key(key.scope.as_str()) {
            pages.insert(&key.scope, read(&pages_file(docs, &key.scope))?);
        }
        let of_version = pages.get(key.scope.as_str());
        let digests: Vec<&str> = sources
            .iter()
            .filter_map(|source| Some(of_version?.get(&line_key(source))?.as_str()))
            .collect();
        if !digests.is_empty() {
            let of_file = current.entry(entry.position.file.clone()).or_default();
            of_file.insert(line_key(key), together(digests.into_iter()));
        }
    }
    Ok(current)
}

fn is_stamped(key: &Key) -> bool {
    matches!(key.section, Section::Operation(_) | Section::Type { .. }) && key.scope.contains('.')
}

/// The stamps beside a words file, by its path below the sheets.
#[must_use]
pub fn stamps_file(docs: &Path, words: &str) -> PathBuf {
    docs.join(words).with_extension("stamps")
}

/// How each entry of a file stands to the pages.
#[must_use]
pub fn states(current: &Digests, stamps: &Digests) -> BTreeMap<String, State> {
    let state = |(key, digest): (&String, &String)| {
        let state = match stamps.get(key) {
            None => State::Unstamped,
            Some(stamp) if stamp == digest => State::Fresh,
            Some(_) => State::Stale,
        };
        (key.clone(), state)
    };
    current.iter().map(state).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digests(lines: &[(&str, &str)]) -> Digests {
        lines
            .iter()
            .map(|(key, digest)| ((*key).to_owned(), (*digest).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("a.stamps");
        assert_eq!(read(&path).unwrap(), Digests::new());
        let written = digests(&[("[type a b] c", "0011aabb"), ("[x.y] .", "22")]);
        write(&path, &written).unwrap();
        assert_eq!(read(&path).unwrap(), written);
        fs::write(&path, "nothing").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("line 1"));
    }

    #[test]
    fn a_key_is_fresh_until_the_pages_say_something_else() {
        let current = digests(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let states = states(&current, &digests(&[("a", "1"), ("b", "9"), ("gone", "4")]));
        let expected = [("a", State::Fresh), ("b", State::Stale), ("c", State::Unstamped)];
        assert_eq!(states, expected.map(|(key, state)| (key.to_owned(), state)).into());
    }
}
