//! The form of calls, as the compiler sees it: what it says of mistakes, and what a change of a page does to a caller.

mod caller;
mod ir;
mod items;
mod mistakes;
mod page_changes;
mod program;
mod revisions;
mod rules;
