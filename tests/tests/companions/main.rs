//! Modules that people wrote beside the generated ones, tried on the samples of the pages and on any JSON.

// What fails here fails a test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod block;
mod cell;
mod content;
mod export;
mod form;
mod passed_on;
mod sheet;
mod upload;

use proptest::prelude::*;
use serde_json::{Map, Value};

/// Any JSON, in which names of fields are often those of `names`.
fn any_json(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let text = prop_oneof![prop::sample::select(names).prop_map(ToOwned::to_owned), any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i16>().prop_map(|number| Value::from(f64::from(number) + 0.5)),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}
