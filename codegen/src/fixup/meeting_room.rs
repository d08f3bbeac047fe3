//! Mistakes on the pages of `meeting_room`.

use super::{Change, Fixup, edit};
use crate::ir::{EnumValue, Method, Part, Type};

const DECLINED: &str = "DECLINED_BY_ADMIN";

pub(super) const FIXUPS: &[Fixup] = &[Fixup {
    name: "instance-reply-declined",
    page: "uYzN4UjL2cDO14iN3gTN",
    operation: (Method::Post, "/open-apis/meeting_room/instance/reply"),
    reason: "the last value of `status` stands in the label of the one before, without a mark of its own",
    date: "2026-11-27",
    change: Change::Edit(|endpoint| {
        edit(endpoint, Part::Body, "status", |field| {
            if let Type::Enum(set) = &mut field.ty
                && !set.values.iter().any(|value| value.key == DECLINED)
            {
                set.values.push(EnumValue::new(DECLINED, "被管理员置为拒绝"));
            }
        })
    }),
}];
