//! Small tables, by what decides their nesting.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// `name:type` a row.
fn rows<'a>(text: &'a [&'a str]) -> Vec<Row<'a>> {
    text.iter()
        .map(|row| match row.split_once(':') {
            Some((name, word)) => Row {
                name,
                type_word: Some(word),
                nested: None,
            },
            None => Row {
                name: row,
                type_word: None,
                nested: None,
            },
        })
        .collect()
}

fn table<'a>(place: Place, text: &'a [&'a str], samples: Vec<&'a Value>) -> Table<'a> {
    Table {
        service: "service",
        place,
        rows: rows(text),
        samples,
        levels: None,
    }
}

fn one(table: Table<'_>) -> Recovered {
    recover(&[table]).into_iter().flatten().next().unwrap()
}

#[test]
fn scalar_rows_are_all_at_the_top() {
    let found = one(table(Place::Body, &["a:string", "b:int", "c:string[]"], Vec::new()));
    assert_eq!(found.levels, [0, 0, 0]);
    assert!(found.certain);
}

#[test]
fn fields_of_a_response_are_below_its_data() {
    let text = ["code:int", "msg:string", "data:\\-", "user_id:string", "name:string"];
    let found = one(table(Place::Response, &text, Vec::new()));
    assert_eq!(found.levels, [0, 0, 0, 1, 1]);
}

#[test]
fn a_sample_shows_where_an_object_ends() {
    let text = [
        "code:int",
        "msg:string",
        "data:\\-",
        "items:user[]",
        "id:string",
        "page_token:string",
        "has_more:boolean",
    ];
    let sample = json!({"code": 0, "msg": "", "data": {"items": [{"id": "1"}], "page_token": "x", "has_more": true}});
    let found = one(table(Place::Response, &text, vec![&sample]));
    assert_eq!(found.levels, [0, 0, 0, 1, 2, 1, 1]);
    assert!(found.certain);
}

#[test]
fn a_complete_object_of_the_sample_takes_no_more_fields() {
    let text = [
        "docs_acceptor_user_id:string",
        "minutes_acceptor_user_id:string",
        "email_acceptor:resource_acceptor",
        "processing_type:string",
        "acceptor_user_id:string",
        "anycross_acceptor_user_id:string",
    ];
    let sample = json!({
        "docs_acceptor_user_id": "ou_1",
        "email_acceptor": {"processing_type": "1", "acceptor_user_id": "ou_1"}
    });
    let found = one(table(Place::Body, &text, vec![&sample]));
    assert_eq!(found.levels, [0, 0, 0, 1, 1, 0]);
}

#[test]
fn a_name_is_not_repeated_among_siblings() {
    let text = [
        "first:name",
        "zh:string",
        "en:string",
        "second:name",
        "zh:string",
        "en:string",
    ];
    let found = one(table(Place::Body, &text, Vec::new()));
    assert_eq!(found.levels, [0, 1, 1, 0, 1, 1]);
}

#[test]
fn other_tables_show_what_a_type_holds() {
    let text = ["owner:person", "id:string", "email:string", "title:string"];
    let unknown = one(table(Place::Body, &text, Vec::new()));
    let shown = |text| Table {
        levels: Some(vec![0, 1, 1, 0]),
        ..table(Place::Body, text, Vec::new())
    };
    let leader = ["leader:person", "id:string", "email:string", "size:int"];
    let author = ["author:person", "id:string", "email:string", "count:int"];
    let tables = [table(Place::Body, &text, Vec::new()), shown(&leader), shown(&author)];
    let found = recover(&tables);
    assert_eq!(found[0].as_ref().unwrap().levels, [0, 1, 1, 0]);
    assert!(found[0].as_ref().unwrap().margin > unknown.margin);
    assert_eq!(found[1], None);
}

#[test]
fn what_is_not_certain_names_the_other_object() {
    let found = one(table(
        Place::Body,
        &["owner:person", "id:string", "title:string"],
        Vec::new(),
    ));
    assert!(!found.certain);
    let moved: Vec<_> = found
        .alternatives
        .iter()
        .flat_map(|alternative| &alternative.moved)
        .collect();
    assert!(moved.iter().any(|moved| moved.row == 2 && moved.parent != moved.other));
    assert!(found.alternatives.is_sorted_by(|one, other| one.margin <= other.margin));
}

#[test]
fn the_order_of_tables_does_not_matter() {
    let shown = ["owner:person", "id:string", "email:string", "title:string"];
    let lost = ["leader:person", "id:string", "email:string", "size:int"];
    let response = [
        "code:int",
        "msg:string",
        "data:\\-",
        "owner:person",
        "id:string",
        "email:string",
    ];
    let mut tables = vec![
        Table {
            levels: Some(vec![0, 1, 1, 0]),
            ..table(Place::Body, &shown, Vec::new())
        },
        table(Place::Body, &lost, Vec::new()),
        table(Place::Response, &response, Vec::new()),
    ];
    let mut found = recover(&tables);
    tables.reverse();
    found.reverse();
    assert_eq!(recover(&tables), found);
}

/// The evidence for the two trees of the example in the module's documentation, a line for each kind, as it stands there.
fn worked_example() -> Vec<String> {
    let shown = ["owner:person", "id:string", "name:string", "created:string"];
    let shown = table(Place::Body, &shown, Vec::new());
    let mut dictionary = Dictionary::default();
    for _page in 0..3 {
        dictionary.add(&shown, &[0, 1, 1, 0]);
    }
    let known = Known {
        shown: &dictionary,
        certain: &Dictionary::default(),
        own: Dictionary::default(),
    };
    let lost = ["leader:person", "id:string", "name:string", "size:int"];
    let lost = table(Place::Body, &lost, Vec::new());
    let mut runs = Runs::default();
    runs.add(&lost);
    let search = Search::new(&lost, &known, &runs, &WEIGHTS);
    let before = (0..3).fold(search.seed(), |tree, row| search.advance(&tree, row, 0));
    // From the row `size` on: it joins, and the table ends.
    let trees = search.weigh(&before, 3).into_iter().map(|step| {
        let ends = search.finish(&search.advance(&before, 3, step.ended));
        let worth = |feature: &score::Feature| {
            let at = *feature as usize;
            (step.evidence.0[at] + ends.0[at]) * WEIGHTS.0[at]
        };
        score::ALL.iter().map(worth).collect::<Vec<f64>>()
    });
    let [of_leader, of_table]: [Vec<f64>; 2] = trees.collect::<Vec<_>>().try_into().unwrap();
    let line =
        |name: &str, one: f64, other: f64| format!("//! | {name} | {one:.1} | {other:.1} |").replace("-0.0", "0.0");
    let kinds = score::ALL.iter().zip(of_leader.iter().zip(&of_table));
    let kinds = kinds.filter(|(_, (one, other))| one.abs().max(other.abs()) >= 0.05);
    let mut lines: Vec<String> = kinds
        .map(|(kind, (one, other))| line(&format!("`{kind:?}`"), *one, *other))
        .collect();
    lines.push(line("in all", of_leader.iter().sum(), of_table.iter().sum()));
    lines
}

#[test]
fn the_worked_example_says_what_the_search_does() {
    let documented = concat!(env!("CARGO_MANIFEST_DIR"), "/src/nesting/mod.rs");
    let documented = std::fs::read_to_string(documented).unwrap();
    let lines = worked_example().join("\n");
    assert!(documented.contains(&lines), "the example has\n{lines}");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(Value::Null), Just(json!(1)), Just(json!("x"))];
    leaf.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("[a-e]|data|code", inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_rows_and_samples_give_a_tree(
        names in prop::collection::vec(("[a-e]|data|code|", prop::option::of("string|a|b\\[\\]|map<string, a>|\\\\-|list|file|")), 0..20),
        samples in prop::collection::vec(any_json(), 0..3),
        levels in prop::collection::vec(0_u32..9, 0..50),
        response in any::<bool>(),
    ) {
        let rows: Vec<_> = names.iter().map(|(name, word)| Row { name, type_word: word.as_deref(), nested: None }).collect();
        let place = if response { Place::Response } else { Place::Body };
        let lost = Table { service: "", place, rows, samples: samples.iter().collect(), levels: None };
        let shown = Table { levels: Some(levels), ..lost.clone() };
        let found = recover(&[lost, shown]);
        let found = found[0].as_ref().unwrap();
        prop_assert_eq!(found.levels.len(), names.len());
        let jumps = found.levels.iter().zip(found.levels.iter().skip(1)).any(|(one, next)| *next > one + 1);
        prop_assert!(!jumps && found.levels.first().is_none_or(|first| *first == 0));
    }

    #[test]
    fn evidence_that_is_not_asked_for_changes_nothing(
        lost in prop::collection::vec(("[a-e]|data|code", "string|a|b\\[\\]|\\\\-|list"), 1..12),
        others in prop::collection::vec(
            prop::collection::vec(("[a-k]|data|code", "string|a|b\\[\\]|c|d|\\\\-|list", 0_u32..4), 0..15),
            0..8,
        ),
        place in prop_oneof![Just(Place::Body), Just(Place::Response), Just(Place::Other)],
    ) {
        let row = |name, word| Row { name, type_word: Some(word), nested: None };
        let table = |rows, levels| Table { service: "service", place, rows, samples: Vec::new(), levels };
        let mut tables = vec![table(lost.iter().map(|(name, word)| row(name, word)).collect(), None)];
        for rows in &others {
            let levels = rows.iter().map(|(_, _, level)| *level).collect();
            tables.push(table(rows.iter().map(|(name, word, _)| row(name, word)).collect(), Some(levels)));
        }
        let mut all = Dictionary::default();
        for table in &tables[1..] {
            all.add(table, table.levels.as_deref().unwrap());
        }
        let found = recover(&tables).swap_remove(0);
        prop_assert_eq!(found, nest_all(&[&tables[0]], &all).pop());
    }
}
