//! Text for the person at the terminal, on standard error and standard output. If nobody reads it any more (`| head`), the run
//! goes on and does what was asked for.

use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};

use crate::error::Error;

/// Writes to standard error how a command goes. There is nowhere to say that this failed, so a failure is none.
pub fn tell(text: impl fmt::Display) {
    let _ = io::stderr().lock().write_all(text.to_string().as_bytes());
}

/// Writes a command's result to standard output.
///
/// # Errors
/// When it cannot be written though somebody still reads it.
pub fn print(text: &str) -> Result<(), Error> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::io("write to", Path::new("standard output"))(error))
        }
        _ => Ok(()),
    }
}

/// Whether standard error shows colours.
#[must_use]
pub fn colored() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// Whether standard output shows colours.
#[must_use]
pub fn colored_output() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}
