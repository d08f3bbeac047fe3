//! Where the values of a JSON text stand.

use std::ops::Range;

use super::path;

/// A step from a value to one in it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// To the field with this key, which is here as it stands in the text, with quotes.
    Field(&'a str),
    /// To the item with this index.
    Item(usize),
}

/// Whether both places are the same but for indexes, so that one type is read from both.
pub(super) fn are_alike(one: &[Step<'_>], other: &[Step<'_>]) -> bool {
    let is_alike = |steps: (&Step<'_>, &Step<'_>)| match steps {
        (Step::Field(one), Step::Field(other)) => one == other,
        (Step::Item(_), Step::Item(_)) => true,
        _ => false,
    };
    one.len() == other.len() && one.iter().zip(other).all(is_alike)
}

/// The place as errors name it: `data.items[3].id`.
pub(super) fn shown(place: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in place {
        text += &match step {
            Step::Item(index) => path::item_step(*index),
            Step::Field(key) => match serde_json::from_str::<String>(key) {
                Ok(key) => path::field_step(&key),
                Err(_) => path::field_step(key),
            },
        };
    }
    text.strip_prefix('.').unwrap_or(&text).to_owned()
}

/// Hands each value of a JSON text to `found`, with its place: what is in a value comes before the value itself.
pub(super) fn values<'a>(json: &'a str, mut found: impl FnMut(Range<usize>, &[Step<'a>])) {
    let (mut place, mut begins) = (Vec::new(), Vec::new());
    let mut is_key = false;
    let mut at = 0;
    while let Some(rest) = json.get(at..).filter(|rest| !rest.is_empty()) {
        let length = length(rest);
        match rest.as_bytes().first() {
            Some(b'{' | b'[') => {
                is_key = rest.starts_with('{');
                place.push(if is_key { Step::Field("") } else { Step::Item(0) });
                begins.push(at);
            }
            Some(b'}' | b']') => {
                place.pop();
                found(begins.pop().unwrap_or(at)..at + length, &place);
            }
            Some(b',') => match place.last_mut() {
                Some(Step::Item(index)) => *index += 1,
                _ => is_key = true,
            },
            Some(b'"') if is_key => {
                is_key = false;
                if let Some(key) = place.last_mut() {
                    *key = Step::Field(rest.get(..length).unwrap_or_default());
                }
            }
            Some(b'"' | b'-' | b'0'..=b'9' | b'a'..=b'z') => found(at..at + length, &place),
            _ => {}
        }
        at += length;
    }
}

/// Bytes of the text, number, word or mark that begins here.
fn length(rest: &str) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
    match rest.chars().next() {
        Some('"') => text_length(rest),
        Some(first) if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
        Some(mark) => mark.len_utf8(),
        None => 1,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_place() {
        let mut found = Vec::new();
        let json = r#"{"a":[1,{"b c":"x,\"y"},[]],"\u0064":{"e":null} , "f":-1.5e3}"#;
        values(json, |range, place| {
            found.push(format!("{}={}", shown(place), &json[range]))
        });
        assert_eq!(
            found[..found.len() - 1],
            [
                "a[0]=1",
                r#"a[1]["b c"]="x,\"y""#,
                r#"a[1]={"b c":"x,\"y"}"#,
                "a[2]=[]",
                r#"a=[1,{"b c":"x,\"y"},[]]"#,
                "d.e=null",
                r#"d={"e":null}"#,
                "f=-1.5e3",
            ]
        );
        assert_eq!(found.last().map(String::as_str), Some(&*format!("={json}")));
    }
}
