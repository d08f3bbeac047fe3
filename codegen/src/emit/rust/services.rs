//! What services are for, in words of our own.

const TEXT: &str = include_str!("services.txt");

/// What a service is for, in one sentence.
pub(super) fn purpose(service: &str) -> Option<&'static str> {
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    let mut lines = lines.filter_map(|line| line.split_once(" = "));
    lines.find_map(|(name, purpose)| (name == service).then_some(purpose))
}

#[cfg(test)]
mod tests {
    use super::{TEXT, purpose};

    #[test]
    fn every_line_describes_one_service() {
        let lines: Vec<_> = TEXT.lines().filter(|line| !line.starts_with('#')).collect();
        let names: Vec<_> = lines.iter().map(|line| line.split_once(" = ").unwrap().0).collect();
        assert!(
            names.is_sorted_by(|one, next| one < next),
            "not sorted, or one stands twice"
        );
        assert!(names.iter().all(|name| purpose(name).unwrap().ends_with('.')));
        assert_eq!(purpose("nothing"), None);
    }
}
