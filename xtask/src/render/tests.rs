use std::time::{Duration, Instant};

use feishu_openapi_codegen::diagnostic::Code;

use super::*;
use crate::arguments::Level;

fn diagnostic(span: Span) -> Diagnostic {
    Diagnostic {
        words: Vec::new(),
        page: "a/page.md".to_owned(),
        span,
        code: Code::RaggedRow,
        message: "the row has 3 cells".to_owned(),
        help: Some("count the pipes".to_owned()),
        fixup: None,
    }
}

#[test]
fn a_diagnostic_without_help_of_its_own_gives_the_advice_of_its_code() {
    let shown = |code| {
        let help = None;
        let diagnostic = diagnostic(Span::default());
        Source::of(b"a | b").show(
            &Diagnostic {
                code,
                help,
                ..diagnostic
            },
            false,
        )
    };
    let text = shown(Code::UnknownPresence);
    assert!(text.contains("= help: Write `是` or `否`."), "{text}");
    let text = shown(Code::SeparatorRow);
    assert!(!text.contains("help"), "{text}");
}

fn choice(show: Limit) -> Diagnostics {
    Diagnostics {
        show,
        level: Level::Warning,
    }
}

#[test]
fn the_place_is_shown_with_line_and_caret() {
    let source = "# 标题\n\na | 字段 | b\nlast";
    let start = source.find("字段").unwrap();
    let text = Source::of(source.as_bytes()).show(&diagnostic(Span::new(start, start + "字段".len())), false);
    assert!(text.starts_with("warning[ragged-row]: the row has 3 cells\n"), "{text}");
    assert!(text.contains("--> a/page.md:3:5"), "{text}");
    assert!(text.contains("3 | a | 字段 | b\n"), "{text}");
    assert!(text.contains("^^^^"), "{text}");
    assert!(text.contains("help: count the pipes"), "{text}");
}

#[test]
fn any_span_can_be_shown() {
    let source = "字\n段";
    for start in 0..10 {
        for end in 0..10 {
            let span = Span { start, end };
            for source in [source, "", "\n\n"] {
                let text = Source::of(source.as_bytes()).show(&diagnostic(span), false);
                assert!(text.contains("a/page.md"), "{span:?}");
            }
        }
    }
}

#[test]
fn a_span_over_lines_is_shown_where_it_begins() {
    let source = Source::of(b"one\ntwo\nthree");
    let excerpt = source.excerpt(Span::new(5, 12));
    let expected = Excerpt {
        text: "two",
        line: 2,
        column: 2,
        shown_column: 2,
        marked: 1..3,
    };
    assert_eq!(excerpt, expected);
}

#[test]
fn the_worst_come_first_and_the_rest_is_told_of() {
    let with = |code| Diagnostic {
        code,
        ..diagnostic(Span::default())
    };
    let found = [
        with(Code::RaggedRow),
        with(Code::UnclosedMarkup),
        with(Code::TruncatedPage),
    ];
    let text = diagnostics(&found, &[], &choice(Limit::First(1)), false);
    assert!(text.starts_with("error[truncated-page]"), "{text}");
    assert!(!text.contains("ragged-row"), "{text}");
    assert!(text.contains("and 1 more; `--show all`"), "{text}");
    let all = diagnostics(&found, &[], &choice(Limit::All), false);
    assert!(all.contains("ragged-row") && !all.contains("unclosed-markup"), "{all}");
}

#[test]
fn every_line_is_found() {
    let text = "one\n\nthree\n";
    let source = Source::of(text.as_bytes());
    for (start, line, shown) in [
        (0, 1, "one"),
        (3, 1, "one"),
        (4, 2, ""),
        (5, 3, "three"),
        (11, 4, ""),
        (99, 4, ""),
    ] {
        let excerpt = source.excerpt(Span::new(start, start));
        assert_eq!((excerpt.line, excerpt.text), (line, shown), "{start}");
    }
}

#[test]
fn a_page_with_a_diagnostic_on_every_line_takes_seconds_and_not_minutes() {
    let line = "| a | row | of | a | table |\n";
    let count = 20_000;
    let page = Page {
        name: "a/page.md".to_owned(),
        bytes: line.repeat(count).into_bytes(),
    };
    let found: Vec<Diagnostic> = (0..count)
        .map(|number| diagnostic(Span::new(number * line.len(), number * line.len() + 1)))
        .collect();
    let start = Instant::now();
    let text = diagnostics(&found, &[page], &choice(Limit::All), false);
    assert_eq!(text.matches("ragged-row").count(), count);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn a_page_of_one_line_is_shown_around_the_span() {
    let letters = "字 a b ".repeat(100_000);
    let at = letters.char_indices().nth(4_321).unwrap().0;
    let page = Page {
        name: "a/page.md".to_owned(),
        bytes: letters.into_bytes(),
    };
    let span = Span::new(at, at + 1);
    let shown = Source::of(&page.bytes).excerpt(span).text.len();
    assert!(shown <= 2 * SHOWN_AROUND, "{shown} bytes");
    for color in [false, true] {
        let text = diagnostics(
            &[diagnostic(span)],
            std::slice::from_ref(&page),
            &choice(Limit::All),
            color,
        );
        assert!(text.contains("a/page.md:1:4322"), "{text}");
    }
}

#[test]
fn a_page_with_several_diagnostics_shows_one_fixup() {
    let with_fixup = |page: &str| Diagnostic {
        page: page.to_owned(),
        fixup: Some("Fixup {\n    name: \"…\",\n},".to_owned()),
        ..diagnostic(Span::new(0, 1))
    };
    let found = [with_fixup("a.md"), with_fixup("a.md"), with_fixup("b.md")];
    let text = diagnostics(&found, &[], &choice(Limit::All), false);
    assert_eq!(text.matches("correct it in `codegen/src/fixup`:").count(), 2, "{text}");
    assert!(
        text.contains("Fixup {\n") && text.contains("    name: \"…\",\n"),
        "{text}"
    );
}
