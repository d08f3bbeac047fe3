//! SHA-256 of bytes and of files.

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

/// SHA-256 in hexadecimal digits.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A digest of the name and the content of a file.
#[must_use]
pub fn of_file(name: &str, bytes: &[u8]) -> String {
    digest((digest(name.as_bytes()) + &digest(bytes)).as_bytes())
}

/// A digest of files: names and contents, in this order.
#[must_use]
pub fn of_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let files: Vec<_> = files.into_iter().collect();
    let digests: Vec<String> = files
        .into_par_iter()
        .map(|(name, bytes)| of_file(name, bytes))
        .collect();
    digest(digests.concat().as_bytes())
}
