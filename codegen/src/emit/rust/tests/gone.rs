use super::*;

fn gone<T>(thing: T, mark: impl FnOnce(&mut T) -> &mut Option<Since>) -> T {
    let mut thing = thing;
    *mark(&mut thing) = Some(Since::of(Some(1_779_580_800_000)));
    thing
}

const ATTRIBUTE: &str = r#"#[deprecated(note = "gone from the page since 2026-05-24")]"#;

#[test]
fn what_pages_say_no_longer_is_deprecated_and_keeps_its_form() {
    let mut kind = set(EnumBase::String, &[("a", ""), ("b", "")]);
    if let Type::Enum(set) = &mut kind {
        set.values[1] = gone(set.values[1].clone(), |value| &mut value.gone);
    }
    let create = Endpoint {
        query: vec![gone(required("lang", Type::String), |field| &mut field.gone)],
        body: json_body(vec![
            gone(required("name", Type::String), |field| &mut field.held),
            required("kind", kind),
        ]),
        response: envelope(vec![gone(field("id", Type::String), |field| &mut field.gone)]),
        errors: vec![gone(
            ErrorEntry {
                code: 7,
                message: "gone".to_owned(),
                ..ErrorEntry::default()
            },
            |error| &mut error.gone,
        )],
        ..endpoint("demo.v1.user.create")
    };
    let files = emitted(vec![gone(create, |endpoint| &mut endpoint.gone)]);
    let code = &files["src/demo/v1/user/create.rs"];
    let deprecated = |item: &str| format!("{ATTRIBUTE}\n{item}");
    assert_has(
        code,
        &[
            "No page describes it any more since 2026-05-24.",
            &deprecated("#[inline]\npub fn create() -> Create<Given, Given, missing::MissingKind>"),
            "Optional since 2026-05-24, required before.",
            &deprecated("    pub id: Option<String>"),
            &deprecated("    B,"),
        ],
    );
    assert!(code.contains(&deprecated("    pub fn lang(")), "{code}");
    assert!(!code.contains(&deprecated("    pub fn name(")), "{code}");
    assert_has(&files["src/demo/v1/code.rs"], &[&deprecated("pub const GONE: i64")]);
}
