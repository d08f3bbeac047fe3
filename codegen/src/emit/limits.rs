//! How much a value may be, as a sentence.

/// The least and the greatest number of something. Each may be missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit<'a> {
    least: &'a str,
    most: &'a str,
    unit: Unit<'a>,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit<'a> {
    /// It is that of a number.
    Value,
    /// Of a text.
    Characters,
    /// Of a list.
    Items,
    /// As a sentence of the page has it: `KB`.
    Other(&'a str),
}

impl<'a> Limit<'a> {
    /// None where neither end is given. What is counted is never less than zero, so that nobody needs to be told.
    pub(super) fn new(least: Option<&'a str>, most: Option<&'a str>, unit: Unit<'a>) -> Option<Self> {
        let (least, most) = (least.unwrap_or_default(), most.unwrap_or_default());
        let needless = least == "0" && !most.is_empty() && unit != Unit::Value;
        let least = if needless { "" } else { least };
        (!least.is_empty() || !most.is_empty()).then_some(Self { least, most, unit })
    }

    /// `From 1 to 50 items.`
    pub(super) fn sentence(self) -> String {
        let Self { least, most, unit } = self;
        let range = match (least, most) {
            (least, "") => format!("At least {least}"),
            ("", most) => format!("At most {most}"),
            (least, most) if least == most => format!("Exactly {most}"),
            (least, most) => format!("From {least} to {most}"),
        };
        let one = [most, least].into_iter().find(|end| !end.is_empty()) == Some("1");
        match (unit, one) {
            (Unit::Value, _) => format!("{range}."),
            (Unit::Characters, true) => format!("{range} character."),
            (Unit::Characters, false) => format!("{range} characters."),
            (Unit::Items, true) => format!("{range} item."),
            (Unit::Items, false) => format!("{range} items."),
            (Unit::Other(unit), _) => format!("{range} {unit}."),
        }
    }

    /// Whether a text, in lower case, says it. A number in it that limits something else does not.
    pub(super) fn is_said(self, text: &str) -> bool {
        let Self { least, most, .. } = self;
        let forms = match (least, most) {
            (_, "") => vec![format!("at least {least}")],
            ("", most) => ["at most", "up to", "0 to", "1 to"]
                .map(|form| format!("{form} {most}"))
                .into(),
            (least, most) => vec![format!("{least} to {most}")],
        };
        forms.iter().any(|form| {
            let mut places = text.match_indices(form.as_str());
            places.any(|(start, _)| {
                let before = text.get(..start).unwrap_or_default();
                let after = text.get(start + form.len()..).unwrap_or_default();
                !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '.')
                    && !before.ends_with("each ")
                    && self.is_followed_by(after)
            })
        })
    }

    fn is_followed_by(self, after: &str) -> bool {
        let mut letters = after.chars();
        let of_number = match letters.next() {
            Some('.' | ',') => letters.next().is_some_and(|letter| letter.is_ascii_digit()),
            Some(letter) => letter.is_alphanumeric() || letter == '%',
            None => false,
        };
        let word = after.strip_prefix(' ').unwrap_or_default();
        let word = word
            .split(|letter: char| !letter.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let of_text = matches!(word, "character" | "characters" | "letter" | "letters" | "digits");
        !of_number
            && match self.unit {
                Unit::Value | Unit::Characters if word.is_empty() => true,
                Unit::Value => false,
                Unit::Characters => of_text,
                Unit::Items => !of_text && !MEASURES.contains(&word),
                Unit::Other(unit) => unit.to_lowercase().starts_with(word) && !word.is_empty(),
            }
    }
}

/// Words after a number that is none of items.
const MEASURES: [&str; 11] = [
    "bytes", "kb", "mb", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "decimals",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_has_no_least_number_of_zero() {
        for (least, most, unit, sentence) in [
            ("0", "50", Unit::Items, "At most 50 items."),
            ("0", "50", Unit::Value, "From 0 to 50."),
            ("0", "", Unit::Items, "At least 0 items."),
            ("", "1", Unit::Characters, "At most 1 character."),
            ("1", "", Unit::Items, "At least 1 item."),
            ("1", "64", Unit::Characters, "From 1 to 64 characters."),
            ("18", "18", Unit::Characters, "Exactly 18 characters."),
            ("1", "1", Unit::Items, "Exactly 1 item."),
            ("", "150", Unit::Other("KB"), "At most 150 KB."),
        ] {
            let limit = Limit::new(Some(least), Some(most), unit).unwrap();
            assert_eq!(limit.sentence(), sentence);
        }
        assert!(Limit::new(None, None, Unit::Value).is_none());
    }

    #[test]
    fn a_text_says_a_limit_of_the_same_thing_only() {
        for (text, least, most, unit, is_said) in [
            ("users, at most 50 at once.", "", "50", Unit::Items, true),
            ("users, at most 50.", "0", "50", Unit::Items, true),
            ("users, at most 500.", "", "50", Unit::Items, false),
            ("names, each up to 50.", "", "50", Unit::Items, false),
            ("names of at most 50 characters.", "", "50", Unit::Items, false),
            ("name of at most 50 characters.", "", "50", Unit::Characters, true),
            ("file of at most 37.5 mb.", "", "37.5", Unit::Other("MB"), true),
            ("file of at most 37.5 kb.", "", "37.5", Unit::Other("MB"), false),
            ("entries of a page: 1 to 100.", "1", "100", Unit::Value, true),
            ("entries of a page: 1 to 100.", "", "100", Unit::Value, true),
            ("entries of a page: 11 to 100.", "1", "100", Unit::Value, false),
            ("entries of a page, at most 100.", "1", "100", Unit::Value, false),
            ("hours, at most 0.5.", "", "0", Unit::Value, false),
        ] {
            let limit = Limit::new(Some(least), Some(most), unit).unwrap();
            assert_eq!(limit.is_said(text), is_said, "{text} {limit:?}");
        }
    }
}
