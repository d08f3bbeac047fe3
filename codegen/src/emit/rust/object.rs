//! Structs: their fields, how they are made, read and written.

use crate::ir::{Definition, DefinitionKind, Direction, Field, Object, Type, TypeId};
use crate::names::TypeNames;

use super::doc;
use super::enumeration;
use super::layout::{STEP, arm, braced, call, pad, sides};
use super::types::{Argument, Context, Site, Uses, is_file_list};

/// A field with all that is decided about it.
pub(super) struct Member<'a> {
    pub(super) field: &'a Field,
    pub(super) name: &'a str,
    pub(super) ty: String,
    pub(super) site: Site,
    pub(super) boxed: bool,
    pub(super) required: bool,
}

impl<'a> Member<'a> {
    pub(super) fn new(
        context: Context<'_>,
        field: &'a Field,
        name: &'a str,
        site: Site,
        boxed: bool,
        uses: &mut Uses,
    ) -> Self {
        let ty = context.field(field, site, boxed, uses);
        let required = site != Site::Answer && context.is_required(field, boxed);
        Self {
            field,
            name,
            ty,
            site,
            boxed,
            required,
        }
    }
}

/// The code of a shared type.
pub(super) fn definition(
    context: Context<'_>,
    id: &TypeId,
    definition: &Definition,
    names: &TypeNames,
    out: &mut String,
    uses: &mut Uses,
) {
    match &definition.kind {
        DefinitionKind::Enum(set) => enumeration::enumeration(set, names, out, uses),
        DefinitionKind::Object(shape) => {
            let members = members(context, id, shape, names, uses);
            match id.direction {
                Direction::Request => asked(context, names, &members, out, uses),
                Direction::Response => answered(&names.name, &members, out, uses),
            }
        }
    }
}

fn members<'a>(
    context: Context<'_>,
    id: &TypeId,
    object: &'a Object,
    names: &'a TypeNames,
    uses: &mut Uses,
) -> Vec<Member<'a>> {
    let site = Site::of(id.direction);
    let fields = object.fields.iter().zip(&names.members);
    fields
        .map(|(field, name)| {
            let boxed = context.is_boxed(id, field);
            Member::new(context, field, name, site, boxed, uses)
        })
        .collect()
}

/// A type of answers: all optional, read and written.
pub(super) fn answered(name: &str, members: &[Member<'_>], out: &mut String, uses: &mut Uses) {
    out.push_str("#[derive(Clone, Debug, Default)]\n#[non_exhaustive]\n");
    declare(name, members, out);
    uses.runtime("wire");
    out.push_str(&format!("\nimpl wire::Fields for {name} {{\n"));
    out.push_str(
        "    fn set<'de, A: wire::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {\n",
    );
    out.push_str("        match key {\n");
    for member in members {
        let slot = format!("&mut self.{}", member.name);
        arm(
            out,
            3 * STEP,
            &format!("{:?}", member.field.name),
            "wire::take",
            &["map".to_owned(), slot],
        );
    }
    out.push_str("            _ => Ok(false),\n        }\n    }\n}\n\n");
    each(name, members, out);
    out.push_str(&format!("\nwire::decode!({name});\nwire::encode!({name});\n"));
}

/// A type of requests: made from what is required, the rest chained, written.
fn asked(context: Context<'_>, names: &TypeNames, members: &[Member<'_>], out: &mut String, uses: &mut Uses) {
    let name = &names.name;
    let nothing_required = members.iter().all(|member| !member.required);
    out.push_str(if nothing_required {
        "#[derive(Clone, Debug, Default)]\n"
    } else {
        "#[derive(Clone, Debug)]\n"
    });
    out.push_str("#[non_exhaustive]\n");
    declare(name, members, out);
    out.push('\n');
    let constructor = Constructor {
        function: "new",
        of: name,
        result: "Self",
        required: &names.required,
        indent: STEP,
    };
    constructor.declare_required(members, out);
    out.push_str(&format!("impl {name} {{\n"));
    doc::write(out, STEP, &["With what is required, and nothing else.".to_owned()]);
    constructor.write(context, members, out, uses);
    setters(context, members, out, uses);
    out.push_str("}\n\n");
    uses.runtime("wire");
    each(name, members, out);
    out.push_str(&format!("\nwire::encode!({name});\n"));
}

/// `pub struct … { … }`
pub(super) fn declare(name: &str, members: &[Member<'_>], out: &mut String) {
    if members.is_empty() {
        out.push_str(&format!("pub struct {name} {{}}\n"));
        return;
    }
    out.push_str(&format!("pub struct {name} {{\n"));
    for member in members {
        doc::write(out, STEP, &doc::field(member.field));
        sides(
            out,
            STEP,
            &format!("pub {}:", member.name),
            &format!("{},\n", member.ty),
        );
    }
    out.push_str("}\n");
}

fn each(name: &str, members: &[Member<'_>], out: &mut String) {
    out.push_str(&format!("impl wire::Each for {name} {{\n"));
    if members.is_empty() {
        out.push_str("    fn each<S: wire::Sink>(&self, _: &mut S) {}\n}\n");
        return;
    }
    out.push_str("    fn each<S: wire::Sink>(&self, sink: &mut S) {\n");
    for member in members {
        let parts = [format!("{:?}", member.field.name), format!("&self.{}", member.name)];
        call(out, 2 * STEP, "sink.field", &parts, ";\n");
    }
    out.push_str("    }\n}\n");
}

/// A function that makes a value from what is required.
///
/// Up to four required values of which no two neighbours have the same type are its arguments; else it takes one struct
/// that names them.
pub(super) struct Constructor<'a> {
    pub(super) function: &'a str,
    pub(super) of: &'a str,
    pub(super) result: &'a str,
    pub(super) required: &'a str,
    pub(super) indent: usize,
}

/// Most required values that are arguments.
const MOST_ARGUMENTS: usize = 4;

/// Whether required values of these types are named rather than lined up.
pub(super) fn are_named<'a>(required: impl IntoIterator<Item = &'a Type>) -> bool {
    let required: Vec<&Type> = required.into_iter().collect();
    required.len() > MOST_ARGUMENTS
        || required
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one == other))
}

/// Whether a type of requests comes with a struct of its required fields.
pub(super) fn has_required_struct(context: Context<'_>, id: &TypeId) -> bool {
    let Some(Definition {
        kind: DefinitionKind::Object(object),
        ..
    }) = context.api.definitions.get(id)
    else {
        return false;
    };
    let required = object
        .fields
        .iter()
        .filter(|field| context.is_required(field, context.is_boxed(id, field)));
    id.direction == Direction::Request && are_named(required.map(|field| &field.ty))
}

fn required_types<'a>(members: &'a [Member<'_>]) -> impl Iterator<Item = &'a Type> {
    members
        .iter()
        .filter(|member| member.required)
        .map(|member| &member.field.ty)
}

impl Constructor<'_> {
    /// The struct of required values, where there is one.
    pub(super) fn declare_required(&self, members: &[Member<'_>], out: &mut String) {
        if !are_named(required_types(members)) {
            return;
        }
        out.push_str(&format!(
            "/// What a [`{}`] must have.\n#[derive(Clone, Debug)]\n",
            self.of
        ));
        out.push_str(&format!("pub struct {} {{\n", self.required));
        for member in members.iter().filter(|member| member.required) {
            doc::write(out, STEP, &doc::field(member.field));
            sides(
                out,
                STEP,
                &format!("pub {}:", member.name),
                &format!("{},\n", member.ty),
            );
        }
        out.push_str("}\n\n");
    }

    /// The function.
    pub(super) fn write(&self, context: Context<'_>, members: &[Member<'_>], out: &mut String, uses: &mut Uses) {
        let named = are_named(required_types(members));
        let mut parameters = Vec::new();
        if named {
            parameters.push(format!("required: {}", self.required));
        }
        let mut values = Vec::new();
        for member in members {
            let value = if member.required && named {
                format!("{}: required.{}", member.name, member.name)
            } else if member.required {
                let Argument { ty, value } = context.argument(&member.field.ty, member.site, member.name, uses);
                parameters.push(format!("{}: {ty}", member.name));
                if value == member.name {
                    value
                } else {
                    format!("{}: {value}", member.name)
                }
            } else if member.ty.starts_with("Vec<") {
                format!("{}: Vec::new()", member.name)
            } else {
                format!("{}: None", member.name)
            };
            values.push(value);
        }
        let is_default = parameters.is_empty() && self.result == "Self";
        if self.result == "Self" {
            pad(out, self.indent);
            out.push_str("#[must_use]\n");
        }
        call(
            out,
            self.indent,
            &format!("pub fn {}", self.function),
            &parameters,
            &format!(" -> {} {{\n", self.result),
        );
        if is_default {
            pad(out, self.indent + STEP);
            out.push_str("Self::default()\n");
        } else {
            braced(out, self.indent + STEP, self.result, &values, "\n");
        }
        pad(out, self.indent);
        out.push_str("}\n");
    }
}

/// A method for each field that may be left out.
pub(super) fn setters(context: Context<'_>, members: &[Member<'_>], out: &mut String, uses: &mut Uses) {
    for member in members.iter().filter(|member| !member.required) {
        let name = if member.ty.contains("Vec<") || member.ty.contains("wire::Map<") {
            "values"
        } else {
            "value"
        };
        let Argument { ty, value } = context.argument(&member.field.ty, member.site, name, uses);
        let value = match () {
            () if member.boxed => format!("Some(Box::new({value}))"),
            () if member.site == Site::Form && is_file_list(&member.field.ty) => value,
            () => format!("Some({value})"),
        };
        if !out.ends_with("{\n") {
            out.push('\n');
        }
        doc::write(out, STEP, &doc::field(member.field));
        let parameters = ["mut self".to_owned(), format!("{name}: {ty}")];
        call(
            out,
            STEP,
            &format!("pub fn {}", member.name),
            &parameters,
            " -> Self {\n",
        );
        sides(
            out,
            2 * STEP,
            &format!("self.{} =", member.name),
            &format!("{value};\n"),
        );
        out.push_str("        self\n    }\n");
    }
}
