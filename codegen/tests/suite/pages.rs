//! Pages for the tests of this package: those of docs-src, and the miniature ones of tests/pages.

use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::words::{Reference, WordsFile};

/// The name without folders' slashes and extension, for a snapshot's file.
pub(crate) fn snapshot_name(page: &Page) -> String {
    page.name.trim_end_matches(".md").replace('/', ".")
}

/// The text of a page; bytes that are no UTF-8 are replaced, as the reader does.
pub(crate) fn text(page: &Page) -> String {
    String::from_utf8_lossy(&page.bytes).into_owned()
}

/// The miniature pages, sorted by name.
pub(crate) fn miniature_pages() -> Vec<Page> {
    let mut pages = read(&manifest_dir().join("tests/pages"));
    pages.retain(|page| page.name != "README.md");
    pages
}

/// Pages that contradict themselves and each other. They stand apart, as evidence for no other page.
pub(crate) fn contradictions() -> Vec<Page> {
    read(&manifest_dir().join("tests/contradictions"))
}

/// The pages of docs-src that people wrote, one in each dialect; the others are fact sheets.
const WRITTEN_BY_HAND: [&str; 5] = [
    "contact/v3/user/delete.md",
    "directory/v1/department/delete.md",
    "directory/v1/employee/delete.md",
    "hire/v1/eco_account_custom_field/batch_delete.md",
    "task/v1/task.collaborator/delete.md",
];

/// The pages of docs-src that people wrote, sorted by name.
pub(crate) fn documented_pages() -> Vec<Page> {
    let mut pages = whole_documentation();
    pages.retain(|page| WRITTEN_BY_HAND.contains(&page.name.as_str()));
    assert_eq!(pages.len(), WRITTEN_BY_HAND.len(), "pages of docs-src were moved");
    pages
}

/// All pages of docs-src, sorted by name.
pub(crate) fn whole_documentation() -> Vec<Page> {
    read(&manifest_dir().join("../docs-src"))
}

/// The names that were published.
pub(crate) fn published_names() -> Lock {
    let path = manifest_dir().join("../generated/names.lock");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Lock::parse(&text).unwrap()
}

/// Both.
pub(crate) fn all_pages() -> Vec<Page> {
    let mut pages = documented_pages();
    pages.extend(miniature_pages());
    assert!(pages.len() > 50, "the folders of pages were not found");
    pages
}

fn manifest_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The pages below a folder, sorted by name.
pub(crate) fn read(root: &Path) -> Vec<Page> {
    let mut pages = Vec::new();
    each_file(root, &mut |path| {
        if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(Page {
                name: name(root, path),
                bytes: fs::read(path).unwrap(),
            });
        }
    });
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    pages
}

/// What the words files beside the pages of docs-src say.
pub(crate) fn words() -> Reference {
    let root = below_manifest("../docs-src");
    let mut files = Vec::new();
    each_file(&root, &mut |path| {
        if path.extension().is_some_and(|extension| extension == "words") {
            files.push(WordsFile {
                name: name(&root, path),
                text: fs::read_to_string(path).unwrap(),
            });
        }
    });
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Reference::parse(&files).0
}

/// A path, as seen from the folder of this package.
pub(crate) fn below_manifest(path: &str) -> PathBuf {
    manifest_dir().join(path)
}

/// Calls `found` with each file below a folder, but for what cargo builds there.
pub(crate) fn each_file(root: &Path, found: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(root).unwrap_or_else(|error| panic!("{}: {error}", root.display())) {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("target") => {}
            true => each_file(&path, found),
            false => found(&path),
        }
    }
}

fn name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/")
}

/// Compares with the snapshot of this name in a folder of its stage.
pub(crate) fn assert_snapshot(stage: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{stage}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
