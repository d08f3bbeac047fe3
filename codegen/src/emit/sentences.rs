//! Facts that pages state in sentences, as sentences of our own. Markdown, as rustdoc and OpenAPI read it.

use super::limits::{self, Limit};
use crate::ir::{About, Condition, Direction, EnumValue, Fact, Field, Unit, Words};

/// Text between backticks, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The first of these names, and how many more there are.
pub(super) fn first(most: usize, mut names: impl ExactSizeIterator<Item = String>) -> String {
    let listed = names.by_ref().take(most).collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// A sentence for each fact that the field's text does not say already, but for values with texts, which are a list. Pages
/// describe an object of a response as they do that of a request: there, what has to be given is what is set.
pub(super) fn facts(field: &Field, direction: Direction) -> Vec<String> {
    let is_sent = direction == Direction::Request;
    let sentence = |fact: &Fact| match fact {
        Fact::Values(values) if values.iter().any(|(_, text)| !text.is_empty()) => None,
        Fact::Values(values) => {
            let values: Vec<_> = values.iter().map(|(value, _)| value.clone()).collect();
            let of = if values.len() == 1 { "Only" } else { "One of" };
            Some(format!("{of} {}.", codes(&values, "")))
        }
        Fact::Unit(unit) => Some(format!("In {unit}.")),
        Fact::Format(format) => Some(format!("Format: {}.", code(format))),
        Fact::Size(size) => Some(self::size(size).map_or_else(|| format!("{size}."), Limit::sentence)),
        Fact::OneOf(fields) if is_sent => Some(format!("Give this or {}.", codes(fields, &field.name))),
        Fact::OneOf(fields) => Some(format!("This or {} is set.", codes(fields, &field.name))),
        Fact::NotWith(fields) => Some(format!("Not together with {}.", codes(fields, &field.name))),
        Fact::NeededIf(when) if is_sent => Some(format!("Needed if {}.", condition(when))),
        Fact::NeededIf(when) => Some(format!("Set if {}.", condition(when))),
        Fact::ReturnedIf(when) => Some(format!("Returned only if {}.", condition(when))),
        Fact::EffectiveIf(when) if is_sent => Some(format!("Takes effect only if {}.", condition(when))),
        Fact::EffectiveIf(when) => Some(format!("Counts only if {}.", condition(when))),
        Fact::WithoutEffect => Some("Without effect at present.".to_owned()),
        Fact::IdKind(kind) => Some(format!("Of the kind that {} says.", code(kind))),
        Fact::Scope(scope) => Some(format!("Needs {}.", code(scope))),
        Fact::Successor(other) => Some(format!("Use {} instead.", code(other))),
    };
    let text = field.words.text.to_lowercase();
    let unsaid = field.facts.iter().filter(|fact| !is_said(&text, fact));
    unsaid.filter_map(sentence).collect()
}

/// The unit of a time, where the field's text does not name it.
pub(super) fn unit(field: &Field) -> Option<&'static str> {
    let (name, sentence) = match field.unit? {
        Unit::Milliseconds => ("milliseconds", "In milliseconds."),
        Unit::Seconds => ("seconds", "In seconds."),
    };
    let text = field.words.text.to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    (!words.any(|word| word == name)).then_some(sentence)
}

/// Whether a text, in lower case, says a fact. Texts are written in the standing forms of these sentences.
fn is_said(text: &str, fact: &Fact) -> bool {
    let name = |name: &str| text.contains(&code(name).to_lowercase());
    let any = |forms: &[&str]| forms.iter().any(|form| text.contains(form));
    let when = |when: &Condition| text.contains(&condition(when).to_lowercase());
    match fact {
        Fact::Unit(unit) => text.contains(&format!("in {unit}")) || text.contains(&format!("in unix {unit}")),
        Fact::Format(format) => name(format),
        Fact::OneOf(_) => any(&["give this or", "give one of"]),
        Fact::NotWith(fields) => text.contains("not together with") && fields.iter().any(|field| name(field)),
        Fact::NeededIf(condition) => any(&["needed if", "needed for"]) || when(condition),
        Fact::ReturnedIf(condition) => any(&["returned only", "not returned", "missing if"]) || when(condition),
        Fact::EffectiveIf(condition) => any(&["takes effect only", "counts only", "only for"]) || when(condition),
        Fact::WithoutEffect => text.contains("without effect"),
        Fact::IdKind(kind) => text.contains("of the kind that") && name(kind),
        Fact::Scope(scope) | Fact::Successor(scope) => name(scope),
        Fact::Size(size) => self::size(size).is_some_and(|limit| limit.is_said(text)),
        Fact::Values(values) => matches!(values.as_slice(), [(value, _)] if name(value)),
    }
}

/// The values that only sentences list, an item each; empty where there are none with texts.
pub(super) fn values(field: &Field) -> String {
    let values = field.facts.iter().find_map(|fact| match fact {
        Fact::Values(values) if values.iter().any(|(_, text)| !text.is_empty()) => Some(values),
        _ => None,
    });
    let item = |(value, text): &(String, String)| match text.as_str() {
        "" => format!("- {}", code(value)),
        text => format!("- {}: {text}", code(value)),
    };
    values.into_iter().flatten().map(item).collect::<Vec<_>>().join("\n")
}

/// What is said of a thing: our text, else the page's.
pub(super) fn text<'a>(words: &'a Words, page: &'a str) -> &'a str {
    match words.text.as_str() {
        "" => page,
        text => text,
    }
}

/// What is said of a value: our text, else the label of its page.
pub(super) fn value(value: &EnumValue) -> String {
    match value.words.is_missing() {
        true => value.label.clone(),
        false => unlinked(&value.words.text),
    }
}

/// A text whose links are only names, for readers that have no pages to link to.
pub(super) fn unlinked(text: &str) -> String {
    text.replace("[`", "`").replace("`]", "`")
}

/// What a caller has to know, an item each.
pub(super) fn notes(about: &About) -> String {
    let notes = about.notes.iter().map(|note| format!("- {note}"));
    notes.collect::<Vec<_>>().join("\n")
}

/// `..150 KB`
fn size(size: &str) -> Option<Limit<'_>> {
    let (least, most) = size.split_once("..")?;
    let (most, unit) = most.split_once(' ')?;
    let unit = match unit {
        "items" => limits::Unit::Items,
        "characters" => limits::Unit::Characters,
        unit => limits::Unit::Other(unit),
    };
    Limit::new(Some(least), Some(most), unit)
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Is { field, values } => format!("{} is {}", code(field), codes(values, "")),
        Condition::Phrase(phrase) => phrase.clone(),
    }
}

/// `a`, `b` or `c`, without one of them.
fn codes(names: &[String], without: &str) -> String {
    let names = names.iter().filter(|name| name.as_str() != without);
    let names: Vec<String> = names.map(|name| code(name)).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Type;
    use crate::ir::builders::field;

    #[test]
    fn facts_are_sentences() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let is = Condition::Is {
            field: "type".to_owned(),
            values: names(&["chat", "user"]),
        };
        for (fact, sentence) in [
            (Fact::OneOf(names(&["a", "b", "c"])), "Give this or `b` or `c`."),
            (Fact::NeededIf(is), "Needed if `type` is `chat` or `user`."),
            (
                Fact::ReturnedIf(Condition::Phrase("the move is done".to_owned())),
                "Returned only if the move is done.",
            ),
            (Fact::Size("..150 KB".to_owned()), "At most 150 KB."),
            (
                Fact::IdKind("user_id_type".to_owned()),
                "Of the kind that `user_id_type` says.",
            ),
        ] {
            let mut field = field("a", Type::String);
            field.facts.push(fact);
            assert_eq!(facts(&field, Direction::Request), [sentence]);
        }
    }

    #[test]
    fn what_has_to_be_given_is_what_is_set_in_a_response() {
        let is_chat = || Condition::Is {
            field: "type".to_owned(),
            values: vec!["chat".to_owned()],
        };
        for (fact, sentence) in [
            (Fact::OneOf(vec!["b".to_owned()]), "This or `b` is set."),
            (Fact::NeededIf(is_chat()), "Set if `type` is `chat`."),
            (Fact::EffectiveIf(is_chat()), "Counts only if `type` is `chat`."),
        ] {
            let mut field = field("a", Type::String);
            field.facts.push(fact);
            assert_eq!(facts(&field, Direction::Response), [sentence]);
        }
    }

    #[test]
    fn a_fact_that_the_text_says_is_not_said_again() {
        let mut field = field("user_id", Type::String);
        field.facts = vec![
            Fact::OneOf(vec!["user_id".to_owned(), "open_id".to_owned()]),
            Fact::IdKind("user_id_type".to_owned()),
        ];
        field.words.text = "User to add. Give this or `open_id`.".to_owned();
        assert_eq!(
            facts(&field, Direction::Request),
            ["Of the kind that `user_id_type` says."]
        );
    }

    #[test]
    fn a_unit_is_said_unless_the_text_names_it() {
        let mut field = field("time", Type::Int);
        assert_eq!(unit(&field), None);
        field.unit = Some(Unit::Seconds);
        for (text, sentence) in [
            ("When it was made.", Some("In seconds.")),
            ("When it was made, in Unix milliseconds.", Some("In seconds.")),
            ("When it was made, in Unix seconds as a string.", None),
        ] {
            field.words.text = text.to_owned();
            assert_eq!(unit(&field), sentence, "{text}");
        }
    }

    #[test]
    fn values_of_a_sentence_are_a_list() {
        let mut field = field("a", Type::Int);
        let values = [("0", "Off."), ("1", "")].map(|(value, text)| (value.to_owned(), text.to_owned()));
        field.facts.push(Fact::Values(values.into()));
        assert_eq!(values_and_facts(&field), ("- `0`: Off.\n- `1`".to_owned(), Vec::new()));
    }

    fn values_and_facts(field: &Field) -> (String, Vec<String>) {
        (values(field), facts(field, Direction::Request))
    }
}
