//! A small service whose pages share types, values and errors as those of the vendor do, with events.

use crate::ir::builders::*;
use crate::ir::*;

/// The pages of the service, to be changed.
pub(super) struct Pages {
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) events: Vec<Event>,
}

impl Pages {
    /// The page of `demo.v1.NAME`.
    pub(super) fn page(&mut self, name: &str) -> &mut Endpoint {
        let id = id(&format!("demo.v1.{name}"));
        self.endpoints.iter_mut().find(|page| page.id == id).unwrap()
    }

    /// The event `demo.v1.thing.NAME`.
    pub(super) fn event(&mut self, name: &str) -> &mut Event {
        let id = id(&format!("demo.v1.thing.{name}"));
        self.events.iter_mut().find(|event| event.id == id).unwrap()
    }

    /// The fields at a path such as `body.detail`.
    pub(super) fn fields(&mut self, name: &str, path: &str, change: impl FnOnce(&mut Vec<Field>)) {
        let mut steps = path.split('.');
        let part = steps.next().unwrap();
        let page = self.page(name);
        let mut fields: &mut Vec<Field> = match part {
            "query" => &mut page.query,
            "header" => &mut page.headers,
            "path" => &mut page.path_parameters,
            "body" => body(page),
            _ => response(page),
        };
        for step in steps {
            let field = fields.iter_mut().find(|field| field.name == step).unwrap();
            fields = inside(&mut field.ty);
        }
        change(fields);
    }

    /// The field at a path such as `body.detail.name`.
    pub(super) fn field(&mut self, name: &str, path: &str, change: impl FnOnce(&mut Field)) {
        let (around, last) = path.rsplit_once('.').unwrap();
        self.fields(name, around, |fields| {
            change(fields.iter_mut().find(|field| field.name == last).unwrap());
        });
    }

    /// The values of a field.
    pub(super) fn values(&mut self, name: &str, path: &str, change: impl FnOnce(&mut Vec<EnumValue>)) {
        self.field(name, path, |field| match &mut field.ty {
            Type::Enum(set) => change(&mut set.values),
            other => panic!("{other:?} has no values"),
        });
    }
}

fn body(page: &mut Endpoint) -> &mut Vec<Field> {
    if page.body == Body::None {
        page.body = json_body(Vec::new());
    }
    match &mut page.body {
        Body::Json { fields, .. } | Body::Multipart { fields } | Body::Form { fields } => fields,
        Body::None => panic!("the body was just made"),
    }
}

fn response(page: &mut Endpoint) -> &mut Vec<Field> {
    match &mut page.response {
        Response::Envelope { fields, .. } => fields,
        other => panic!("{other:?}"),
    }
}

pub(super) fn inside(ty: &mut Type) -> &mut Vec<Field> {
    match ty {
        Type::List(item) | Type::Map(item) => inside(item),
        Type::Object(object) => &mut object.fields,
        other => panic!("{other:?} has no fields"),
    }
}

pub(super) fn text(name: &str) -> Field {
    field(name, Type::String)
}

pub(super) fn value(key: &str, label: &str) -> EnumValue {
    EnumValue::new(key, label)
}

pub(super) fn scope(name: &str) -> Scope {
    Scope {
        name: name.to_owned(),
        ..Scope::default()
    }
}

pub(super) fn error(code: i64, message: &str) -> ErrorEntry {
    ErrorEntry {
        code,
        status: Some(400),
        message: message.to_owned(),
        ..ErrorEntry::default()
    }
}

pub(super) fn quota(calls: u32) -> Option<RateLimit> {
    quotas(&[(calls, 60)])
}

/// Calls, in so many seconds.
pub(super) fn quotas(quotas: &[(u32, u32)]) -> Option<RateLimit> {
    let quotas = quotas.iter().map(|&(calls, seconds)| Quota { calls, seconds });
    Some(RateLimit::Quota {
        text: String::new(),
        quotas: quotas.collect(),
    })
}

/// Puts a path with these variables into a page.
pub(super) fn url(page: &mut Endpoint, template: &str, variables: &[&str]) {
    page.path = PathTemplate {
        template: template.to_owned(),
        variables: variables.iter().map(|name| (*name).to_owned()).collect(),
    };
    page.path_parameters = variables.iter().map(|name| required(name, Type::String)).collect();
}

/// `/open-apis/demo/v1/things/{thing_id}` with something behind it.
fn thing_url(page: &mut Endpoint, rest: &str) {
    url(
        page,
        &format!("/open-apis/demo/v1/things/{{thing_id}}{rest}"),
        &["thing_id"],
    );
}

fn kind() -> Type {
    set(EnumBase::String, &[("a", "First"), ("b", "Second")])
}

fn detail() -> Type {
    object("detail", vec![required("title", Type::String), text("color")])
}

/// An object of requests that two resources share.
fn style() -> Type {
    object("style", vec![text("font"), field("bold", Type::Bool)])
}

/// What responses show of a thing.
fn thing() -> Type {
    let state = set(EnumBase::Int, &[("1", "Active"), ("2", "Closed")]);
    let tags = field("tags", list(object("tag", vec![text("label"), text("value")])));
    object(
        "thing",
        vec![
            text("id"),
            text("name"),
            field("count", Type::Int),
            field("state", state),
            tags,
        ],
    )
}

fn page(name: &str, method: Method) -> Endpoint {
    let mut page = Endpoint {
        method,
        query: vec![text("lang")],
        scopes: vec![scope("demo:thing")],
        rate_limit: quota(100),
        errors: vec![error(1001, "name taken"), error(1002, "no such thing")],
        ..endpoint(&format!("demo.v1.{name}"))
    };
    page.source.address = Some(format!("https://open.feishu.cn/document/{name}"));
    page
}

pub(super) fn pages() -> Pages {
    let groups = [written(), read(), done(), others()];
    Pages {
        endpoints: groups.concat(),
        events: events(),
    }
}

/// One of each envelope, and a callback.
fn events() -> Vec<Event> {
    let mut created = event("demo.v1.thing.created", vec![field("thing", thing()), text("note")]);
    created.scopes = vec![scope("demo:thing")];
    created.app_types = vec![AppType::Custom];
    let mut moved = event("demo.v1.thing.moved", vec![text("from"), field("details", detail())]);
    moved.version = EventVersion::V1;
    moved.deprecated = true;
    let mut asked = event("demo.v1.thing.asked", vec![text("question")]);
    asked.reply = Some(vec![required("title", Type::String)]);
    vec![created, moved, asked]
}

fn written() -> Vec<Endpoint> {
    let mut create = page("thing.create", Method::Post);
    create.path.template = "/open-apis/demo/v1/things".to_owned();
    let named = |name: &str, ty| Field {
        constraints: Constraints {
            max_length: Some(64),
            ..Constraints::default()
        },
        ..required(name, ty)
    };
    create.body = json_body(vec![
        named("name", Type::String),
        required("kind", kind()),
        field("size", Type::Int),
        field("owners", list(Type::String)),
        text("remark"),
        field("detail", detail()),
    ]);
    create.response = envelope(vec![field("thing", thing())]);
    create.errors.push(error(1003, "too many"));

    let mut update = page("thing.update", Method::Put);
    thing_url(&mut update, "");
    update.body = json_body(vec![text("name"), field("kind", kind()), field("detail", detail())]);
    update.response = envelope(vec![field("thing", thing())]);
    vec![create, update]
}

fn read() -> Vec<Endpoint> {
    let mut get = page("thing.get", Method::Get);
    thing_url(&mut get, "");
    get.response = envelope(vec![field("thing", thing())]);

    let mut all = page("thing.list", Method::Get);
    all.path.template = "/open-apis/demo/v1/things".to_owned();
    all.query
        .extend([field("page_size", Type::Int), text("page_token"), field("kind", kind())]);
    all.response = envelope(vec![
        field("items", list(thing())),
        field("has_more", Type::Bool),
        text("page_token"),
    ]);

    let mut bare = page("thing.bare", Method::Get);
    bare.path.template = "/open-apis/demo/v1/bare".to_owned();
    bare.scopes.clear();
    bare.tokens.clear();
    // No name comes of this message.
    bare.errors.push(error(1004, "没有"));
    vec![get, all, bare]
}

fn done() -> Vec<Endpoint> {
    let mut delete = page("thing.delete", Method::Delete);
    thing_url(&mut delete, "");

    let mut assign = page("thing.assign", Method::Post);
    thing_url(&mut assign, "/assign");
    assign.body = json_body(vec![required("user", Type::String), text("note")]);
    assign.response = envelope(vec![text("task"), field("done", Type::Bool)]);

    let mut replace = page("thing.replace", Method::Post);
    thing_url(&mut replace, "/replace");
    replace.response = envelope(vec![text("task"), field("done", Type::Bool)]);

    let mut paint = page("thing.paint", Method::Post);
    thing_url(&mut paint, "/paint");
    paint.body = json_body(vec![field("style", style())]);
    vec![delete, assign, replace, paint]
}

fn others() -> Vec<Endpoint> {
    let mut other = page("other.get", Method::Get);
    other.path.template = "/open-apis/demo/v1/others".to_owned();
    other.deprecated = true;
    other.app_types.push(AppType::Isv);
    other.field_scopes = vec![scope("demo:other")];
    let needs = FieldScope {
        when: None,
        any_of: vec![scope("demo:id")],
    };
    other.query.push(Field {
        default: Some("1".to_owned()),
        unit: Some(Unit::Seconds),
        deprecated: true,
        constraints: Constraints {
            pattern: Some("[0-9]+".to_owned()),
            ..Constraints::default()
        },
        ..text("since")
    });
    let id = Field {
        scopes: vec![needs],
        ..text("id")
    };
    other.response = envelope(vec![id, field("extra", Type::Any)]);

    let mut save = page("other.save", Method::Post);
    save.path.template = "/open-apis/demo/v1/others".to_owned();
    save.body = json_body(vec![field("style", style())]);
    let mut load = page("other.load", Method::Post);
    load.path.template = "/open-apis/demo/v1/others/load".to_owned();
    load.body = json_body(vec![field("style", style())]);
    vec![other, save, load]
}
