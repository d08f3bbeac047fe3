//! 长度范围 `1` ～ `10` 字符 -> limits.

use crate::ir::Constraints;
use crate::vocabulary::{self, Rule};

/// Marks around a value that stands in code.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

/// A value, marked.
pub(super) fn mark(code: &str) -> String {
    format!("{OPEN}{}{CLOSE}", code.trim())
}

/// Reads rules; gives back the lines that are not understood.
pub(super) fn read(text: &str, constraints: &mut Constraints) -> Vec<String> {
    let mut unknown = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        let mut understood = rest.trim_matches([' ', '：', ':', '-']).is_empty();
        while let Some((_, end, rule)) = vocabulary::rule(rest) {
            let after = rest.get(end..).unwrap_or_default();
            let end = vocabulary::rule(after).map_or(after.len(), |(at, _, _)| at);
            let values = values(after.get(..end).unwrap_or_default(), rule);
            understood |= apply(rule, &values, constraints);
            rest = after.get(end..).unwrap_or_default();
        }
        if !understood {
            unknown.push(line.replace([OPEN, CLOSE], "`").trim().to_owned());
        }
    }
    unknown
}

/// The marked values, else the numbers.
fn values(text: &str, rule: Rule) -> Vec<&str> {
    let marked: Vec<_> = text
        .split(OPEN)
        .skip(1)
        .filter_map(|part| part.split(CLOSE).next())
        .collect();
    if marked.is_empty() {
        return numbers(text);
    }
    if rule == Rule::Pattern {
        return marked;
    }
    // Several values may stand in one code span.
    marked
        .into_iter()
        .flat_map(|part| part.split(['~', '～']))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The numbers in a text; `1-64` is two.
fn numbers(text: &str) -> Vec<&str> {
    let mut numbers = Vec::new();
    let mut start = None;
    let mut before = ' ';
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        let goes_on = char.is_ascii_digit() || char == '.' && before.is_ascii_digit();
        match start {
            None if char.is_ascii_digit() || char == '-' && !before.is_ascii_digit() => start = Some(at),
            Some(from) if !goes_on => {
                numbers.extend(text.get(from..at).filter(|number| number.parse::<f64>().is_ok()));
                start = None;
            }
            _ => {}
        }
        before = char;
    }
    numbers
}

fn apply(rule: Rule, values: &[&str], constraints: &mut Constraints) -> bool {
    let length = |value: &str| value.replace([',', '，'], "").trim().parse::<u64>().ok();
    let number = |value: &str| {
        let value = value.replace([',', '，'], "").trim().to_owned();
        value.parse::<f64>().is_ok_and(f64::is_finite).then_some(value)
    };
    match (rule, values) {
        (Rule::Pattern, [pattern, ..]) => constraints.pattern = Some((*pattern).to_owned()),
        (Rule::LengthRange, [min, max]) if length(min).is_some() && length(max).is_some() => {
            (constraints.min_length, constraints.max_length) = (length(min), length(max));
        }
        (Rule::ValueRange, [min, max]) if number(min).is_some() && number(max).is_some() => {
            (constraints.minimum, constraints.maximum) = (number(min), number(max));
        }
        (Rule::MaxLength, [max]) if length(max).is_some() => constraints.max_length = length(max),
        (Rule::MinLength, [min]) if length(min).is_some() => constraints.min_length = length(min),
        (Rule::Maximum, [max]) if number(max).is_some() => constraints.maximum = number(max),
        (Rule::Minimum, [min]) if number(min).is_some() => constraints.minimum = number(min),
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(text: &str) -> (Constraints, Vec<String>) {
        let mut constraints = Constraints::default();
        let marked: String = text
            .split('`')
            .enumerate()
            .map(|(at, part)| if at % 2 == 1 { mark(part) } else { part.to_owned() })
            .collect();
        let unknown = read(&marked, &mut constraints);
        (constraints, unknown)
    }

    #[test]
    fn ranges_and_bounds_are_read() {
        let (constraints, unknown) = limits("：\n- 长度范围：`1` ～ `10` 字符\n- 最大值：`1,000`\n- 正则校验：`^a|b$`");
        assert_eq!((constraints.min_length, constraints.max_length), (Some(1), Some(10)));
        assert_eq!(constraints.maximum.as_deref(), Some("1000"));
        assert_eq!(constraints.pattern.as_deref(), Some("^a|b$"));
        assert!(unknown.is_empty());
    }

    #[test]
    fn rules_that_ran_together_are_parted() {
        let (constraints, _) = limits("- 最小长度：`1` 字符 - 最大长度：`5` 字符");
        assert_eq!((constraints.min_length, constraints.max_length), (Some(1), Some(5)));
    }

    #[test]
    fn numbers_without_marks_are_read() {
        assert_eq!(numbers("：1-64 字符，-5 ~ 0.5。"), ["1", "64", "-5", "0.5"]);
        assert_eq!(limits("- 长度范围：1-64字符").0.max_length, Some(64));
    }

    #[test]
    fn what_is_not_understood_is_given_back() {
        assert_eq!(limits("- 取值范围：见说明").1, ["- 取值范围：见说明"]);
    }
}
