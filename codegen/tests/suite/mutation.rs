//! Damage to pages: what a crawler, an editor or an enemy may do to them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Pieces of markup that mean something to a reader.
const PIECES: &[&str] = &[
    ":::html\n",
    "\n:::\n",
    "```json\n",
    "\n```\n",
    "````",
    "<!--",
    "-->",
    "---\n",
    "|",
    "\n| --- | --- |\n",
    "\\|",
    "`",
    "**",
    "<md-table>",
    "</md-table>",
    "<md-dt-table>",
    "<md-dt-tr level=\"99999999999\">",
    "<md-dt-tr level=\"3\">",
    "</md-dt-tr>",
    "<md-dt-td>",
    "</md-dt-td>",
    "<md-text type=\"field-name\" >",
    "<md-enum>",
    "<md-enum-item key=\"",
    "<md-perm name='",
    "<md-code-json>",
    "</md-code-json>",
    "<",
    ">",
    "\"",
    "'",
    "&nbsp;",
    "&#x110000;",
    "&emsp;∟",
    "└",
    "HTTP URL | https://open.feishu.cn/open-apis/:a/:a/{b}?c=d",
    "{尝试一下}(url=?project=&version=..&resource=&method=)",
    "**示例值**：",
    "**可选值有**：",
    "**数据校验规则**：\n- 长度范围：`99999999999999999999` ～ `-1`",
    "map<",
    "[][][][]",
    "int\\[\\]",
    "# ",
    "### 响应体\n",
    "\u{200b}",
    "\u{a0}",
    "\u{feff}",
    "\r\n",
    "\0",
    "{\"data\":{\"a\":[{},[[]]]}}",
];

/// One damage.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    Cut(Index, Index),
    Repeat(Index, Index),
    Move(Index, Index, Index),
    Insert(Index, &'static str),
    Overwrite(Index, Vec<u8>),
    Truncate(Index),
}

/// A few damages, applied in their order.
pub(crate) fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let at = any::<Index>;
    let damage = prop_oneof![
        1 => (at(), at()).prop_map(|(from, to)| Damage::Cut(from, to)),
        1 => (at(), at()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        1 => (at(), at(), at()).prop_map(|(from, to, target)| Damage::Move(from, to, target)),
        4 => (at(), select(PIECES)).prop_map(|(place, piece)| Damage::Insert(place, piece)),
        1 => (at(), vec(any::<u8>(), 1..6)).prop_map(|(place, bytes)| Damage::Overwrite(place, bytes)),
        1 => at().prop_map(Damage::Truncate),
    ];
    vec(damage, 1..8)
}

/// The page after the damages.
pub(crate) fn damaged(page: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = page.to_vec();
    for damage in damages {
        let at = |place: &Index| place.index(bytes.len() + 1);
        // A cut or a move of half a page leaves little to read: keep them to a few hundred bytes.
        let range = |from: &Index, to: &Index| {
            let from = at(from);
            from..bytes.len().min(from + to.index(400))
        };
        match damage {
            Damage::Cut(from, to) => {
                let range = range(from, to);
                bytes.drain(range);
            }
            Damage::Repeat(from, to) => {
                let range = range(from, to);
                let piece = bytes[range.clone()].to_vec();
                bytes.splice(range.end..range.end, piece);
            }
            Damage::Move(from, to, target) => {
                let range = range(from, to);
                let piece: Vec<u8> = bytes.drain(range).collect();
                let place = target.index(bytes.len() + 1);
                bytes.splice(place..place, piece);
            }
            Damage::Insert(place, piece) => {
                let place = at(place);
                bytes.splice(place..place, piece.bytes());
            }
            Damage::Overwrite(place, new) => {
                let place = at(place);
                let end = bytes.len().min(place + new.len());
                bytes.splice(place..end, new.iter().copied());
            }
            Damage::Truncate(place) => {
                let place = at(place);
                bytes.truncate(place);
            }
        }
    }
    bytes
}
