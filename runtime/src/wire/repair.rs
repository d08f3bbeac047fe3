//! Reading JSON once more that could not be read as it stands, with what stood in the way repaired or left out. Costs nothing
//! while all goes well.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;
use std::slice;

use serde::de::DeserializeSeed;

use super::decode::NO_INTEGER;
use super::scan::{self, Step};
use super::{Decode, Slot, lenient};

/// After so many rounds, the numbers of all fields of an object become texts at once: other objects have fewer, so that this
/// is a map. After as many again it is a map of maps, and so on.
const ROUNDS: usize = 32;

/// After so many rounds in all, it is left.
const MOST: usize = 4 * ROUNDS;

/// So many values that were left out of one response are told one by one.
const TOLD: usize = 20;

/// Reads a whole value from JSON, as tolerantly as the response of a call that is read
/// [strictly](crate::Options::strict). What was kept with [`to_string`](super::to_string) comes back by it.
///
/// # Errors
/// The text is not JSON, or cannot be read as `T`; the message says where.
pub fn from_str<T: Decode>(json: &str) -> serde_json::Result<T> {
    let mut value = T::start();
    if let Err(error) = read_str(json, &mut value) {
        read_again(None, json.as_bytes(), error, true, &mut |json| {
            value = T::start();
            read_str(json, &mut value)
        })?;
    }
    Ok(value)
}

/// Reads a whole value as tolerantly as the response of a call: what does not fit its type is left out, and told of
/// `operation`.
#[cfg(feature = "events")]
pub(crate) fn from_bytes_leniently<T: Decode>(operation: &'static str, json: &[u8]) -> serde_json::Result<T> {
    let mut value = T::start();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let read = Slot(&mut value).deserialize(&mut deserializer);
    if let Err(error) = read.and_then(|_| deserializer.end()) {
        read_again(Some(operation), json, error, false, &mut |json| {
            value = T::start();
            read_str(json, &mut value)
        })?;
    }
    Ok(value)
}

fn read_str<T: Decode>(json: &str, value: &mut T) -> serde_json::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Slot(value).deserialize(&mut deserializer)?;
    deserializer.end()
}

/// Reads `json`, which the operation responded, again and repaired, as long as there is something to repair.
///
/// - A text that is not Unicode has replacement characters where it is not.
/// - A number of which a text or an integer would lose digits becomes a text, which keeps them all. So does one that no float
///   can hold.
/// - What does not fit its type then is left out, and a warning tells its path. It is the error where reading `is_strict`.
#[cold]
pub(crate) fn read_again(
    operation: Option<&'static str>,
    json: &[u8],
    error: serde_json::Error,
    is_strict: bool,
    read: &mut dyn FnMut(&str) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    let mut attempt = |text: &str, is_lenient| match is_lenient {
        true => {
            let (read, left_out) = lenient::leaving_out(|| read(text));
            read.map(|()| left_out)
        }
        false => read(text).map(|()| Vec::new()),
    };
    let replaced = unicode(json);
    let has_replacements = replaced.is_some();
    let mut text = match (replaced, std::str::from_utf8(json)) {
        (Some(replaced), _) => Cow::from(replaced),
        (None, Ok(text)) => text.into(),
        (None, Err(_)) => return Err(error),
    };
    let mut is_lenient = false;
    let mut outcome = match has_replacements {
        true => attempt(&text, is_lenient),
        false => Err(error),
    };
    for round in 0.. {
        let faults = match &outcome {
            Ok(left_out) => left_out.as_slice(),
            Err(error) => slice::from_ref(error),
        };
        let mut faults = faults.iter().filter(|_| round < MOST);
        match faults.find_map(|fault| quote(&text, fault, round / ROUNDS)) {
            Some(repaired) => text = repaired.into(),
            None if outcome.is_ok() || is_lenient || is_strict => break,
            // Only then, since what is left out is noted again in each round.
            None => is_lenient = true,
        }
        outcome = attempt(&text, is_lenient);
    }
    let left_out = outcome?;
    if has_replacements {
        tracing::warn!(
            operation,
            "a text is not Unicode, and is read with replacement characters"
        );
    }
    tell(operation, &text, &left_out);
    Ok(())
}

/// Tells what was left out of a response, and where it stands.
fn tell(operation: Option<&str>, json: &str, left_out: &[serde_json::Error]) {
    let told = left_out.get(..TOLD).unwrap_or(left_out);
    let ends: Vec<_> = told.iter().map(|error| offset(json, error)).collect();
    let mut paths = HashMap::new();
    if !told.is_empty() {
        scan::values(json, |value, place| {
            if ends.contains(&Some(value.end)) {
                paths.insert(Some(value.end), scan::shown(place));
            }
        });
    }
    for (error, end) in told.iter().zip(&ends) {
        let path = paths.get(end).map(String::as_str).unwrap_or_default();
        tracing::warn!(operation, path, %error, "a value does not fit its type, and is left out");
    }
    if left_out.len() > told.len() {
        let more = left_out.len() - told.len();
        tracing::warn!(operation, more, "more values do not fit their types, and are left out");
    }
}

/// The text with replacement characters where it is not Unicode. `None` if it is.
fn unicode(json: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(json);
    let mut repaired = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        let is_pair = || matches!(escape.get(6..).and_then(code_unit), Some(0xDC00..=0xDFFF));
        let (length, replacement) = match code_unit(escape) {
            Some(0xD800..=0xDBFF) if is_pair() => (12, None),
            Some(0xD800..=0xDFFF) => (6, Some("\\ufffd")),
            _ => (escape.chars().take(2).map(char::len_utf8).sum(), None),
        };
        let (escape, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        repaired.extend([before, replacement.unwrap_or(escape)]);
        rest = after;
    }
    repaired.push_str(rest);
    (repaired.as_bytes() != json).then_some(repaired)
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
/// items, and of other fields in so many maps around it. `None` if the error is about something else.
fn quote(json: &str, error: &serde_json::Error, maps: usize) -> Option<String> {
    let end = offset(json, error).filter(|_| lost_digits(error))?;
    if json.as_bytes().get(end.checked_sub(1)?) == Some(&b'"') {
        // It was quoted before.
        return None;
    }
    let mut place = None;
    numbers(json, |number, at| {
        // In a number that is too large, the error is where that shows.
        if number.start < end && end <= number.end {
            place = Some(at.to_vec());
        }
    });
    let place = place?;
    let outside = place.len().saturating_sub(maps);
    let is_beside = |at: &[_]| {
        let both = at.get(..outside).zip(place.get(..outside));
        at.len() == place.len() && both.is_some_and(|(at, place)| scan::are_alike(at, place))
    };
    let (mut quoted, mut done) = (String::with_capacity(json.len() + 64), 0);
    numbers(json, |number, at| {
        if let (true, Some(before), Some(text)) =
            (is_beside(at), json.get(done..number.start), json.get(number.clone()))
        {
            // Writing to a string cannot fail.
            let _ = write!(quoted, "{before}\"{text}\"");
            done = number.end;
        }
    });
    quoted.push_str(json.get(done..)?);
    Some(quoted)
}

/// Hands each number of a JSON text to `found`, with its place.
fn numbers<'a>(json: &'a str, mut found: impl FnMut(Range<usize>, &[Step<'a>])) {
    let is_number = |value: &Range<usize>| matches!(json.as_bytes().get(value.start), Some(b'-' | b'0'..=b'9'));
    scan::values(json, |value, place| {
        if is_number(&value) {
            found(value, place);
        }
    });
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
