//! The names that were published, which stay: naming reads the list and returns the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use crate::ir::{Api, Direction, EndpointId, Owner, TypeId};

/// Published names by what they name. As text one line a name, sorted:
///
/// ```text
/// contact.v3!41050 = NO_USER_AUTHORITY_ERROR
/// contact.v3.user.delete = delete
/// contact.v3.user.delete>&user_id_type = types::UserIdType
/// contact.v3.user.delete>&user_id_type() = user_id_type
/// contact.v3.user.delete>email_acceptor = ResourceAcceptor
/// contact.v3.user.get<user = User
/// contact.v3.user.updated@event = UserUpdated
/// contact.v3:User.status = UserStatus
/// contact.v3:UserGender!1 = Male
/// contact.v3:UserGender!* = Male Female
/// contact.v3:User.* = city email name
/// contact.v3:User.? = custom_attrs[]
/// im.v1.chat.top_notice.put/* = chat_id notice_id
/// im.v1.message.create>+* = &receive_id_type receive_id msg_type content
/// types:UserIdType!open_id = OpenId
/// ```
///
/// An error code of a service version has a constant, and one more (`!` behind it) where the first said the number alone; an endpoint a function; an event (`@event`) a type; a place in a
/// request or reply (`>`), or in a response or event (`<`), a type, which is one of the whole crate where `types::` says
/// so, and in a request a method (`()`). Behind `*` stand the fields of a response, event or type that are texts, numbers or
/// booleans, behind `?` those of any shape, in lists and maps of it. In order stand behind `/*` the arguments of a function,
/// behind `+*` the required fields of a request or an object in one, where there are several, and behind `!*` the variants of a
/// set.
/// A type of a service version (`:`) has fields with types of their own (`.`), or variants for its values (`!`). So each
/// place on the wire has the type that was published for it: the endpoint tells that of its own field, and each type those
/// of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    names: BTreeMap<String, String>,
    /// Whether it lists forms: earlier ones did not, and then nothing is known of what they lack.
    has_forms: bool,
}

/// A line that is no published name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the published names is not `place = name`: `{text}`")]
pub struct LockError {
    /// The line's number, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
}

/// Stands before the names of types that are one for all service versions.
pub(super) const IN_CRATE: &str = "types::";

/// Behind the key of a request, response or type: its fields that are texts, numbers or booleans; of a set: its variants.
pub(super) const PLAIN: &str = "*";
/// The same of fields of any shape.
pub(super) const ANY: &str = "?";

/// How the keys end of lists whose order is kept also where forms are let go: variants of a set, required fields.
const ORDERS: [&str; 2] = ["!*", "+*"];

/// Whether a key is that of a list of fields.
fn is_list(key: &str) -> bool {
    key.ends_with(PLAIN) || key.ends_with(ANY)
}

fn is_identifier(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
}

const HEADER: &str = "# Published names. `cargo xtask regen` keeps them and adds new ones; commit this file.\n";

impl Lock {
    /// Reads the text form. Empty lines and lines that begin with `#` say nothing.
    ///
    /// # Errors
    /// The first line that is none of these and no name.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let mut lock = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.split_once(" = ") {
                Some((key, name)) if is_list(key) || is_identifier(name.strip_prefix(IN_CRATE).unwrap_or(name)) => {
                    lock.insert(key.to_owned(), name.to_owned());
                }
                _ => {
                    return Err(LockError {
                        line: index + 1,
                        text: line.to_owned(),
                    });
                }
            }
        }
        Ok(lock)
    }

    /// The name of something that is no type of the whole crate.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.text(key).filter(|name| !name.starts_with(IN_CRATE))
    }

    /// The name of the type at a place, with `types::` before it where it is one of the whole crate.
    #[must_use]
    pub fn type_at(&self, place: &TypeId) -> Option<&str> {
        let (first, rest) = place.path.split_at_checked(1).unwrap_or_default();
        let own = self.text(&place_key(&place.owner, place.direction, first))?;
        let mut fields = rest.iter();
        fields.try_fold(own, |name, field| self.text(&field_key(&place.owner, name, field)))
    }

    /// What stands behind a key, whatever it is.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.names.get(key).map(String::as_str)
    }

    pub(super) fn has_forms(&self) -> bool {
        self.has_forms
    }

    /// Says that all forms are listed, although there may be none to list: earlier ones did not list them.
    pub(super) fn list_forms(&mut self) {
        if !self.has_forms {
            self.insert(PLAIN.to_owned(), ".".to_owned());
        }
    }

    /// Whether there is a key that begins with this.
    pub(super) fn has_below(&self, start: &str) -> bool {
        let next = self.names.range(start.to_owned()..).next();
        next.is_some_and(|(key, _)| key.starts_with(start))
    }

    /// Without what it says of places that have no type of their own: they may get one.
    #[must_use]
    pub fn without_forms(mut self) -> Self {
        self.names
            .retain(|key, _| !is_list(key) || ORDERS.iter().any(|end| key.ends_with(end)));
        self.has_forms = false;
        self
    }

    pub(super) fn insert(&mut self, key: String, name: String) {
        self.has_forms |= is_list(&key);
        self.names.insert(key, name);
    }

    /// The published names of the functions that make requests.
    pub(super) fn functions(&self) -> impl Iterator<Item = (EndpointId, &str)> {
        let endpoints = self
            .names
            .iter()
            .filter(|(key, _)| !is_list(key) && !key.contains(['@', '>', '<', '!', ':']));
        endpoints.filter_map(|(key, name)| Some((EndpointId::parse(key)?, name.as_str())))
    }

    /// The published names of error codes of a service version.
    pub(super) fn errors<'a>(&'a self, version: &str) -> impl Iterator<Item = (i64, &'a str)> {
        let prefix = format!("{version}!");
        let rows = self.names.range(prefix.clone()..);
        let rows = rows.map_while(move |(key, name)| Some((key.strip_prefix(&prefix)?, name)));
        rows.filter_map(|(code, name)| Some((code.parse().ok()?, name.as_str())))
    }

    /// With the names in `published` of services and versions that `api` lacks: those of a run over some pages.
    #[must_use]
    pub fn with_others(mut self, published: &Self, api: &Api) -> Self {
        let covered = covered(api);
        for (key, name) in &published.names {
            if !covered.contains(&version_of(key)) {
                self.insert(key.clone(), name.clone());
            }
        }
        self
    }

    /// The published names that are not among these, each as its line. `is_whole` says that `api` is all there is; else only
    /// its services and versions count. Lists of fields do not count: what is in them has a line of its own, or none that
    /// a program writes.
    #[must_use]
    pub fn lacks(&self, published: &Self, api: &Api, is_whole: bool) -> Vec<String> {
        let covered = covered(api);
        let lost = published.names.iter().filter(|(key, _)| {
            let is_lost = !is_list(key) && !self.names.contains_key(*key);
            is_lost && (is_whole || covered.contains(&version_of(key)))
        });
        lost.map(|(key, name)| format!("{key} = {name}")).collect()
    }
}

/// The services and versions of a schema, as keys begin with them.
fn covered(api: &Api) -> BTreeSet<String> {
    let ids = api.endpoints.keys().chain(api.events.keys());
    ids.map(|id| version_key(&id.project, &id.version)).collect()
}

impl fmt::Display for Lock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HEADER)?;
        self.names
            .iter()
            .try_for_each(|(key, name)| writeln!(formatter, "{key} = {name}"))
    }
}

/// The service and version that a key belongs to: `contact.v3`; `types` for what belongs to none.
fn version_of(key: &str) -> String {
    let place = key.split(['!', ':']).next().unwrap_or_default();
    place.splitn(3, '.').take(2).collect::<Vec<_>>().join(".")
}

/// What names the constant of an error code in the list, and the constant of its number alone where a better one came later.
pub(super) fn code_keys(version: &str, code: i64) -> [String; 2] {
    [format!("{version}!{code}"), format!("{version}!{code}!")]
}

/// What names an endpoint in the list.
pub(super) fn endpoint_key(id: &EndpointId) -> String {
    let mut key = String::new();
    for part in [&id.project, &id.version, &id.resource, &id.method] {
        if !part.is_empty() {
            if !key.is_empty() {
                key.push('.');
            }
            escape(part, ".", &mut key);
        }
    }
    key
}

/// What names an event in the list.
pub(super) fn event_key(id: &EndpointId) -> String {
    format!("{}@event", endpoint_key(id))
}

fn owner_key(owner: &Owner) -> String {
    match owner {
        Owner::Endpoint(id) => endpoint_key(id),
        Owner::Event(id) => event_key(id),
    }
}

/// What names a type in the list: the place where it stands.
pub(super) fn type_key(id: &TypeId) -> String {
    place_key(&id.owner, id.direction, &id.path)
}

fn place_key(owner: &Owner, direction: Direction, path: &[String]) -> String {
    let mut key = owner_key(owner);
    let mut separator = match direction {
        Direction::Request => '>',
        Direction::Response => '<',
    };
    if path.is_empty() {
        key.push(separator);
    }
    for step in path {
        key.push(separator);
        escape(step, "", &mut key);
        separator = '.';
    }
    key
}

/// What names a method of a request in the list.
pub(super) fn method_key(place: &TypeId) -> String {
    format!("{}()", type_key(place))
}

/// What names the type of a field of a type in the list.
pub(super) fn field_key(owner: &Owner, type_name: &str, field: &str) -> String {
    let mut key = version_key(owner.project(), owner.version());
    key.extend([":", type_name, "."]);
    escape(field, "", &mut key);
    key
}

/// What the keys of the values of a type begin with. The name of the type says whether it is one of the whole crate.
pub(super) fn set_key(owner: &Owner, type_name: &str) -> String {
    match type_name.strip_prefix(IN_CRATE) {
        Some(name) => format!("types:{name}!"),
        None => format!("{}:{type_name}!", version_key(owner.project(), owner.version())),
    }
}

/// What names a value of a type in the list.
pub(super) fn value_key(owner: &Owner, type_name: &str, value: &str) -> String {
    let mut key = set_key(owner, type_name);
    escape(value, "", &mut key);
    key
}

/// The first two parts of an endpoint's key.
pub(super) fn version_key(project: &str, version: &str) -> String {
    let mut key = String::new();
    escape(project, "", &mut key);
    key.push('.');
    escape(version, "", &mut key);
    key
}

/// A name as it stands in keys and lists.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, "", &mut out);
    out
}

/// Writes `text` with everything that would end a key or a part of one as `%` and its code.
fn escape(text: &str, allowed: &str, key: &mut String) {
    // Most names have nothing to escape.
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        key.push_str(text);
        return;
    }
    for letter in text.chars() {
        if letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | '&' | '#') || allowed.contains(letter) {
            key.push(letter);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(key, "%{:x};", u32::from(letter));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::builders::id;

    #[test]
    fn text_and_back_is_the_same() {
        let mut lock = Lock::default();
        lock.insert("a.v1.b.c".to_owned(), "c".to_owned());
        lock.insert("a.v1!-5".to_owned(), "CODE_MINUS_5".to_owned());
        assert_eq!(Lock::parse(&lock.to_string()), Ok(lock));
    }

    #[test]
    fn a_line_that_is_no_name_is_an_error_with_its_number() {
        let found = Lock::parse("# fine\n\na.v1.b.c = c\na.v1.b.d = not a name\n").unwrap_err();
        assert_eq!(found.line, 4);
    }

    #[test]
    fn places_that_differ_have_keys_that_differ() {
        let place = |direction, path: &[&str]| TypeId {
            owner: Owner::Endpoint(id("a.v1.b.c")),
            direction,
            path: path.iter().map(|step| (*step).to_owned()).collect(),
        };
        assert_eq!(type_key(&place(Direction::Request, &["x", "y"])), "a.v1.b.c>x.y");
        assert_eq!(type_key(&place(Direction::Response, &["x.y"])), "a.v1.b.c<x%2e;y");
        assert_eq!(type_key(&place(Direction::Request, &["&kind"])), "a.v1.b.c>&kind");
        assert_eq!(type_key(&place(Direction::Response, &[])), "a.v1.b.c<");
        assert_eq!(method_key(&place(Direction::Request, &["&kind"])), "a.v1.b.c>&kind()");
    }

    #[test]
    fn the_type_at_a_place_is_found_from_the_endpoint_down() {
        let lock = Lock::parse("a.v1.b.c<user = User\na.v1:User.kind = types::Kind\n").unwrap();
        let at = |path: &[&str]| TypeId {
            owner: Owner::Endpoint(id("a.v1.b.c")),
            direction: Direction::Response,
            path: path.iter().map(|step| (*step).to_owned()).collect(),
        };
        assert_eq!(lock.type_at(&at(&["user"])), Some("User"));
        assert_eq!(lock.type_at(&at(&["user", "kind"])), Some("types::Kind"));
        assert_eq!(lock.type_at(&at(&["kind"])), None);
        assert_eq!(lock.type_at(&at(&[])), None);
    }

    #[test]
    fn errors_of_one_version_are_found() {
        let lock =
            Lock::parse("a.v1!12 = TWELVE\na.v1!12! = CODE_12\na.v1!2 = TWO\na.v1.b.c!1 = One\na.v12!3 = THREE\n")
                .unwrap();
        assert_eq!(lock.errors("a.v1").collect::<Vec<_>>(), [(12, "TWELVE"), (2, "TWO")]);
    }
}
