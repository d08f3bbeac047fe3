//! Small schemas, for tests of what reads schemas.

use super::*;

pub(crate) fn id(text: &str) -> EndpointId {
    let mut parts: Vec<&str> = text.split('.').collect();
    let method = parts.pop().unwrap().to_owned();
    let (project, version) = (parts.remove(0).to_owned(), parts.remove(0).to_owned());
    EndpointId {
        project,
        version,
        resource: parts.join("."),
        method,
    }
}

pub(crate) fn field(name: &str, ty: Type) -> Field {
    Field::new(name, ty, Presence::Optional)
}

pub(crate) fn required(name: &str, ty: Type) -> Field {
    Field {
        presence: Presence::Required,
        ..field(name, ty)
    }
}

pub(crate) fn object(type_name: &str, fields: Vec<Field>) -> Type {
    let type_name = (!type_name.is_empty()).then(|| type_name.to_owned());
    Type::Object(Object::new(type_name, fields))
}

pub(crate) fn list(item: Type) -> Type {
    Type::List(Box::new(item))
}

pub(crate) fn set(base: EnumBase, values: &[(&str, &str)]) -> Type {
    let values = values.iter().map(|(key, label)| EnumValue::new(*key, *label)).collect();
    Type::Enum(Enumeration { base, values })
}

pub(crate) fn endpoint(name: &str) -> Endpoint {
    let id = id(name);
    Endpoint {
        title: format!("Title of {name}"),
        path: PathTemplate {
            template: format!("/open-apis/{}", name.replace('.', "/")),
            variables: Vec::new(),
        },
        id,
        id_documented: true,
        text: String::new(),
        about: About::default(),
        source: Source {
            page: format!("{name}.md"),
            ..Source::default()
        },
        method: Method::Post,
        host: Host::Open,
        tokens: vec![Token::Tenant],
        app_types: vec![AppType::Custom],
        scopes: Vec::new(),
        field_scopes: Vec::new(),
        rate_limit: None,
        headers: Vec::new(),
        path_parameters: Vec::new(),
        query: Vec::new(),
        body: Body::None,
        response: Response::Envelope {
            fields: Vec::new(),
            root: None,
            message_key: "msg".to_owned(),
        },
        pagination: None,
        idempotency_key: None,
        errors: Vec::new(),
        samples: Vec::new(),
        deprecated: false,
        gone: None,
        fixups: Vec::new(),
    }
}

pub(crate) fn json_body(fields: Vec<Field>) -> Body {
    Body::Json { fields, root: None }
}

pub(crate) fn envelope(fields: Vec<Field>) -> Response {
    Response::Envelope {
        fields,
        root: None,
        message_key: "msg".to_owned(),
    }
}

pub(crate) fn api(endpoints: Vec<Endpoint>) -> Api {
    Api {
        endpoints: endpoints
            .into_iter()
            .map(|endpoint| (endpoint.id.clone(), endpoint))
            .collect(),
        ..Api::default()
    }
}

/// One endpoint with a response of these fields.
pub(crate) fn api_with_response(fields: Vec<Field>) -> Api {
    api(vec![Endpoint {
        response: envelope(fields),
        ..endpoint("demo.v1.thing.get")
    }])
}

/// An event of these fields, its type made of the id.
pub(crate) fn event(name: &str, fields: Vec<Field>) -> Event {
    let id = id(name);
    Event {
        event_type: format!("{}.{}.{}_{}", id.project, id.resource, id.method, id.version),
        version: EventVersion::V2,
        title: format!("Title of {name}"),
        text: String::new(),
        about: About::default(),
        source: Source {
            page: format!("{name}.md"),
            ..Source::default()
        },
        app_types: Vec::new(),
        scopes: Vec::new(),
        field_scopes: Vec::new(),
        identity: None,
        header: Vec::new(),
        fields,
        reply: None,
        errors: Vec::new(),
        samples: Vec::new(),
        deprecated: false,
        gone: None,
        fixups: Vec::new(),
        id,
    }
}
