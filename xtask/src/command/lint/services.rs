//! Which service a page is about.

use std::collections::BTreeMap;

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic};
use feishu_openapi_codegen::ir::{Method, PathTemplate};
use feishu_openapi_codegen::{Reading, lower};

/// By page: of what it describes, or would describe if another page did not.
pub(super) struct Services(BTreeMap<String, String>);

impl Services {
    pub(super) fn of(reading: &Reading) -> Self {
        let endpoints = reading.api.endpoints.iter().map(|(id, it)| (id, &it.source.page));
        let events = reading.api.events.iter().map(|(id, it)| (id, &it.source.page));
        let described = endpoints
            .chain(events)
            .map(|(id, page)| (page.clone(), id.project.clone()));
        let duplicates = reading.diagnostics.iter();
        let duplicates = duplicates.filter_map(|found| Some((found.page.clone(), of_duplicate(found)?)));
        // Of a page that has both, what it describes counts.
        Self(duplicates.chain(described).collect())
    }

    /// The service of a page; its first folder where nothing else is known of it.
    pub(super) fn of_page<'s>(&'s self, page: &'s str) -> &'s str {
        match self.0.get(page) {
            Some(service) => service,
            None => page.split('/').next().unwrap_or_default(),
        }
    }
}

/// The service of what another page describes as well: the message begins with the operation, or the type of the event.
fn of_duplicate(found: &Diagnostic) -> Option<String> {
    match found.code {
        Code::DuplicateEndpoint => {
            let template = found.message.split(' ').nth(1)?.to_owned();
            let variables = Vec::new();
            let id = lower::derive_id(&PathTemplate { template, variables }, Method::Get);
            Some(id.project)
        }
        Code::DuplicateEvent => {
            let (service, _) = found.message.strip_prefix('`')?.split_once('.')?;
            Some(service.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use feishu_openapi_codegen::diagnostic::{Diagnostics, Span};
    use feishu_openapi_codegen::pipeline;

    use super::*;

    #[test]
    fn a_page_that_is_not_used_has_the_service_of_what_it_describes() {
        let mut reading = pipeline::endpoints(&[]);
        let mut report = |page: &str, code, message: &str| {
            let mut page = Diagnostics::new(page);
            page.report(code, Span::default(), message);
            reading.diagnostics.extend(page.into_sorted());
        };
        report(
            "historic-version/a.md",
            Code::DuplicateEndpoint,
            "GET /open-apis/apaas/v1/workspaces/{workspace_id}/enums is described by `b.md` as well, which is used",
        );
        report(
            "historic-version/c.md",
            Code::DuplicateEvent,
            "`corehr.person.changed_v1` is described by `d.md` as well, which is used",
        );
        let services = Services::of(&reading);
        assert_eq!(services.of_page("historic-version/a.md"), "apaas");
        assert_eq!(services.of_page("historic-version/c.md"), "corehr");
        assert_eq!(services.of_page("im/v1/gone.md"), "im");
    }
}
