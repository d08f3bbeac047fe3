//! Codes of diagnostics, explained to a person: what one means, what it looks like, what to do.

use feishu_openapi_codegen::diagnostic::{Code, Severity};

/// The list of all codes, kept beside the code that reports them. A test writes it anew, with examples from real runs.
const REFERENCE: &str = include_str!("../../../codegen/DIAGNOSTICS.md");

/// The part of the list that is about this code; `None` where no code has that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static str> {
    let code = Code::named(name)?;
    let begin = REFERENCE.find(&title(code))?;
    let rest = REFERENCE.get(begin..)?;
    let end = rest.get(2..).and_then(|rest| rest.find("\n## "));
    rest.get(..end.map_or(rest.len(), |end| end + 2))
}

/// The entry of one code, with what is printed for a page that has it.
#[must_use]
pub fn entry(code: Code, example: &str) -> String {
    let severity = match code.severity() {
        Severity::Error => "Error: something of the page is not in the schema, or a person has to decide.",
        Severity::Warning => "Warning: something was read with doubt; `--strict` fails on it.",
        Severity::Note => "Note: nothing is lost.",
    };
    let (meaning, advice) = (code.explanation(), code.advice());
    format!(
        "{}{meaning}\n\n{severity}\n\n```text\n{example}\n```\n\nWhat to do: {advice}\n",
        title(code)
    )
}

fn title(code: Code) -> String {
    format!("## {}\n\n", code.name())
}
