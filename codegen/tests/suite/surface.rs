//! The surface of the API: what a reviewer compares when pages change.

use feishu_openapi_codegen::emit::surface;

use crate::generation::generate_with;
use crate::pages;

#[test]
fn the_surface_of_every_service_version_is_as_reviewed() {
    let pages = pages::whole_documentation();
    let generated = generate_with(&pages, &pages::words(), &pages::published_names());
    let surface = surface::emit(&generated.api, &generated.client.names);
    assert!(!surface.is_empty(), "docs-src gives no endpoint");
    for (version, text) in surface {
        pages::assert_snapshot("surface", &version, &text);
    }
}
