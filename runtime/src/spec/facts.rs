//! What a page says that neither calling nor receiving needs: a text, read when somebody asks.

use super::{AppType, CUSTOM, CUSTOM_OR_ISV, DocumentedError, ErrorKind, ISV, Scope};

/// Lines that begin a table.
const TABLES: [&str; 3] = ["scopes", "field_scopes", "errors"];

/// The text: [`Spec::facts`](super::Spec::facts) says what is in it.
#[derive(Clone, Copy)]
pub(crate) struct Facts(pub(crate) &'static str);

impl Facts {
    pub(crate) fn title(self) -> &'static str {
        self.fact("title").unwrap_or_default()
    }

    pub(crate) fn app_types(self) -> &'static [AppType] {
        match self.fact("app_types") {
            Some("custom") => CUSTOM,
            Some("isv") => ISV,
            Some("custom isv") => CUSTOM_OR_ISV,
            _ => &[],
        }
    }

    pub(crate) fn page(self) -> &'static str {
        self.fact("page").unwrap_or_default()
    }

    pub(crate) fn updated(self) -> Option<i64> {
        self.fact("updated")?.parse().ok()
    }

    pub(crate) fn is_deprecated(self) -> bool {
        self.fact("deprecated").is_some()
    }

    pub(crate) fn errors(self) -> impl Iterator<Item = DocumentedError> {
        self.table("errors").filter_map(|(code, rest)| {
            let (status, rest) = columns(rest);
            let (kind, message) = columns(rest);
            Some(DocumentedError {
                code: code.parse().ok()?,
                status: status.parse().ok(),
                kind: ErrorKind::of_word(kind),
                message,
            })
        })
    }

    pub(crate) fn scopes(self) -> impl Iterator<Item = Scope> {
        self.table("scopes").map(Scope::of)
    }

    pub(crate) fn field_scopes(self) -> impl Iterator<Item = Scope> {
        self.table("field_scopes").map(Scope::of)
    }

    /// What a line says that begins with `label`.
    fn fact(self, label: &str) -> Option<&'static str> {
        let lines = self.0.lines().take_while(|line| !TABLES.contains(line));
        let mut facts = lines.map(columns);
        facts.find_map(|(found, value)| (found == label).then_some(value))
    }

    /// The rows of a table.
    fn table(self, name: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
        let mut lines = self.0.lines();
        lines.by_ref().find(|line| *line == name);
        lines.take_while(|line| !line.is_empty()).map(columns)
    }
}

/// A row of a table, parted after its first column.
fn columns(row: &'static str) -> (&'static str, &'static str) {
    row.split_once(' ').unwrap_or((row, ""))
}
