//! What services and their versions are for, in words of our own.

const TEXT: &str = include_str!("services.txt");

/// What a service is for, in one sentence.
pub(super) fn purpose(service: &str) -> Option<&'static str> {
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    let mut lines = lines.filter_map(|line| line.split_once(" = "));
    lines.find_map(|(name, purpose)| (name == service).then_some(purpose))
}

/// What one version of a service is for, where there are several.
pub(super) fn purpose_of_version(service: &str, version: &str) -> Option<&'static str> {
    purpose(&format!("{service}.{version}"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{TEXT, purpose, purpose_of_version};

    #[test]
    fn each_of_several_versions_is_described() {
        let directories = |path: &Path| -> Vec<PathBuf> {
            let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
            entries.filter(|path| path.is_dir()).collect()
        };
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-src");
        for service in directories(&pages) {
            let mut versions = directories(&service);
            versions.retain(|version| name(version) != "words");
            for version in versions.iter().filter(|_| versions.len() > 1) {
                let [service, version] = [&service, version].map(|path| name(path));
                assert!(purpose_of_version(&service, &version).is_some(), "{service}.{version}");
            }
        }
    }

    #[test]
    fn every_line_describes_one_service_or_one_of_its_versions() {
        let lines: Vec<_> = TEXT.lines().filter(|line| !line.starts_with('#')).collect();
        let names: Vec<_> = lines.iter().map(|line| line.split_once(" = ").unwrap().0).collect();
        assert!(
            names.is_sorted_by(|one, next| one < next),
            "not sorted, or one stands twice"
        );
        assert!(names.iter().all(|name| purpose(name).unwrap().ends_with('.')));
        assert_eq!(purpose("nothing"), None);
        let services = names.iter().filter_map(|name| name.split_once('.'));
        assert!(services.into_iter().all(|(service, version)| {
            purpose(service).is_some() && purpose_of_version(service, version) != purpose(service)
        }));
    }
}
