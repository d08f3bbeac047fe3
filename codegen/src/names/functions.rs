//! Names of the functions that make requests.

use std::collections::{HashMap, HashSet};

use super::words;
use crate::ir::{Endpoint, EndpointId};

use super::Module;
use super::fields::identifier;
use super::lock::{Lock, endpoint_key};

/// The function of each endpoint: its method, without the words of its module; where two of a module become equal, the
/// whole method, then with the HTTP method, then with the resource.
pub(super) fn functions<'a>(
    endpoints: &[&'a Endpoint],
    modules: &HashMap<&EndpointId, Module>,
    published: &Lock,
) -> HashMap<&'a EndpointId, String> {
    let mut taken: HashSet<(Option<&Module>, String)> = HashSet::new();
    let mut functions = HashMap::new();
    for endpoint in endpoints {
        let module = modules.get(&endpoint.id);
        if let Some(name) = published.get(&endpoint_key(&endpoint.id))
            && taken.insert((module, name.to_owned()))
        {
            functions.insert(&endpoint.id, name.to_owned());
        }
    }
    // Those that are called so on their pages go first.
    let (shortened, plain): (Vec<&Endpoint>, Vec<&Endpoint>) = endpoints
        .iter()
        .copied()
        .filter(|endpoint| !functions.contains_key(&endpoint.id))
        .partition(|endpoint| without_resource(&endpoint.id).is_some());
    for endpoint in plain.into_iter().chain(shortened) {
        let module = modules.get(&endpoint.id);
        let method = identifier(&endpoint.id.method);
        let http = endpoint.method.as_str().to_lowercase();
        let candidates = [
            without_resource(&endpoint.id),
            Some(method.clone()),
            Some(format!("{}_{http}", method.trim_end_matches('_'))),
            Some(identifier(&format!(
                "{} {} {http}",
                endpoint.id.resource, endpoint.id.method
            ))),
        ];
        let mut candidates: Vec<_> = candidates.into_iter().flatten().collect();
        while let Some(last) = candidates.last()
            && taken.contains(&(module, last.clone()))
        {
            candidates.push(format!("{last}_"));
        }
        let free = |name: &String| !taken.contains(&(module, name.clone()));
        if let Some(name) = candidates.into_iter().find(free) {
            taken.insert((module, name.clone()));
            functions.insert(&endpoint.id, name);
        }
    }
    functions
}

/// The method without what its module says already: `put` for `put_top_notice` of `chat.top_notice`. Words that the
/// resource ends in count where the method begins or ends with them; all of its words wherever they stand.
fn without_resource(id: &EndpointId) -> Option<String> {
    let resource = words::split(&id.resource);
    let method = words::split(&id.method);
    (0..resource.len()).find_map(|start| {
        let said = resource.get(start..)?;
        let mut positions = 0..=method.len().checked_sub(said.len())?;
        let last = *positions.end();
        let at = positions.find(|at| {
            let is_inside = *at > 0 && *at < last;
            method.get(*at..*at + said.len()) == Some(said) && (start == 0 || !is_inside)
        })?;
        let rest: Vec<_> = method
            .get(..at)?
            .iter()
            .chain(method.get(at + said.len()..)?)
            .cloned()
            .collect();
        (!rest.is_empty()).then(|| identifier(&rest.join("_")))
    })
}

#[cfg(test)]
mod tests {
    use super::without_resource;
    use crate::ir::builders::id;

    #[test]
    fn a_function_does_not_repeat_its_module() {
        for (name, function) in [
            ("im.v1.chat.top_notice.put_top_notice", Some("put")),
            ("im.v1.chat.managers.add_managers", Some("add")),
            ("leave.v1.leave.leave_types", Some("types")),
            ("contact.v3.department.unbind_department_chat", Some("unbind_chat")),
            ("hire.v1.referral_account.get_account_assets", None),
            ("contact.v3.user.delete", None),
            ("drive.v1.export.export", None),
        ] {
            let id = id(name);
            assert_eq!(without_resource(&id).as_deref(), function, "{name}");
        }
    }
}
