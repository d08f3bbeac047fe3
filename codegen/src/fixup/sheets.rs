//! Mistakes on the pages of `sheets`.

use super::{Change, Fixup};
use crate::ir::Method;

pub(super) const FIXUPS: &[Fixup] = &[
    Fixup {
        name: "data-validation-get-id",
        page: "datavalidation/query-datavalidation",
        operation: (Method::Get, "/open-apis/sheets/v2/spreadsheets/{}/dataValidation"),
        reason: THING,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.data_validation.get"),
    },
    Fixup {
        name: "data-validation-create-id",
        page: "datavalidation/set-dropdown",
        operation: (Method::Post, "/open-apis/sheets/v2/spreadsheets/{}/dataValidation"),
        reason: THING,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.data_validation.create"),
    },
    Fixup {
        name: "data-validation-update-id",
        page: "datavalidation/update-datavalidation",
        operation: (Method::Put, "/open-apis/sheets/v2/spreadsheets/{}/dataValidation/{}"),
        reason: "of two URLs to update by, this one has no variable for the rule, and the body says which ranges",
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.data_validation.batch_update"),
    },
    Fixup {
        name: "dimension-range-create-id",
        page: "uUjMzUjL1IzM14SNyMTN",
        operation: (Method::Post, "/open-apis/sheets/v2/spreadsheets/{}/dimension_range"),
        reason: THING,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.dimension_range.create"),
    },
    Fixup {
        name: "protected-dimension-create-id",
        page: "ugDNzUjL4QzM14CO0MTN",
        operation: (Method::Post, "/open-apis/sheets/v2/spreadsheets/{}/protected_dimension"),
        reason: THING,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.protected_dimension.create"),
    },
    Fixup {
        name: "protected-range-delete-id",
        page: "uYTM5YjL2ETO24iNxkjN",
        operation: (
            Method::Delete,
            "/open-apis/sheets/v2/spreadsheets/{}/protected_range_batch_del",
        ),
        reason: ONE_WORD,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.protected_range.batch_delete"),
    },
    Fixup {
        name: "sheets-batch-update-parts",
        page: "ugjMzUjL4IzM14COyMTN",
        operation: (Method::Post, "/open-apis/sheets/v2/spreadsheets/{}/sheets_batch_update"),
        reason: "one page adds, copies and deletes sheets, the other changes their properties",
        date: "2026-11-22",
        change: Change::Merge,
    },
    Fixup {
        name: "values-append-id",
        page: "uMjMzUjLzIzM14yMyMTN",
        operation: (Method::Post, "/open-apis/sheets/v2/spreadsheets/{}/values_append"),
        reason: ONE_WORD,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.value.append"),
    },
    Fixup {
        name: "values-image-id",
        page: "uUDNxYjL1QTM24SN0EjN",
        operation: (Method::Post, "/open-apis/sheets/v2/spreadsheets/{}/values_image"),
        reason: ONE_WORD,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.value.write_image"),
    },
    Fixup {
        name: "values-prepend-id",
        page: "uIjMzUjLyIzM14iMyMTN",
        operation: (Method::Post, "/open-apis/sheets/v2/spreadsheets/{}/values_prepend"),
        reason: ONE_WORD,
        date: "2026-11-22",
        change: Change::Id("sheets.v2.spreadsheet.value.prepend"),
    },
];

const THING: &str = "a thing in the singular, which looks like what is done with it";
const ONE_WORD: &str = "thing and action in one word";
