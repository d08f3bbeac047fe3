//! Blocks of documents in one line each, to be created, and the text of blocks that are read.
//!
//! ```
//! use feishu_openapi::docx::v1::block;
//! use feishu_openapi::docx::v1::document_block_children;
//! use feishu_openapi::docx::v1::types::Language;
//!
//! # const DOCUMENT: &str = "doxcn1";
//! let blocks = [
//!     block::heading(1, "Minutes"),
//!     block::paragraph([block::run("Who: "), block::mention("ou_1"), block::run(", all day").bold()]),
//!     block::bullet(block::run("The agenda").link("https://example.com")),
//!     block::todo(false, "Send the minutes"),
//!     block::code(Language::Rust, "fn main() {}"),
//!     block::table(2, 3),
//!     block::divider(),
//! ];
//! // The document's own id is that of the block around all others.
//! let request = document_block_children::create(DOCUMENT, DOCUMENT).children(blocks);
//! ```
//!
//! Blocks that were read or converted are handed in as they are, `….descendants(converted.blocks)`: what cannot be written is
//! left out. To `….children` they are handed [without their place](Block::without_place). What no page tells of is not read,
//! unless the response is read as JSON: see [`Verbatim`].
//!
//! From the pages <https://open.feishu.cn/document/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/data-structure/block>
//! and <https://open.feishu.cn/document/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/faq>.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::runtime::wire::{self, Fields, Json, Map, Sink, Verbatim};

use super::types::{
    Block, BlockInput, BlockType, EquationInput, ImageInput, Language, LinkInput, MentionDocInput, MentionUserInput,
    ObjType, TableInput, TablePropertyInput, TextElementInput, TextElementStyleInput, TextInput, TextRunInput,
    TextStyleInput,
};

/// A piece of a line: text, a mention or an equation, with a style.
#[derive(Clone, Debug)]
pub struct Run {
    what: What,
    style: TextElementStyleInput,
}

#[derive(Clone, Debug)]
enum What {
    Text(String),
    User(String),
    Document { token: String, kind: ObjType, url: String },
    Equation(String),
}

impl What {
    fn plain(self) -> Run {
        Run {
            what: self,
            style: TextElementStyleInput::new(),
        }
    }
}

/// Text.
pub fn run(text: impl Into<String>) -> Run {
    What::Text(text.into()).plain()
}

/// A mention of a person, by an id of the type that the request names: open_id, unless it says otherwise.
pub fn mention(user_id: impl Into<String>) -> Run {
    What::User(user_id.into()).plain()
}

/// A mention of a document, by its token, its type and its address.
pub fn mention_document(token: impl Into<String>, kind: ObjType, url: impl Into<String>) -> Run {
    What::Document {
        token: token.into(),
        kind,
        url: encoded(&url.into()),
    }
    .plain()
}

/// An equation in TeX.
pub fn equation(tex: impl Into<String>) -> Run {
    What::Equation(tex.into()).plain()
}

impl Run {
    /// Bold.
    #[must_use]
    pub fn bold(self) -> Self {
        self.styled(|style| style.bold(true))
    }

    /// Italic.
    #[must_use]
    pub fn italic(self) -> Self {
        self.styled(|style| style.italic(true))
    }

    /// Underlined.
    #[must_use]
    pub fn underline(self) -> Self {
        self.styled(|style| style.underline(true))
    }

    /// Struck through.
    #[must_use]
    pub fn strike(self) -> Self {
        self.styled(|style| style.strikethrough(true))
    }

    /// Code within text.
    #[must_use]
    pub fn code(self) -> Self {
        self.styled(|style| style.inline_code(true))
    }

    /// A link to an address, which is written as it is: this encodes it as the API wants it.
    #[must_use]
    pub fn link(self, url: impl AsRef<str>) -> Self {
        let link = LinkInput::new().url(encoded(url.as_ref()));
        self.styled(|style| style.link(link))
    }

    /// Any style, as a color.
    #[must_use]
    pub fn styled(self, change: impl FnOnce(TextElementStyleInput) -> TextElementStyleInput) -> Self {
        Self {
            style: change(self.style),
            ..self
        }
    }

    fn into_element(self) -> TextElementInput {
        let (element, style) = (TextElementInput::new(), self.style);
        match self.what {
            What::Text(text) => element.text_run(TextRunInput::new().content(text).text_element_style(style)),
            What::User(id) => element.mention_user(MentionUserInput::new().user_id(id).text_element_style(style)),
            What::Document { token, kind, url } => {
                let document = MentionDocInput::new().token(token).obj_type(kind).url(url);
                element.mention_doc(document.text_element_style(style))
            }
            What::Equation(tex) => element.equation(EquationInput::new().content(tex).text_element_style(style)),
        }
    }
}

/// Every byte that is not a letter, a digit or one of `-._~`, as `%` and two digits.
fn encoded(url: &str) -> String {
    let mut encoded = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The text of a block: a text, a [`Run`], or several.
#[derive(Clone, Debug, Default)]
pub struct Line(Vec<Run>);

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        run(text).into()
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        run(text).into()
    }
}

impl From<&String> for Line {
    fn from(text: &String) -> Self {
        run(text).into()
    }
}

impl From<Cow<'_, str>> for Line {
    fn from(text: Cow<'_, str>) -> Self {
        run(text).into()
    }
}

impl From<Run> for Line {
    fn from(run: Run) -> Self {
        Self(vec![run])
    }
}

impl From<Vec<Run>> for Line {
    fn from(runs: Vec<Run>) -> Self {
        Self(runs)
    }
}

impl<const N: usize> From<[Run; N]> for Line {
    fn from(runs: [Run; N]) -> Self {
        Self(runs.into())
    }
}

fn lined(line: impl Into<Line>) -> TextInput {
    TextInput::new().elements(line.into().0.into_iter().map(Run::into_element))
}

fn block(kind: BlockType) -> BlockInput {
    BlockInput::new().block_type(kind)
}

/// A paragraph.
pub fn paragraph(line: impl Into<Line>) -> BlockInput {
    block(BlockType::Text).text(lined(line))
}

/// A heading of a level from 1, the largest, to 9. What is beyond is 9.
pub fn heading(level: u8, line: impl Into<Line>) -> BlockInput {
    let text = lined(line);
    match level {
        0 | 1 => block(BlockType::Heading1).heading1(text),
        2 => block(BlockType::Heading2).heading2(text),
        3 => block(BlockType::Heading3).heading3(text),
        4 => block(BlockType::Heading4).heading4(text),
        5 => block(BlockType::Heading5).heading5(text),
        6 => block(BlockType::Heading6).heading6(text),
        7 => block(BlockType::Heading7).heading7(text),
        8 => block(BlockType::Heading8).heading8(text),
        _ => block(BlockType::Heading9).heading9(text),
    }
}

/// An item of a list with bullets.
pub fn bullet(line: impl Into<Line>) -> BlockInput {
    block(BlockType::Bullet).bullet(lined(line))
}

/// An item of a list with numbers.
pub fn ordered(line: impl Into<Line>) -> BlockInput {
    block(BlockType::Ordered).ordered(lined(line))
}

/// Code.
pub fn code(language: Language, code: impl Into<String>) -> BlockInput {
    let style = TextStyleInput::new().language(language);
    block(BlockType::Code).code(lined(code.into()).style(style))
}

/// A quote.
pub fn quote(line: impl Into<Line>) -> BlockInput {
    block(BlockType::Quote).quote(lined(line))
}

/// Something to do, and whether it is done.
pub fn todo(is_done: bool, line: impl Into<Line>) -> BlockInput {
    let style = TextStyleInput::new().done(is_done);
    block(BlockType::Todo).todo(lined(line).style(style))
}

/// A horizontal line.
pub fn divider() -> BlockInput {
    block(BlockType::Divider).divider(Map::<Json>::new())
}

/// A place for an image. When it is created, upload the image by `drive.v1.media.upload_all` with the block's id as
/// `parent_node`, and put its token into the block by `replace_image` of `docx.v1.document.block.patch`.
pub fn image() -> BlockInput {
    block(BlockType::Image).image(ImageInput::new())
}

/// An empty table. When it is created, its `children` are the cells, row by row, each of which takes blocks.
pub fn table(rows: u32, columns: u32) -> BlockInput {
    let property = TablePropertyInput::new().row_size(rows).column_size(columns);
    block(BlockType::Table).table(TableInput::new().property(property))
}

impl Block {
    /// The text of a page's title, a paragraph, a heading, an item, a quote or code, without styles. Mentions of
    /// documents are their titles, those of people are left out. Empty for all other blocks.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let texts = [
            &self.page,
            &self.text,
            &self.heading1,
            &self.heading2,
            &self.heading3,
            &self.heading4,
            &self.heading5,
            &self.heading6,
            &self.heading7,
            &self.heading8,
            &self.heading9,
            &self.bullet,
            &self.ordered,
            &self.code,
            &self.quote,
            &self.equation,
            &self.todo,
        ];
        let elements = texts.into_iter().flatten().flat_map(|text| &text.elements);
        let text = elements.filter_map(|element| {
            let run = element.text_run.as_ref().and_then(|run| run.content.as_deref());
            let document = || element.mention_doc.as_ref()?.title.as_deref();
            let equation = || element.equation.as_ref()?.content.as_deref();
            run.or_else(document).or_else(equation)
        });
        text.collect()
    }

    /// This block alone, to be created elsewhere by `….children`: without its id, and those of the blocks around it and
    /// in it.
    #[must_use]
    pub fn without_place(&self) -> Verbatim {
        created(self, &OF_A_PLACE)
    }
}

/// Blocks that were read, where blocks are created.
macro_rules! created_from {
    ($($block:ty)*) => { $(
        impl Fields<BlockInput> for $block {
            fn write<S: Sink>(&self, sink: &mut S) {
                Fields::<BlockInput>::write(&created(self, &READ_ONLY), sink);
            }
        }
    )* };
}

created_from! { Block &Block }

fn created(block: &Block, without: &[&str]) -> Verbatim {
    let mut json: Json = wire::to_string(block).unwrap_or_default().parse().unwrap_or_default();
    leave_out(&mut json, without);
    Verbatim::of(&json)
}

/// What may be read of a block and not be written, by the pages of its fields and of converting.
const READ_ONLY: [&str; 2] = ["merge_info", "comment_ids"];
/// The same, and what says where a block stands and what is in it.
const OF_A_PLACE: [&str; 5] = ["merge_info", "comment_ids", "block_id", "parent_id", "children"];

/// Takes the fields out, however deep they are.
fn leave_out(json: &mut Json, names: &[&str]) {
    match json {
        Json::Object(fields) => {
            fields.retain(|name, _| !names.contains(&name.as_str()));
            fields.values_mut().for_each(|value| leave_out(value, names));
        }
        Json::Array(items) => items.iter_mut().for_each(|item| leave_out(item, names)),
        _ => {}
    }
}
