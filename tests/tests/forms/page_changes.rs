//! What becomes of a caller when a page changes: three sheets are changed, the crate is written again, and the compiler
//! checks the same program against it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::emit::rust::Manifest;
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::{Page, pipeline};

use crate::program::{Package, write};

/// Endpoints of `im.v1.message`.
const SHEETS: [&str; 3] = ["create", "reply", "urgent_app"];

/// Sets what is required, and an optional field where it says so; keeps, clones and changes a request.
const CALLER: &str = r#"#![allow(unused)]
use api::im::v1::message;
use api::Client;

struct Kept {
    request: message::Create,
    more: Vec<message::Reply>,
}

async fn required(client: &Client) -> api::Result<()> {
    message::create().receive_id_type("open_id").receive_id("ou_1").msg_type("text").content("{}").send(client).await?;
    message::reply("om_1").msg_type("text").content("{}").send(client).await?;
    message::urgent_app("om_1").user_id_type("open_id").user_id_list(["ou_1"]).send(client).await?;
    Ok(())
}

async fn all(client: &Client) -> api::Result<()> {
    message::create().receive_id_type("open_id").receive_id("ou_1").msg_type("text").content("{}").uuid("u").send(client).await?;
    message::reply("om_1").msg_type("text").content("{}").uuid("u").send(client).await?;
    Ok(())
}

async fn kept(client: &Client, mut kept: Kept) -> api::Result<()> {
    let changed = kept.request.clone().receive_id("ou_2").uuid("u");
    changed.send(client).await?;
    kept.more.push(message::reply("om_1").msg_type("text").content("{}").uuid("u"));
    Ok(())
}

fn main() {}
"#;

/// The row of a field, in a sheet.
fn row<'a>(sheet: &'a str, field: &str) -> Option<&'a str> {
    let start = format!("| `{field}` |");
    sheet.lines().find(|line| line.starts_with(&start))
}

fn with_row(sheet: &str, field: &str, change: impl Fn(&str) -> String) -> String {
    row(sheet, field).map_or_else(|| sheet.to_owned(), |row| sheet.replacen(row, &change(row), 1))
}

fn presence(sheet: &str, field: &str, from: &str, to: &str) -> String {
    with_row(sheet, field, |row| {
        row.replacen(&format!("| {from} |"), &format!("| {to} |"), 1)
    })
}

fn swapped(sheet: &str, first: &str, second: &str) -> String {
    match (row(sheet, first), row(sheet, second)) {
        (Some(one), Some(other)) => sheet
            .replacen(one, "\0", 1)
            .replacen(other, one, 1)
            .replacen('\0', other, 1),
        _ => sheet.to_owned(),
    }
}

type Change = fn(&str) -> String;

const CHANGES: [(&str, Change); 7] = [
    ("same", |sheet| sheet.to_owned()),
    ("relaxed", |sheet| {
        presence(&presence(sheet, "content", "是", "否"), "user_id_list", "是", "否")
    }),
    ("swapped_neighbours", |sheet| swapped(sheet, "msg_type", "content")),
    ("swapped_texts", |sheet| swapped(sheet, "receive_id", "content")),
    ("text_to_set", |sheet| {
        with_row(sheet, "receive_id", |row| {
            row.replace(
                "**示例值**",
                "**可选值有**：<br>- `ou_1`：甲<br>- `ou_2`：乙<br>**示例值**",
            )
        })
    }),
    ("required", |sheet| presence(sheet, "uuid", "否", "是")),
    ("added", |sheet| {
        with_row(sheet, "content", |row| {
            format!("{row}\n| `new_field` | `string` | 是 |  |")
        })
    }),
];

/// The crate that the changed sheets make, in a folder of its own.
fn client(folder: &Path, number: usize, change: Change) -> PathBuf {
    let sheets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-src/im/v1/message");
    let pages: Vec<Page> = xtask::pages::read(&[sheets]).unwrap();
    let is_wanted = |page: &Page| {
        let name = Path::new(&page.name).file_stem();
        SHEETS.iter().any(|sheet| name.is_some_and(|name| name == *sheet))
    };
    let pages = pages.into_iter().filter(is_wanted).map(|page| {
        let text = String::from_utf8(page.bytes).unwrap();
        Page {
            bytes: change(&text).into_bytes(),
            name: page.name,
        }
    });
    let pages: Vec<_> = pages.collect();
    assert_eq!(pages.len(), SHEETS.len());
    let api = pipeline::client_schema(&pages);
    let client = folder.join(format!("client_{number}"));
    let manifest = Manifest {
        // Cargo tells crates of one name by their versions.
        version: format!("0.1.{number}"),
        ..xtask::manifest::of(&client, Default::default())
    };
    for (path, text) in pipeline::client(&api, &Lock::default(), &manifest, |_, _| false).files {
        write(&client.join(path), &text);
    }
    client
}

#[test]
fn a_page_breaks_only_those_who_do_not_set_what_it_requires_now() {
    let clients = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page_changes_clients");
    let mut dependencies = String::new();
    let mut programs = BTreeMap::new();
    for (number, (name, change)) in CHANGES.into_iter().enumerate() {
        let client = client(&clients, number, change);
        dependencies.push_str(&format!(
            "api_{name} = {{ package = \"feishu-openapi\", path = {:?}, default-features = false, features = [\"im\"] }}\n",
            client.display().to_string()
        ));
        programs.insert(
            name.to_owned(),
            CALLER.replace("use api::im", &format!("use api_{name} as api;\nuse api::im")),
        );
    }
    let package = Package::new("page_changes", &dependencies);
    let messages = package.check(&programs);
    let mut broken: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for message in messages.iter().filter(|message| message.level == "error") {
        let source = &programs[&message.program];
        let before = source.lines().take(message.line);
        let function = before.filter_map(|line| line.split_once("fn ")).last();
        let function = function
            .and_then(|(_, rest)| rest.split('(').next())
            .unwrap_or_default();
        let texts = broken.entry(&message.program).or_default();
        texts.push(format!("{function}: {}", message.text));
    }
    for texts in broken.values_mut() {
        texts.sort();
        texts.dedup();
    }
    let missing = |function: &str, field: &str| format!("{function}: a required field is not set: `Missing{field}`");
    let expected = BTreeMap::from([
        ("required", vec![missing("required", "Uuid")]),
        (
            "added",
            vec![
                missing("all", "NewField"),
                "kept: mismatched types".to_owned(),
                missing("required", "NewField"),
            ],
        ),
    ]);
    assert_eq!(broken, expected);
}
