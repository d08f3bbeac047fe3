//! The diagnostics about pages, kept beside the sheets: who reads a sheet has no page to look at any more.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic, Span};
use feishu_openapi_codegen::prose::brief;

use crate::error::Error;
use crate::output::write_file;

/// The file's name.
pub const FILE: &str = "diagnostics.tsv";

const HEADER: &str = "\
# The diagnostics of `cargo xtask import` about the pages that the sheets were read from: sheet (or page, where it gave
# none), code, message. Lines of a sheet change when its page is read anew. Commit this file.
";

/// Longer words of a page are cut, and Chinese ones sooner: a diagnostic names a place, and holds no sentence of the vendor's.
const LONGEST: usize = 40;

/// The lines, by sheet or page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeptDiagnostics(BTreeMap<String, BTreeSet<String>>);

impl KeptDiagnostics {
    /// Those in a directory; `None` where it has no such file.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(directory: &Path) -> Result<Option<Self>, Error> {
        let path = directory.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            text => text.map_err(Error::io("read", &path))?,
        };
        let mut kept = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((subject, line)) = line.split_once('\t') {
                kept.0.entry(subject.to_owned()).or_default().insert(line.to_owned());
            }
        }
        Ok(Some(kept))
    }

    /// Adds one, of this sheet or page.
    pub fn insert(&mut self, subject: &str, diagnostic: &Diagnostic) {
        let lines = self.0.entry(subject.to_owned()).or_default();
        lines.insert(line(diagnostic));
    }

    /// Takes out those of a sheet or page.
    pub fn remove(&mut self, subject: &str) {
        self.0.remove(subject);
    }

    /// Without those of sheets and pages that are gone.
    #[must_use]
    pub fn only(mut self, is_there: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|subject, _| is_there(subject));
        self
    }

    /// Keeps them in the directory.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, directory: &Path) -> Result<(), Error> {
        if Self::read(directory)?.as_ref() == Some(self) {
            return Ok(());
        }
        let mut text = HEADER.to_owned();
        for (subject, lines) in &self.0 {
            for line in lines {
                let _ = writeln!(text, "{subject}\t{line}");
            }
        }
        write_file(&directory.join(FILE), text.as_bytes())
    }

    /// As diagnostics of the row of their sheet that they name, or of nowhere on it. `sheet` gives the text of one. Lines with
    /// a code that this program does not know are left out.
    pub fn diagnostics<'s>(&self, sheet: impl Fn(&str) -> Option<&'s str>) -> impl Iterator<Item = Diagnostic> {
        let lines = self.0.iter();
        let lines = lines.flat_map(|(subject, lines)| lines.iter().map(move |line| (subject, line)));
        lines.filter_map(move |(subject, line)| {
            let (name, message) = line.split_once('\t')?;
            let code = Code::named(name)?;
            Some(Diagnostic {
                page: subject.clone(),
                span: sheet(subject).map_or_else(Span::default, |sheet| row(message, sheet)),
                code,
                message: message.to_owned(),
                words: Vec::new(),
                help: None,
                fixup: None,
            })
        })
    }
}

/// Where the field stands that a message quotes first, if one row of the sheet has it.
fn row(message: &str, sheet: &str) -> Span {
    let Some(quoted) = message.split('`').nth(1) else {
        return Span::default();
    };
    let name = format!("`{}`", quoted.rsplit('.').next().unwrap_or(quoted));
    let mut start = 0;
    let mut places = Vec::new();
    for line in sheet.split_inclusive('\n') {
        let cell = line.strip_prefix('|').and_then(|line| line.split('|').next());
        places.extend(cell.and_then(|cell| cell.find(&name)).map(|at| start + 1 + at));
        start += line.len();
    }
    match places.as_slice() {
        [only] => Span::new(*only, only + name.len()),
        _ => Span::default(),
    }
}

fn line(found: &Diagnostic) -> String {
    let mut message = String::new();
    for (at, piece) in found.message.split('`').enumerate() {
        if at > 0 {
            message.push('`');
        }
        let is_quoted = at % 2 == 1;
        if !is_quoted {
            message.push_str(piece);
            continue;
        }
        let brief = brief(piece);
        match brief.char_indices().nth(LONGEST) {
            Some((length, _)) => message.extend([brief.get(..length).unwrap_or_default(), "…"]),
            None => message.push_str(&brief),
        }
    }
    let message = message.replace(['\n', '\t', '\r'], " ");
    format!("{}\t{message}", found.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_stands_at_the_one_row_that_it_names() {
        let sheet = "# A `kind`\n\n| `kind` | `any` |\n| `name` | |\n| └ `name` | |\n";
        let shown = |message: &str| {
            let span = row(message, sheet);
            &sheet[span.start as usize..span.end as usize]
        };
        assert_eq!(shown("the sample's `data.kind` does not fit"), "`kind`");
        assert_eq!(row("the sample's `data.kind` does not fit", sheet).start, 14);
        assert_eq!(shown("`name` has no type here"), "");
        assert_eq!(shown("this sample is none"), "");
    }
}
