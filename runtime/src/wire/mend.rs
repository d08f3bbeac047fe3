//! Reading JSON once more that could not be read as it stands, with what stood in the way mended. Costs nothing while all
//! goes well.

use std::fmt::Write;

use super::Decode;
use super::decode::NO_INTEGER;

/// After so many rounds, the numbers of all fields of an object become texts at once: other objects have fewer, so that this
/// is a map. After as many again it is left.
const ROUNDS: usize = 32;

/// Reads `json`, which the operation responded, again and mended, as long as there is something to mend. Ends with the error
/// where there is not.
///
/// - A text that is not Unicode has replacement characters where it is not.
/// - A number of which a text or an integer would lose digits becomes a text, which keeps them all. So does one that no float
///   can hold.
#[cold]
pub(crate) fn read_again(
    operation: Option<&'static str>,
    json: &[u8],
    mut error: serde_json::Error,
    read: &mut dyn FnMut(&str) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    let mend = |text: &str, error: &serde_json::Error, round| {
        lost_digits(error)
            .then(|| quote(text, error, round >= ROUNDS))
            .flatten()
    };
    let replaced = unicode(json);
    let has_replacements = replaced.is_some();
    let mut mended = replaced.or_else(|| mend(std::str::from_utf8(json).ok()?, &error, 0));
    for round in 1..=2 * ROUNDS {
        let Some(text) = mended else { break };
        match read(&text) {
            Ok(()) if has_replacements => {
                tracing::warn!(
                    operation,
                    "a text is not Unicode, and is read with replacement characters"
                );
                return Ok(());
            }
            Ok(()) => return Ok(()),
            Err(next) => error = next,
        }
        mended = mend(&text, &error, round);
    }
    Err(error)
}

/// The text with replacement characters where it is not Unicode. `None` if it is.
fn unicode(json: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(json);
    let mut mended = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        let is_pair = || matches!(escape.get(6..).and_then(code_unit), Some(0xDC00..=0xDFFF));
        let (length, replacement) = match code_unit(escape) {
            Some(0xD800..=0xDBFF) if is_pair() => (12, None),
            Some(0xD800..=0xDFFF) => (6, Some("\\ufffd")),
            _ => (escape.chars().take(2).map(char::len_utf8).sum(), None),
        };
        let (escape, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        mended.extend([before, replacement.unwrap_or(escape)]);
        rest = after;
    }
    mended.push_str(rest);
    (mended.as_bytes() != json).then_some(mended)
}

/// The number in `\u1234`.
fn code_unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

/// What serde_json says of a number that no float can hold.
const TOO_LARGE: &str = "number out of range";

/// Whether the error is about a number of which digits would be lost.
fn lost_digits(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    if text.contains(TOO_LARGE) {
        return true;
    }
    let mut expected = [String::EXPECTED, i64::EXPECTED].into_iter();
    expected.any(|expected| text.contains(&format!("expected {expected}, found {NO_INTEGER}")))
}

/// The JSON with quotes around the number at which the error is, and around all that stand at the same place of other
/// items, or with `siblings` of all fields beside it. `None` if there is no number.
fn quote(json: &str, error: &serde_json::Error, siblings: bool) -> Option<String> {
    let mut place = None;
    let end = offset(json, error)?;
    numbers(json, |number, at| {
        // In a number that is too large, the error is where that shows.
        if number.start < end && end <= number.end {
            place = Some(at.to_vec());
        }
    });
    let place = place?;
    let is_beside = |at: &[_]| match (at.split_last(), place.split_last()) {
        (Some((_, at)), Some((_, place))) => at == place,
        _ => false,
    };
    let (mut quoted, mut done) = (String::with_capacity(json.len() + 64), 0);
    numbers(json, |number, at| {
        if let (true, Some(before), Some(text)) = (
            at == place || siblings && is_beside(at),
            json.get(done..number.start),
            json.get(number.clone()),
        ) {
            // Writing to a string cannot fail.
            let _ = write!(quoted, "{before}\"{text}\"");
            done = number.end;
        }
    });
    quoted.push_str(json.get(done..)?);
    Some(quoted)
}

/// Where in the text the error is.
fn offset(json: &str, error: &serde_json::Error) -> Option<usize> {
    let before: usize = json
        .split_inclusive('\n')
        .take(error.line().checked_sub(1)?)
        .map(str::len)
        .sum();
    Some(before + error.column())
}

/// Hands each number of a JSON text to `found`, with the place where it stands: of each object around it the key, of each
/// list nothing, so that items of a list have one place.
fn numbers<'a>(json: &'a str, mut found: impl FnMut(std::ops::Range<usize>, &[Option<&'a str>])) {
    let mut place = Vec::new();
    let mut text = "";
    let mut at = 0;
    while let Some(rest) = json.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest.as_bytes().first() {
            Some(b'{') => {
                place.push(Some(""));
                1
            }
            Some(b'[') => {
                place.push(None);
                1
            }
            Some(b'}' | b']') => {
                place.pop();
                1
            }
            Some(b'"') => {
                let length = text_length(rest);
                text = rest.get(..length).unwrap_or_default();
                length
            }
            Some(b':') => {
                if let Some(key) = place.last_mut() {
                    *key = Some(text);
                }
                1
            }
            Some(b'-' | b'0'..=b'9') => {
                let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
                let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                found(at..at + length, &place);
                length
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        at += length;
    }
}

/// Bytes of the text that begins here, with its quotes.
fn text_length(rest: &str) -> usize {
    let mut is_escaped = false;
    let end = rest.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(rest.len(), |end| end + 2)
}
