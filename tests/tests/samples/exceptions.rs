//! Samples that contradict their own page: what is known, with the reason.

/// Lines `page | complaint | reason`; a complaint covers those that begin with it.
pub(crate) struct Exceptions {
    known: Vec<(String, String)>,
}

impl Exceptions {
    /// Reads the lines. Empty lines and lines that begin with `#` say nothing.
    pub(crate) fn parse(text: &str) -> Self {
        let lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let known = lines.map(|line| {
            let parts: Vec<_> = line.split(" | ").collect();
            let [page, complaint, reason] = parts.as_slice() else {
                panic!("not `page | complaint | reason`: {line}");
            };
            assert!(!reason.trim().is_empty(), "an exception needs a reason: {line}");
            ((*page).to_owned(), (*complaint).to_owned())
        });
        Self { known: known.collect() }
    }

    /// Fails with what is found and not known, and with what is known and not found.
    pub(crate) fn assert_cover(&self, found: &[(String, String)]) {
        let covers = |(page, complaint): &(String, String), (on, what): &(String, String)| {
            page == on && what.starts_with(complaint.as_str())
        };
        let unknown: Vec<_> = found
            .iter()
            .filter(|found| !self.known.iter().any(|known| covers(known, found)))
            .collect();
        let stale: Vec<_> = self
            .known
            .iter()
            .filter(|known| !found.iter().any(|found| covers(known, found)))
            .collect();
        let list = |items: &[&(String, String)]| {
            items
                .iter()
                .map(|(page, what)| format!("{page} | {what}\n"))
                .collect::<String>()
        };
        assert!(
            unknown.is_empty() && stale.is_empty(),
            "{} complaints:\n{}\n{} exceptions that no longer apply:\n{}",
            unknown.len(),
            list(&unknown),
            stale.len(),
            list(&stale)
        );
    }
}
