//! Forms of approval instances: the values of their widgets, which stand as JSON in the text of `form`.
//!
//! ```
//! use feishu_openapi::approval::v4::form::{self, Form};
//!
//! let form = Form::new([
//!     form::text("widget1", "Laptop"),
//!     form::amount("widget2", 1234.5, "USD"),
//!     form::date_interval("widget3", "2019-10-01T08:12:01+08:00", "2019-10-02T08:12:01+08:00", 1.0),
//!     form::contact("widget4", ["ou_1"]),
//!     form::rows("widget5", [[form::text("widget6", "Charger")]]),
//! ]);
//! let request = feishu_openapi::approval::v4::instance::create().form(form.clone());
//! let text = form.to_json();
//!
//! let read = Form::read(&text).ok_or("no list of widgets")?;
//! assert_eq!(read.get("widget1").and_then(|widget| widget.text()), Some("Laptop"));
//! assert_eq!(read.get("widget2").and_then(|widget| widget.number()), Some(1234.5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! From the page
//! <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/instance/approval-instance-form-control-parameters>,
//! which also lists the widgets that cannot be filled in this way.

use std::fmt;

use crate::runtime::wire::{self, Json, Kept as _};

/// The widgets of a form with their values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// In the order of the form.
    pub widgets: Vec<Widget>,
}

wire::kept! {
    /// A widget with its value.
    Widget {
        /// As in the definition of the approval.
        id: String = "id",
        /// As in the definition of the approval: `input`, `radioV2`, `date`.
        kind: String = "type",
        /// The value, of a type that depends on `kind`.
        value: Option<Json> = "value",
        /// What the person who designed the form calls it. As read.
        custom_id: Option<String> = "custom_id",
        /// What people see. As read.
        name: Option<String> = "name",
        /// Of an amount: the currency, as `USD`.
        currency: Option<String> = "currency",
        /// Of a contact: open_ids of people.
        open_ids: Option<Vec<String>> = "open_ids",
    }
}

impl Form {
    /// A form of these widgets.
    #[must_use]
    pub fn new(widgets: impl IntoIterator<Item = Widget>) -> Self {
        let widgets = widgets.into_iter().collect();
        Self { widgets }
    }

    /// The `form` of an instance. `None` where it is no list of widgets.
    #[must_use]
    pub fn read(form: &str) -> Option<Self> {
        let json: Json = form.parse().ok()?;
        let widgets = Vec::read(&json)?;
        Some(Self { widgets })
    }

    /// The form as it stands on the wire: the text of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.widgets.write().to_string()
    }

    /// The widget with an id, or with a `custom_id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Widget> {
        let by_id = self.widgets.iter().find(|widget| widget.id == id);
        by_id.or_else(|| {
            self.widgets
                .iter()
                .find(|widget| widget.custom_id.as_deref() == Some(id))
        })
    }
}

/// The form's JSON.
impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl wire::Fits<String> for Form {
    fn write(self, writer: &mut wire::Writer) {
        writer.value(&self.to_json());
    }
}

impl From<Form> for String {
    fn from(form: Form) -> Self {
        form.to_json()
    }
}

impl Widget {
    /// A widget of a kind that has no function here.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: impl Into<String>, value: impl Into<Json>) -> Self {
        Self {
            id: id.into(),
            kind: kind.into(),
            value: Some(value.into()),
            ..Self::default()
        }
    }

    /// The text, date or option.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.value.as_ref()?.as_str()
    }

    /// The number or amount.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        self.value.as_ref()?.as_f64()
    }

    /// The options, people, files or instances: a list of texts.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<String>> {
        Vec::read(self.value.as_ref()?)
    }

    /// The widgets of a group.
    #[must_use]
    pub fn group(&self) -> Option<Vec<Self>> {
        Vec::read(self.value.as_ref()?)
    }

    /// The rows of a table, each of widgets.
    #[must_use]
    pub fn rows(&self) -> Option<Vec<Vec<Self>>> {
        Vec::read(self.value.as_ref()?)
    }

    /// Another kind, as `radio` for `radioV2`: the one in the definition of the approval.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = kind.into();
        self
    }
}

fn list(values: impl IntoIterator<Item = impl Into<String>>) -> Json {
    values.into_iter().map(|value| Json::String(value.into())).collect()
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    fields.into_iter().collect()
}

/// One line of text: `input`.
#[must_use]
pub fn text(id: impl Into<String>, text: impl Into<String>) -> Widget {
    Widget::new(id, "input", text.into())
}

/// Lines of text: `textarea`.
#[must_use]
pub fn textarea(id: impl Into<String>, text: impl Into<String>) -> Widget {
    Widget::new(id, "textarea", text.into())
}

/// A date by RFC 3339, as `2019-10-01T08:12:01+08:00`: `date`.
#[must_use]
pub fn date(id: impl Into<String>, date: impl Into<String>) -> Widget {
    Widget::new(id, "date", date.into())
}

/// Two dates by RFC 3339, and the days between them: `dateInterval`.
#[must_use]
pub fn date_interval(
    id: impl Into<String>,
    start: impl Into<String>,
    end: impl Into<String>,
    days: impl wire::Fits<f64>,
) -> Widget {
    let value = [
        ("start", start.into().into()),
        ("end", end.into().into()),
        ("interval", wire::float(days).write()),
    ];
    Widget::new(id, "dateInterval", object(value))
}

/// One option, by its value in the definition of the approval: `radioV2`.
#[must_use]
pub fn radio(id: impl Into<String>, option: impl Into<String>) -> Widget {
    Widget::new(id, "radioV2", option.into())
}

/// Options, by their values in the definition of the approval: `checkboxV2`.
#[must_use]
pub fn checkbox(id: impl Into<String>, options: impl IntoIterator<Item = impl Into<String>>) -> Widget {
    Widget::new(id, "checkboxV2", list(options))
}

/// A number: `number`.
#[must_use]
pub fn number(id: impl Into<String>, number: impl wire::Fits<f64>) -> Widget {
    Widget::new(id, "number", wire::float(number).write())
}

/// An amount of a currency, as `USD`: `amount`.
#[must_use]
pub fn amount(id: impl Into<String>, amount: impl wire::Fits<f64>, currency: impl Into<String>) -> Widget {
    let currency = Some(currency.into());
    Widget {
        currency,
        ..Widget::new(id, "amount", wire::float(amount).write())
    }
}

/// What the formula in the definition of the approval gives, which the server checks: `formula`.
#[must_use]
pub fn formula(id: impl Into<String>, result: impl wire::Fits<f64>) -> Widget {
    Widget::new(id, "formula", wire::float(result).write())
}

/// People, by open_id: `contact`. By user_id they are the `value` instead.
#[must_use]
pub fn contact(id: impl Into<String>, open_ids: impl IntoIterator<Item = impl Into<String>>) -> Widget {
    let open_ids = Some(open_ids.into_iter().map(Into::into).collect());
    Widget {
        id: id.into(),
        kind: "contact".to_owned(),
        open_ids,
        ..Widget::default()
    }
}

/// Other approval instances, by code: `connect`.
#[must_use]
pub fn connect(id: impl Into<String>, instances: impl IntoIterator<Item = impl Into<String>>) -> Widget {
    Widget::new(id, "connect", list(instances))
}

/// A document, by its `document_id`: `document`.
#[must_use]
pub fn document(id: impl Into<String>, document_id: impl Into<String>) -> Widget {
    Widget::new(
        id,
        "document",
        object([("token", document_id.into().into()), ("type", "docx".into())]),
    )
}

/// Files, by their codes from the upload of approvals: `attachmentV2`.
#[must_use]
pub fn attachment(id: impl Into<String>, codes: impl IntoIterator<Item = impl Into<String>>) -> Widget {
    Widget::new(id, "attachmentV2", list(codes))
}

/// Images, by their codes from the upload of approvals: `image`.
#[must_use]
pub fn image(id: impl Into<String>, codes: impl IntoIterator<Item = impl Into<String>>) -> Widget {
    Widget::new(id, "image", list(codes))
}

/// A table, whose rows are of widgets: `fieldList`.
#[must_use]
pub fn rows(id: impl Into<String>, rows: impl IntoIterator<Item = impl IntoIterator<Item = Widget>>) -> Widget {
    let rows: Vec<Vec<Widget>> = rows.into_iter().map(|row| row.into_iter().collect()).collect();
    Widget::new(id, "fieldList", rows.write())
}

/// Departments, by open_department_id: `department`.
#[must_use]
pub fn department(id: impl Into<String>, open_ids: impl IntoIterator<Item = impl Into<String>>) -> Widget {
    let department = |open_id: String| object([("open_id", open_id.into())]);
    let departments: Json = open_ids.into_iter().map(|open_id| department(open_id.into())).collect();
    Widget::new(id, "department", departments)
}

/// A phone number and its country code, as `+86`: `telephone`.
#[must_use]
pub fn telephone(id: impl Into<String>, country: impl Into<String>, number: impl Into<String>) -> Widget {
    let value = [
        ("countryCode", country.into().into()),
        ("nationalNumber", number.into().into()),
    ];
    Widget::new(id, "telephone", object(value))
}

/// An address: the id of its region, and the rest of it, which is ignored if the form has no place for it: `address`.
#[must_use]
pub fn address(id: impl Into<String>, region: impl Into<String>, detail: impl Into<String>) -> Widget {
    let value = object([("id", region.into().into()), ("detailAddress", detail.into().into())]);
    Widget::new(id, "address", Json::from_iter([value]))
}

/// A change of shifts, whose times are by RFC 3339: `shiftGroup`.
#[must_use]
pub fn shift(
    id: impl Into<String>,
    from: impl Into<String>,
    to: impl Into<String>,
    reason: impl Into<String>,
) -> Widget {
    let value = [
        ("shiftTime", from.into().into()),
        ("returnTime", to.into().into()),
        ("reason", reason.into().into()),
    ];
    Widget::new(id, "shiftGroup", object(value))
}

/// Leave. The widgets in it have the ids of the page, as `widgetLeaveGroupType`: `leaveGroupV2`.
#[must_use]
pub fn leave(widgets: impl IntoIterator<Item = Widget>) -> Widget {
    group("widgetLeaveGroupV2", "leaveGroupV2", widgets)
}

/// Work beyond the usual hours. The widgets in it have the ids of the page, as `widgetWorkGroupType`: `workGroup`.
#[must_use]
pub fn overtime(widgets: impl IntoIterator<Item = Widget>) -> Widget {
    group("widgetWorkGroup", "workGroup", widgets)
}

/// Work elsewhere. The widgets in it have the ids of the page, as `widgetOutGroupType`: `outGroup`.
#[must_use]
pub fn out(widgets: impl IntoIterator<Item = Widget>) -> Widget {
    group("widgetOutGroup", "outGroup", widgets)
}

fn group(id: &str, kind: &str, widgets: impl IntoIterator<Item = Widget>) -> Widget {
    let widgets: Vec<Widget> = widgets.into_iter().collect();
    Widget::new(id, kind, widgets.write())
}
