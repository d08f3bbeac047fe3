//! `openapi`: the schema as an OpenAPI document.

use std::path::Path;

use feishu_openapi_codegen::emit::openapi;

use super::{Outcome, read_docs};
use crate::arguments::Openapi;
use crate::error::Error;
use crate::summary::Summary;
use crate::terminal::{colored, print, tell};
use crate::{output, render, workspace};

pub(super) fn run(arguments: &Openapi) -> Result<Outcome, Error> {
    let (pages, reading) = read_docs(&arguments.docs)?;
    tell(render::diagnostics(
        &reading.diagnostics,
        &pages,
        &arguments.diagnostics,
        colored(),
    ));
    tell(Summary::of(&reading));
    if reading.api.is_empty() {
        return Err(Error::NoEndpoints { pages: reading.pages });
    }
    let mut text = format!("{:#}", openapi::emit(&reading.api));
    text.push('\n');
    match &arguments.output {
        Some(path) if path != Path::new("-") => {
            output::write_file(path, text.as_bytes())?;
            tell(format_args!("        wrote {}\n", workspace::shown(path)));
        }
        _ => print(&text)?,
    }
    Ok(Outcome::Done)
}
