//! Line ends that a converter turned into blanks: items of a list that stand on one line become lines again.

use std::borrow::Cow;

use super::{default_mark, values};
use crate::markup::{Content, Inline};

/// The marks before the items of a list.
const BULLETS: [char; 3] = ['-', '*', '•'];
const COLONS: [char; 2] = ['：', ':'];

/// Where an item begins: the inline, and the byte within its text.
type Place = (usize, usize);

/// The content with each item of a list on a line of its own. Two items at least are a list: one may be a remark.
pub(super) fn restore(content: &Content) -> Cow<'_, Content> {
    let mut begins: Vec<Place> = Vec::new();
    let mut from = 0;
    while from < content.0.len() {
        let rest = content.0.get(from..).unwrap_or_default();
        let length = rest.iter().position(|inline| matches!(inline, Inline::Break));
        let to = length.map_or(content.0.len(), |length| from + length);
        let goes_on = to + 1 < content.0.len() && item_begins(content, to + 1);
        begins.extend(items(content, from..to, goes_on));
        from = to + 1;
    }
    if begins.is_empty() {
        return Cow::Borrowed(content);
    }
    Cow::Owned(parted(content, &begins))
}

/// Whether a line begins with an item.
fn item_begins(content: &Content, at: usize) -> bool {
    let line = content.0.get(at..).unwrap_or_default();
    let length = line.iter().position(|inline| matches!(inline, Inline::Break));
    let line: Vec<_> = line.iter().take(length.unwrap_or(line.len())).collect();
    values::is_item(&line)
}

/// Where the items of a line begin, of which there are two or more; or one, with others on the lines below it.
fn items(content: &Content, line: std::ops::Range<usize>, goes_on: bool) -> Vec<Place> {
    let line = || line.clone().zip(content.0.get(line.clone()).unwrap_or_default());
    let texts = || {
        line().filter_map(|(at, inline)| match inline {
            Inline::Text(text) => Some((at, text.as_str())),
            _ => None,
        })
    };
    let next = |at: usize| {
        line()
            .skip_while(move |(other, _)| *other <= at)
            .map(|(_, inline)| inline)
    };
    let mut marked: Vec<(Place, usize)> = texts()
        .flat_map(|(at, text)| bullets(text).map(move |(place, blanks)| (at, text, place, blanks)))
        .filter(|(at, text, place, _)| is_item(text.get(place + 1..).unwrap_or_default(), next(*at)))
        .map(|(at, _, place, blanks)| ((at, place), blanks))
        .collect();
    if let Some((first, _)) = marked.first().copied() {
        // More blanks are before the items of a list within an item.
        let least = marked
            .iter()
            .skip(1)
            .map(|(_, blanks)| *blanks)
            .min()
            .unwrap_or_default();
        marked.retain(|(place, blanks)| *place == first || *blanks < least + 2);
        let places = marked.into_iter().map(|(place, _)| place);
        let is_list = places.len() > 1 || goes_on || is_announced(content, first);
        return if is_list { places.collect() } else { Vec::new() };
    }
    let numbered: Vec<Numbered> = texts().flat_map(|(at, text)| numbers(at, text)).collect();
    let is_list = numbered.len() > 1
        && numbered.iter().all(|item| item.is_apart)
        && (numbered.is_sorted_by(|one, other| one.number < other.number)
            || numbered.is_sorted_by(|one, other| one.number < 0 && one.number > other.number));
    let places = numbered.into_iter().map(|item| item.place);
    if is_list { places.collect() } else { Vec::new() }
}

/// Whether a colon is before an item, in its own text or at the end of a bold one.
fn is_announced(content: &Content, (at, place): Place) -> bool {
    let text = |at: usize| match content.0.get(at) {
        Some(Inline::Text(text) | Inline::Strong(text)) => Some(text.as_str()),
        _ => None,
    };
    let before = text(at)
        .and_then(|text| text.get(..place))
        .unwrap_or_default()
        .trim_end();
    let above = || at.checked_sub(1).and_then(text).unwrap_or_default();
    before.ends_with(COLONS) || before.is_empty() && above().trim_end().ends_with(COLONS)
}

/// The bullets in a text: marks between blanks, or at its beginning; and how many blanks are before each.
fn bullets(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices(BULLETS).filter_map(move |(at, mark)| {
        let before = text.get(..at)?;
        let blanks = before.len() - before.trim_end().len();
        let follows_blank = text.get(at + mark.len()..)?.starts_with(char::is_whitespace);
        let ends = at + mark.len() == text.len();
        ((blanks > 0 || before.is_empty()) && (follows_blank || ends)).then_some((at, blanks))
    })
}

/// Whether what follows a bullet is a key: a word and a colon, or code before a colon, an item or the end of the line.
fn is_item<'c>(text: &str, mut next: impl Iterator<Item = &'c Inline>) -> bool {
    let text = text.trim_start_matches(BULLETS).trim_start();
    if values::quoted(text).is_some_and(|(_, rest)| rest.starts_with(COLONS)) {
        return true;
    }
    if !text.is_empty() {
        let legal = |char: char| char.is_ascii_alphanumeric() || "_-./\"".contains(char);
        let rest = text.trim_start_matches(legal);
        let rest_after_blanks = rest.trim_start();
        let is_address = rest_after_blanks.trim_start_matches(COLONS).starts_with("//");
        let key = text.get(..text.len() - rest.len()).unwrap_or_default();
        let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        let ends_key = rest_after_blanks.starts_with(COLONS)
            || default_mark::is_at_start(rest_after_blanks)
            || is_number && rest_after_blanks.starts_with('=');
        return !key.is_empty() && ends_key && !is_address;
    }
    if !matches!(next.next(), Some(Inline::Code(_))) {
        return false;
    }
    match next.next() {
        None => true,
        Some(Inline::Text(text)) => {
            let text = text.trim_start();
            let is_bullet = || text.starts_with(BULLETS) && text.chars().nth(1).is_none_or(char::is_whitespace);
            text.starts_with(COLONS) || default_mark::is_at_start(text) || is_bullet()
        }
        Some(_) => false,
    }
}

/// A number with a colon and a word behind it: `0: off`.
struct Numbered {
    place: Place,
    number: i64,
    /// Whether a blank or the end of a sentence is before it, and no comma.
    is_apart: bool,
}

fn numbers(at: usize, text: &str) -> impl Iterator<Item = Numbered> {
    text.match_indices(COLONS).filter_map(move |(colon, mark)| {
        let before = text.get(..colon)?.trim_end();
        let digits = before.trim_end_matches(|char: char| char.is_ascii_digit());
        let start = digits.strip_suffix('-').unwrap_or(digits).len();
        let number = before.get(start..)?.parse().ok()?;
        let lead = before.get(..start)?;
        let words = lead.trim_end();
        let is_apart = (words.len() < lead.len() || words.is_empty() || words.ends_with('。'))
            && !words.ends_with(['，', ',', '、', '；', ';']);
        let after = text.get(colon + mark.len()..)?.trim_start().chars().next()?;
        (!after.is_ascii_digit() && after != '/').then_some(Numbered {
            place: (at, start),
            number,
            is_apart,
        })
    })
}

/// The content with the end of a line before each of these places.
fn parted(content: &Content, begins: &[Place]) -> Content {
    let mut out = Content::default();
    for (at, inline) in content.0.iter().enumerate() {
        let Inline::Text(text) = inline else {
            out.0.push(inline.clone());
            continue;
        };
        let mut from = 0;
        for (_, place) in begins.iter().filter(|(inline, _)| *inline == at) {
            push(text.get(from..*place).unwrap_or_default().trim_end(), &mut out);
            if !matches!(out.0.last(), None | Some(Inline::Break)) {
                out.0.push(Inline::Break);
            }
            from = *place;
        }
        push(text.get(from..).unwrap_or_default(), &mut out);
    }
    out
}

fn push(text: &str, out: &mut Content) {
    if !text.is_empty() {
        out.0.push(Inline::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored(inlines: &[Inline]) -> String {
        restore(&Content(inlines.to_vec())).plain()
    }

    fn text(text: &str) -> Inline {
        Inline::Text(text.into())
    }

    #[test]
    fn items_on_one_line_become_lines() {
        assert_eq!(
            restored(&[text("可选值： - A：one - two - B: x/y，z")]),
            "可选值：\n- A：one - two\n- B: x/y，z"
        );
        assert_eq!(
            restored(&[text("State. 0: off 1: on，too 3: not")]),
            "State.\n0: off\n1: on，too\n3: not"
        );
        let code = |code: &str| Inline::Code(code.into());
        let list = [
            text("支持： * "),
            code("name"),
            text("：a * "),
            code("size"),
            text(" ：b"),
        ];
        assert_eq!(restored(&list), "支持：\n* name：a\n* size ：b");
        let keys = [text("- "), code("a"), text(" - "), code("b")];
        assert_eq!(restored(&keys), "- a\n- b");
        assert_eq!(
            restored(&[text("Kind - 3 = one - 7 = two")]),
            "Kind\n- 3 = one\n- 7 = two"
        );
        assert_eq!(
            restored(&[text("Kind: -11: one -13: two")]),
            "Kind:\n-11: one\n-13: two"
        );
        assert_eq!(
            restored(&[text("State:   - 1: one - 2: two")]),
            "State:\n- 1: one\n- 2: two"
        );
        assert_eq!(restored(&[text("State: - 1: one")]), "State:\n- 1: one");
        let below = [text("Values - \"a\"：one"), Inline::Break, text("- \"b\"：two")];
        assert_eq!(restored(&below), "Values\n- \"a\"：one\n- \"b\"：two");
        assert_eq!(
            restored(&[text("- \"MM-dd HH:mm\"：1/30 14:00 - \"MM-dd\"：1/30")]),
            "- \"MM-dd HH:mm\"：1/30 14:00\n- \"MM-dd\"：1/30"
        );
        let nested = "- a: one of     - c: three     - d: four - b: two";
        assert_eq!(
            restored(&[text(nested)]),
            "- a: one of     - c: three     - d: four\n- b: two"
        );
    }

    #[test]
    fn what_may_be_a_sentence_stays_on_its_line() {
        for line in [
            "a - b: c, see d - e",
            "from 10: 30 to 11: 45",
            "- https://a.example - https://b.example",
            "1: one, then 0: none",
            "0: none，1: one， 2: two",
        ] {
            assert_eq!(restored(&[text(line)]), line);
        }
    }
}
