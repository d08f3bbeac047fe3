//! What holds for the names of any endpoints.

use proptest::prelude::*;

use super::*;

fn any_type() -> impl Strategy<Value = Type> {
    let name = || {
        prop::sample::select(vec![
            "user", "option", "a b", "2fa", "姓名", "type", "userId", "user_id", "get",
        ])
    };
    let leaf = prop_oneof![
        Just(Type::String),
        Just(Type::Int),
        prop::sample::subsequence(vec!["a", "A", "-1", "1", ">=", "self", "zh-CN"], 1..4).prop_map(|keys| {
            set(
                EnumBase::String,
                &keys.into_iter().map(|key| (key, "")).collect::<Vec<_>>(),
            )
        }),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let fields = prop::collection::btree_map(name(), (inner, any::<bool>()), 1..4);
        let fields = fields.prop_map(Vec::from_iter).prop_shuffle();
        (name(), fields, any::<bool>()).prop_map(|(type_name, fields, is_list)| {
            let fields = fields
                .into_iter()
                .map(|(name, (ty, needed))| if needed { required(name, ty) } else { field(name, ty) })
                .collect();
            let object = object(type_name, fields);
            if is_list { list(object) } else { object }
        })
    })
}

fn any_endpoints() -> impl Strategy<Value = Vec<Endpoint>> {
    let method = prop::sample::select(vec![
        "get",
        "list",
        "create",
        "batchGet",
        "batch_get",
        "move",
        "option",
        "type",
    ]);
    let resource = prop::sample::select(vec!["user", "app.table", "app_table", "", "types", "2fa"]);
    let fields = || {
        prop::collection::btree_map(
            prop::sample::select(vec!["user", "items", "type", "id"]),
            any_type(),
            0..3,
        )
    };
    let one = (resource, method, fields(), fields()).prop_map(|(resource, method, request, response)| {
        let all = |fields: std::collections::BTreeMap<&str, Type>| {
            fields.into_iter().map(|(name, ty)| field(name, ty)).collect::<Vec<_>>()
        };
        let id = EndpointId {
            project: "demo".to_owned(),
            version: "v1".to_owned(),
            resource: resource.to_owned(),
            method: method.to_owned(),
        };
        Endpoint {
            id,
            body: json_body(all(request)),
            response: envelope(all(response)),
            ..endpoint("demo.v1.a.b")
        }
    });
    prop::collection::vec(one, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_page_more_renames_nothing(endpoints in any_endpoints(), more in any_endpoints()) {
        let (before, lock) = named(endpoints.clone(), &Lock::default());
        let mut all = more;
        // Of two pages with one id the one that was there stays.
        all.extend(endpoints);
        let (after, _) = named(all.clone(), &lock);
        let mut api = api(all);
        pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
        for (id, names) in &before.endpoints {
            let now = &after.endpoints[id];
            prop_assert_eq!((&names.module, &names.function, &names.request), (&now.module, &now.function, &now.request));
        }
        for (id, names) in &before.types {
            let (now, _) = api.definitions.iter().find(|(_, definition)| definition.places.contains(id)).unwrap();
            prop_assert_eq!(&names.name, &after.types[now].name);
        }
    }

    #[test]
    fn a_second_run_changes_nothing(endpoints in any_endpoints()) {
        let run = |published: &Lock| {
            let mut api = api(endpoints.clone());
            pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
            pass::client(&mut api, published);
            let (_, lock) = assign(&api, published);
            (api, lock)
        };
        let (first, lock) = run(&Lock::default());
        let (second, next) = run(&lock);
        prop_assert_eq!(lock.to_string(), next.to_string());
        prop_assert_eq!(first, second);
    }

    #[test]
    fn names_are_valid_and_unique(endpoints in any_endpoints()) {
        let (names, lock) = named(endpoints, &Lock::default());
        prop_assert_eq!(Lock::parse(&lock.to_string()), Ok(lock));
        let mut types = BTreeSet::new();
        for names in names.types.values() {
            let name = &names.name;
            prop_assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{}", name);
            prop_assert!(types.insert(name.clone()), "{} twice", name);
            let members: BTreeSet<_> = names.members.iter().collect();
            prop_assert_eq!(members.len(), names.members.len());
            for name in members {
                prop_assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{}", name);
            }
        }
        let mut functions = BTreeSet::new();
        for names in names.endpoints.values() {
            prop_assert!(syn::parse_str::<syn::Ident>(&names.function).is_ok(), "{}", names.function);
            prop_assert!(functions.insert((&names.module, &names.function)));
            for name in [&names.request, &names.response] {
                prop_assert!(!types.contains(name), "{} is a type too", name);
            }
        }
    }
}
