use std::sync::Mutex;

use super::*;

/// What stands for each version, and its code, by its folder.
fn versions(endpoints: Vec<Endpoint>, words: &[(&str, &str)]) -> BTreeMap<String, (Vec<u8>, Vec<String>)> {
    let reading = Reading {
        api: Api {
            services: words
                .iter()
                .map(|(place, text)| ((*place).to_owned(), (*text).to_owned()))
                .collect(),
            ..api(endpoints)
        },
        ..Reading::default()
    };
    let mut api = pipeline::refine(reading).api;
    pipeline::prepare_client(&mut api, &Lock::default());
    let seen = Mutex::new(Vec::new());
    let note = |folder: &str, input: &[u8]| {
        seen.lock().unwrap().push((folder.to_owned(), input.to_vec()));
        false
    };
    let files = pipeline::client(&api, &Lock::default(), &manifest(), note).files;
    let seen = seen.into_inner().unwrap().into_iter();
    seen.map(|(folder, input)| {
        let code = files.iter().filter(|(path, _)| path.starts_with(&format!("{folder}/")));
        let code = code.map(|(path, code)| format!("{path}: {code}")).collect();
        (folder, (input, code))
    })
    .collect()
}

fn endpoints() -> Vec<Endpoint> {
    let described = |id: &str, text: &str| Endpoint {
        about: About {
            notes: vec![text.to_owned()],
            ..About::default()
        },
        ..endpoint(id)
    };
    vec![
        described("demo.v1.user.get", "Ask [`team::list`]."),
        described("demo.v2.user.get", "Ask [`demo::v1::team::list`]."),
    ]
}

#[test]
fn what_stands_for_a_version_differs_whenever_its_code_does() {
    let before = versions(endpoints(), &[("demo.v1", "Users."), ("demo.v2", "Others.")]);
    let more = [endpoints(), vec![endpoint("demo.v1.team.list")]].concat();
    for (after, changed) in [
        (
            versions(endpoints(), &[("demo.v1", "People."), ("demo.v2", "Others.")]),
            "src/demo/v1",
        ),
        (
            versions(endpoints(), &[("demo.v1", "Users."), ("demo.v2", "")]),
            "src/demo/v2",
        ),
        (
            versions(more, &[("demo.v1", "Users."), ("demo.v2", "Others.")]),
            "src/demo/v1",
        ),
    ] {
        assert_ne!(before[changed].1, after[changed].1, "{changed}: the change is none");
        for (folder, (input, code)) in &before {
            let (input_after, code_after) = &after[folder];
            assert!(code == code_after || input != input_after, "{folder}");
        }
    }
    let same = versions(endpoints(), &[("demo.v1", "People."), ("demo.v2", "Others.")]);
    assert_eq!(before["src/demo/v2"].0, same["src/demo/v2"].0, "nothing of it changed");
}
