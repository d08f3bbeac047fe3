//! Endpoints written as the generator writes them.

pub mod contact {
    pub mod v3 {
        pub mod user {
            use feishu_openapi_runtime::{Client, Endpoint, Request, Result, spec, wire};

            #[derive(Clone)]
            pub struct Delete {
                pub user_id: String,
                pub user_id_type: Option<wire::Open<UserIdType>>,
                pub docs_acceptor_user_id: Option<String>,
                pub email_acceptor: Option<ResourceAcceptor>,
            }

            pub fn delete(user_id: impl Into<String>) -> Delete {
                Delete {
                    user_id: user_id.into(),
                    user_id_type: None,
                    docs_acceptor_user_id: None,
                    email_acceptor: None,
                }
            }

            impl Delete {
                pub fn user_id_type(mut self, value: impl Into<wire::Open<UserIdType>>) -> Self {
                    self.user_id_type = Some(value.into());
                    self
                }

                pub fn docs_acceptor_user_id(mut self, value: impl Into<String>) -> Self {
                    self.docs_acceptor_user_id = Some(value.into());
                    self
                }

                pub fn email_acceptor(mut self, value: ResourceAcceptor) -> Self {
                    self.email_acceptor = Some(value);
                    self
                }

                pub fn send<'a>(&'a self, client: &'a Client) -> impl Future<Output = Result<()>> + Send + 'a {
                    client.send(self)
                }
            }

            impl Endpoint for Delete {
                type Output = ();

                const SPEC: spec::Spec = spec::Spec {
                    id: "contact.v3.user.delete",
                    title: "删除用户",
                    method: spec::Method::Delete,
                    host: spec::Host::Open,
                    path: "/open-apis/contact/v3/users/:user_id",
                    tokens: &[spec::Token::Tenant],
                    app_types: &[spec::AppType::Custom],
                    scopes: "contact:contact 更新通讯录",
                    field_scopes: "contact:user.employee_id:readonly 获取用户 user ID",
                    rate_limit: Some(spec::RateLimit::Quotas(
                        spec::Quota {
                            calls: 1000,
                            seconds: 60,
                        },
                        Some(spec::Quota { calls: 50, seconds: 1 }),
                    )),
                    errors: "41050 400 no user authority error",
                    page: "https://open.feishu.cn/document/server-docs/contact-v3/user/delete",
                    updated: Some(1_732_204_800_000),
                    ..spec::Spec::EMPTY
                };

                fn encode(&self, request: &mut Request) {
                    request.path("user_id", &self.user_id);
                    request.query("user_id_type", &self.user_id_type);
                    let body = request.json();
                    body.field("docs_acceptor_user_id", &self.docs_acceptor_user_id);
                    body.field("email_acceptor", &self.email_acceptor);
                }
            }

            wire::request!(Delete);

            #[allow(clippy::enum_variant_names)] // as the values are named
            #[derive(Clone, Copy)]
            pub enum UserIdType {
                OpenId,
                UnionId,
                UserId,
            }

            wire::string_enum! { UserIdType { OpenId = "open_id", UnionId = "union_id", UserId = "user_id" } }

            #[derive(Clone, Debug, PartialEq)]
            pub struct ResourceAcceptor {
                pub processing_type: wire::Open<ProcessingType>,
                pub acceptor_user_id: Option<String>,
            }

            impl wire::Fields for ResourceAcceptor {
                fn write<S: wire::Sink>(&self, sink: &mut S) {
                    sink.field("processing_type", &self.processing_type);
                    sink.field("acceptor_user_id", &self.acceptor_user_id);
                }
            }

            #[derive(Clone, Copy)]
            pub enum ProcessingType {
                V1,
                V2,
                V3,
            }

            wire::string_enum! { ProcessingType { V1 = "1", V2 = "2", V3 = "3" } }
        }
    }
}

/// A made-up service that shows every shape.
pub mod demo {
    pub mod v1 {
        pub mod node {
            use feishu_openapi_runtime::{
                Client, Cursor, Download, Endpoint, EventStream, File, Items, Next, Paged, PagedList, Pages, Redirect,
                Request, Result, spec, wire,
            };

            /// The parts of a `Spec` that these endpoints share.
            const BASE: spec::Spec = spec::Spec {
                tokens: &[spec::Token::Tenant, spec::Token::User],
                scopes: "demo:node\ndemo:all",
                ..spec::Spec::EMPTY
            };

            #[derive(Clone, Debug, Default)]
            pub struct List {
                pub parent: String,
                pub kinds: Option<Vec<wire::Open<NodeKind>>>,
                pub page_size: Option<i64>,
                pub page_token: Option<String>,
                pub trace: Option<String>,
            }

            impl List {
                pub fn pages(&self, client: &Client) -> Pages<Self> {
                    client.pages(self.clone())
                }

                pub fn items(&self, client: &Client) -> Items<Self> {
                    client.items(self.clone())
                }

                pub fn send<'a>(&'a self, client: &'a Client) -> impl Future<Output = Result<Page>> + Send + 'a {
                    client.send(self)
                }
            }

            impl Endpoint for List {
                type Output = Page;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.list",
                    path: "/open-apis/demo/v1/nodes/:parent/children?depth=1",
                    ..BASE
                };

                fn encode(&self, request: &mut Request) {
                    request.path("parent", &self.parent);
                    request.query("kinds", &self.kinds);
                    request.query("page_size", &self.page_size);
                    request.query("page_token", &self.page_token);
                    request.header("X-Demo-Trace", &self.trace);
                }
            }

            impl Paged for List {
                fn cursor(&self) -> Cursor {
                    Cursor::of(&self.page_token)
                }

                fn set_cursor(&mut self, cursor: &Cursor) {
                    cursor.put(&mut self.page_token);
                }

                fn next(page: &Page) -> Next {
                    Next::new(&page.page_token, &page.has_more)
                }
            }

            impl PagedList for List {
                type Item = Node;

                fn items(page: &mut Page) -> &mut Vec<Node> {
                    &mut page.items
                }
            }

            /// The same list, by offset, without a word on whether there is more.
            #[derive(Clone, Debug, Default)]
            pub struct Slice {
                pub offset: Option<i64>,
            }

            impl Endpoint for Slice {
                type Output = Page;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.slice",
                    path: "/open-apis/demo/v1/slice",
                    pagination: Some(spec::Pagination {
                        style: spec::PaginationStyle::Offset,
                        request_cursor: "offset",
                        cursor_in_body: false,
                        request_size: None,
                        response_cursor: None,
                        has_more: None,
                        items: Some("items"),
                    }),
                    ..BASE
                };

                fn encode(&self, request: &mut Request) {
                    request.query("offset", &self.offset);
                }
            }

            impl Paged for Slice {
                fn cursor(&self) -> Cursor {
                    Cursor::of(&self.offset)
                }

                fn set_cursor(&mut self, cursor: &Cursor) {
                    cursor.put(&mut self.offset);
                }

                fn next(page: &Page) -> Next {
                    Next::new(&(), &()).after(page.items.len())
                }
            }

            impl PagedList for Slice {
                type Item = Node;

                fn items(page: &mut Page) -> &mut Vec<Node> {
                    &mut page.items
                }
            }

            #[derive(Clone, Debug, Default, PartialEq)]
            pub struct Page {
                pub items: Vec<Node>,
                pub page_token: Option<String>,
                pub has_more: Option<bool>,
                pub total: Option<i64>,
            }

            impl wire::FieldsMut for Page {
                fn read<S: wire::Source>(&mut self, from: &mut S) {
                    from.field("items", &mut self.items);
                    from.field("page_token", &mut self.page_token);
                    from.field("has_more", &mut self.has_more);
                    from.field("total", &mut self.total);
                }
            }

            #[derive(Default, PartialEq)]
            pub struct Node {
                pub id: Option<String>,
                pub revision: Option<i64>,
                pub score: Option<f64>,
                pub kind: Option<wire::Open<NodeKind>>,
                pub status: Option<wire::Open<Status>>,
                pub tags: Vec<String>,
                pub cells: Vec<Vec<i64>>,
                pub names: wire::Map<String>,
                pub extra: Option<wire::Json>,
                pub parent: Option<Box<Node>>,
                pub children: Vec<Node>,
            }

            impl wire::Object for Node {
                fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
                    with.field("id", &mut self.id, &other.id);
                    with.field("revision", &mut self.revision, &other.revision);
                    with.field("score", &mut self.score, &other.score);
                    with.field("kind", &mut self.kind, &other.kind);
                    with.field("status", &mut self.status, &other.status);
                    with.field("tags", &mut self.tags, &other.tags);
                    with.field("cells", &mut self.cells, &other.cells);
                    with.field("names", &mut self.names, &other.names);
                    with.field("extra", &mut self.extra, &other.extra);
                    with.field("parent", &mut self.parent, &other.parent);
                    with.field("children", &mut self.children, &other.children);
                }
            }

            wire::answer!(Node);

            #[derive(Clone, Copy)]
            pub enum NodeKind {
                Folder,
                File,
            }

            wire::string_enum! { NodeKind { Folder = "folder", File = "file" } }

            #[derive(Clone, Copy)]
            pub enum Status {
                Minus1,
                V0,
                V1,
            }

            wire::int_enum! { Status { Minus1 = -1, V0 = 0, V1 = 1 } }

            /// A call whose answer has the fields beside `code`.
            #[derive(Clone, Debug)]
            pub struct Flat;

            impl Endpoint for Flat {
                type Output = Node;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.flat",
                    path: "/open-apis/demo/v1/flat",
                    response: spec::Response::Flat,
                    ..BASE
                };

                fn encode(&self, _: &mut Request) {}
            }

            /// A call whose answer has no envelope.
            #[derive(Clone, Debug)]
            pub struct Bare;

            impl Endpoint for Bare {
                type Output = wire::Json;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.bare",
                    path: "/open-apis/demo/v1/bare",
                    response: spec::Response::Bare,
                    ..BASE
                };

                fn encode(&self, _: &mut Request) {}
            }

            /// A call that may be made ten times a second.
            #[derive(Clone, Debug)]
            pub struct Limited;

            impl Endpoint for Limited {
                type Output = ();

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.limited",
                    path: "/open-apis/demo/v1/limited",
                    rate_limit: Some(spec::RateLimit::Quotas(spec::Quota { calls: 10, seconds: 1 }, None)),
                    ..BASE
                };

                fn encode(&self, _: &mut Request) {}
            }

            /// A call that may be made a thousand times a second.
            #[derive(Clone, Debug)]
            pub struct Busy;

            impl Endpoint for Busy {
                type Output = ();

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.busy",
                    path: "/open-apis/demo/v1/busy",
                    rate_limit: Some(spec::RateLimit::Quotas(
                        spec::Quota {
                            calls: 1000,
                            seconds: 1,
                        },
                        None,
                    )),
                    ..BASE
                };

                fn encode(&self, _: &mut Request) {}
            }

            /// A write that its page makes safe to repeat.
            #[derive(Clone, Debug, Default)]
            pub struct Create {
                pub nodes: Vec<Node>,
                pub uuid: Option<String>,
            }

            impl Endpoint for Create {
                type Output = ();

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.create",
                    method: spec::Method::Post,
                    path: "/open-apis/demo/v1/nodes",
                    idempotency_key: Some("uuid"),
                    ..BASE
                };

                fn encode(&self, request: &mut Request) {
                    request.query("uuid", &self.uuid);
                    request.json_value(&self.nodes);
                }
            }

            #[derive(Clone)]
            pub struct Upload {
                pub file_name: String,
                pub size: i64,
                pub kind: wire::Open<NodeKind>,
                pub extra: Option<Node>,
                pub file: File,
                pub cover: Option<File>,
            }

            impl Endpoint for Upload {
                type Output = Node;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.upload",
                    method: spec::Method::Post,
                    path: "/open-apis/demo/v1/files",
                    ..BASE
                };

                fn encode(&self, request: &mut Request) {
                    let form = request.multipart();
                    form.field("file_name", &self.file_name);
                    form.field("size", &self.size);
                    form.field("kind", &self.kind);
                    form.field("extra", &self.extra);
                    form.file("file", &self.file);
                    form.file("cover", &self.cover);
                }
            }

            wire::request!(Upload);

            #[derive(Clone)]
            pub struct Form {
                pub grant: String,
                pub scopes: Vec<String>,
            }

            impl Endpoint for Form {
                type Output = ();

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.form",
                    method: spec::Method::Post,
                    path: "/open-apis/demo/v1/form",
                    tokens: &[],
                    ..BASE
                };

                fn encode(&self, request: &mut Request) {
                    let form = request.form();
                    form.field("grant", &self.grant);
                    form.field("scopes", &self.scopes);
                }
            }

            wire::request!(Form);

            #[derive(Clone, Debug)]
            pub struct Fetch {
                pub id: String,
            }

            impl Fetch {
                pub fn send<'a>(&'a self, client: &'a Client) -> impl Future<Output = Result<Download>> + Send + 'a {
                    client.download(self)
                }
            }

            impl Endpoint for Fetch {
                type Output = Download;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.download",
                    path: "/open-apis/demo/v1/files/:id",
                    response: spec::Response::Binary,
                    ..BASE
                };

                fn encode(&self, request: &mut Request) {
                    request.path("id", &self.id);
                }
            }

            #[derive(Clone, Debug)]
            pub struct Watch;

            impl Endpoint for Watch {
                type Output = EventStream<Node>;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.watch",
                    method: spec::Method::Post,
                    path: "/open-apis/demo/v1/watch",
                    response: spec::Response::EventStream,
                    ..BASE
                };

                fn encode(&self, _: &mut Request) {}
            }

            #[derive(Clone, Debug)]
            pub struct Login {
                pub state: String,
            }

            impl Endpoint for Login {
                type Output = Redirect;

                const SPEC: spec::Spec = spec::Spec {
                    id: "demo.v1.node.login",
                    path: "/open-apis/demo/v1/login",
                    response: spec::Response::Redirect,
                    tokens: &[],
                    ..BASE
                };

                fn encode(&self, request: &mut Request) {
                    request.query("state", &self.state);
                }
            }
        }
    }
}
