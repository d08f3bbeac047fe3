//! How deep the rows of a table of fields are, as far as their markup shows it.

/// What the markup shows of the depth of one row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Indent {
    /// The depth itself, where an element states it.
    pub(super) level: Option<u32>,
    /// How wide the marks and the wide or unbreakable blanks before the name are.
    pub(super) width: u32,
    /// How many marks such as `└` are among them.
    pub(super) marks: u32,
    /// How wide it is up to the last mark. Blanks behind it only set it off.
    pub(super) lead: u32,
    /// How many ordinary blanks stand before the name.
    pub(super) blanks: u32,
    /// Whether the name stands in code.
    pub(super) is_code: bool,
}

/// What the markup shows of the depths of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depths {
    /// The depth of every row.
    Shown,
    /// Nothing, and names stand in code, as in pages that were converted with their depths: so they are all 0, where
    /// another table of the page shows depths.
    NoneInCode,
    /// Marks show which rows are below others, and not how deep.
    Marked,
    /// Nothing.
    Lost,
}

/// The depths of rows, 0 for those of which nothing is shown; 1 for those that are below others, nobody knows how deep.
pub(super) fn read(rows: &[Indent]) -> (Vec<u32>, Depths) {
    let is_indented = |row: &Indent| row.level.is_some() || row.width > 0;
    if rows.iter().any(is_indented) {
        // A mark alone says that a row is below another one.
        let is_flat = |row: &Indent| row.level.is_none() && (row.marks == 1 && row.lead == 1 || row.width == 0);
        let depths = if rows.iter().all(is_flat) {
            Depths::Marked
        } else {
            Depths::Shown
        };
        return (by_width(rows), depths);
    }
    if let Some(levels) = by_blanks(rows) {
        return (levels, Depths::Shown);
    }
    let in_code = !rows.is_empty() && rows.iter().all(|row| row.is_code);
    let depths = if in_code { Depths::NoneInCode } else { Depths::Lost };
    (vec![0; rows.len()], depths)
}

/// What is indented more than the row above is one level below it.
fn by_width(rows: &[Indent]) -> Vec<u32> {
    let mut widths: Vec<u32> = Vec::new();
    let level = |row: &Indent| {
        row.level.unwrap_or_else(|| {
            let depth = widths.len();
            while widths.last().is_some_and(|&last| last > row.width) {
                widths.pop();
            }
            let is_dedented = widths.len() < depth && widths.len() > 1;
            match widths.last_mut() {
                // Indented less than the row above, but like no row before: a sibling of the nearest one.
                Some(last) if is_dedented => *last = row.width,
                Some(last) if *last == row.width => {}
                _ => widths.push(row.width),
            }
            u32::try_from(widths.len()).unwrap_or(u32::MAX).saturating_sub(1)
        })
    };
    rows.iter().map(level).collect()
}

/// The levels where ordinary blanks show them: with one step throughout, and no row deeper than the row above allows.
fn by_blanks(rows: &[Indent]) -> Option<Vec<u32>> {
    let least = rows.iter().map(|row| row.blanks).min()?;
    let blanks = || rows.iter().map(|row| row.blanks - least);
    let step = blanks().filter(|&blanks| blanks > 0).min()?;
    let levels: Vec<u32> = blanks().map(|blanks| blanks / step).collect();
    let mut above = 0;
    let follows = |&level: &u32| {
        let follows = level <= above;
        above = level + 1;
        follows
    };
    (blanks().all(|blanks| blanks % step == 0) && levels.iter().all(follows)).then_some(levels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanks(blanks: &[u32]) -> (Vec<u32>, Depths) {
        let row = |&blanks: &u32| Indent {
            blanks,
            ..Indent::default()
        };
        read(&blanks.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn blanks_of_one_step_show_depths_and_others_do_not() {
        assert_eq!(blanks(&[1, 3, 5, 3]), (vec![0, 1, 2, 1], Depths::Shown));
        assert_eq!(blanks(&[0, 3, 6, 0]), (vec![0, 1, 2, 0], Depths::Shown));
        for other in [&[2, 2, 2][..], &[0, 2, 5], &[2, 0, 2], &[0, 2, 6]] {
            assert_eq!(blanks(other), (vec![0; 3], Depths::Lost), "{other:?}");
        }
    }

    #[test]
    fn a_mark_alone_is_no_depth() {
        let row = |width, marks, lead| Indent {
            width,
            marks,
            lead,
            ..Indent::default()
        };
        let flat = [row(0, 0, 0), row(2, 1, 1), row(2, 1, 1)];
        assert_eq!(read(&flat), (vec![0, 1, 1], Depths::Marked));
        let two_marks = [row(0, 0, 0), row(1, 1, 1), row(2, 2, 2)];
        let two_blanks = [row(0, 0, 0), row(3, 1, 3), row(3, 1, 3)];
        assert_eq!(read(&two_marks), (vec![0, 1, 2], Depths::Shown));
        assert_eq!(read(&two_blanks), (vec![0, 1, 1], Depths::Shown));
    }
}
