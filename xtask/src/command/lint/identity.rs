//! What tells a diagnostic from others, wherever on its page it stands.

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic};

pub(super) fn identity(found: &Diagnostic) -> (Code, String, String) {
    (found.code, found.page.clone(), subject(found))
}

/// What a message is about: the words that it quotes. Counts around them may change, and so may what other pages say.
pub(super) fn subject(found: &Diagnostic) -> String {
    let own = match found.code {
        // What there is a difference in, and what the page itself says of it.
        Code::ErrorMessageDiffers | Code::ErrorStatusDiffers | Code::ScopeLabelDiffers => 2,
        _ => usize::MAX,
    };
    let quoted: Vec<&str> = found.message.split('`').skip(1).step_by(2).take(own).collect();
    match quoted.is_empty() {
        true => found.message.clone(),
        false => quoted.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use feishu_openapi_codegen::diagnostic::{Diagnostics, Span};

    use super::*;

    #[test]
    fn a_subject_is_what_a_page_itself_says_and_no_count() {
        let subject = |code, message: &str| {
            let mut page = Diagnostics::new("page.md");
            page.report(code, Span::default(), message);
            page.into_sorted().iter().map(subject).collect::<String>()
        };
        assert_eq!(
            subject(
                Code::ErrorMessageDiffers,
                "the message of `7` is `no` here and `yes` on 12 other pages, such as `a.md`"
            ),
            "7 no"
        );
        assert_eq!(
            subject(
                Code::ExampleOutsideSet,
                "the example `ja` is none of its values: `zh`, `en`"
            ),
            "ja zh en"
        );
        assert_eq!(
            subject(Code::TruncatedPage, "the page ends inside a table"),
            "the page ends inside a table"
        );
    }
}
