//! Modules that people wrote beside the generated ones.

use std::fs;

use crate::{Workplace, assert_code, assert_says, put};

/// What people wrote, at this path of the output.
fn write(workplace: &Workplace, name: &str) {
    put(&workplace.path("out").join(name), "//! By hand.\n");
}

fn read(workplace: &Workplace, name: &str) -> String {
    fs::read_to_string(workplace.path("out").join(name)).unwrap()
}

#[test]
fn a_module_of_people_is_declared_as_long_as_it_is_there_and_stays_as_it_is() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let without = workplace.output();
    write(&workplace, "src/contact/v3/card.rs");
    write(&workplace, "src/contact/v3/card/image.rs");
    assert_code(&workplace.regen(&["--check"]), 1);
    assert_says(&workplace.regen(&[]), &["1 file written"]);
    let module = read(&workplace, "src/contact/v3/mod.rs");
    assert!(module.contains("pub mod card;\npub mod code;"), "{module}");
    assert!(!module.contains("image"), "{module}");
    assert_eq!(read(&workplace, "src/contact/v3/card.rs"), "//! By hand.\n");

    for arguments in [&["--check"][..], &["--only", "task"], &["--only", "contact", "--check"]] {
        assert_says(&workplace.regen(arguments), &[" 0 files"]);
    }
    // The memory of earlier runs changes nothing.
    fs::remove_dir_all(workplace.path("state")).unwrap();
    assert_code(&workplace.regen(&["--check"]), 0);

    fs::remove_dir_all(workplace.path("out/src/contact/v3/card")).unwrap();
    fs::remove_file(workplace.path("out/src/contact/v3/card.rs")).unwrap();
    assert_says(&workplace.regen(&[]), &["1 file written"]);
    assert_eq!(workplace.output(), without);
}

#[test]
fn a_module_of_people_with_the_name_of_a_generated_one_stops_the_run() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let user = workplace.generated("v3/user/mod.rs");
    assert!(user.is_file());
    write(&workplace, "src/contact/v3/user.rs");
    let before = workplace.output();
    for arguments in [&[][..], &["--check"], &["--force"]] {
        let output = workplace.regen(arguments);
        assert_code(&output, 4);
        assert_says(
            &output,
            &[
                "src/contact/v3/user.rs was written by people",
                "src/contact/v3/user/mod.rs",
                "another name",
            ],
        );
        assert_eq!(workplace.output(), before);
    }
}

#[test]
fn a_module_of_people_that_nothing_declares_stops_the_run() {
    for name in ["src/contact/v9/card.rs", "src/card.rs", "src/contact/v3/my-card.rs"] {
        let workplace = Workplace::with_two_services();
        assert_code(&workplace.regen(&[]), 0);
        write(&workplace, name);
        let output = workplace.regen(&[]);
        assert_code(&output, 4);
        assert_says(
            &output,
            &[&format!("no generated module declares {name}"), "beside the `mod.rs`"],
        );
        // Of other services nothing is asked.
        if name.starts_with("src/contact") {
            assert_code(&workplace.regen(&["--only", "task"]), 0);
        }
    }
}
