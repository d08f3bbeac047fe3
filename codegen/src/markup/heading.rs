//! Headings of Markdown: `## …`.

/// The level of the heading that a text begins with: `## …`.
pub(super) fn heading_level(text: &str) -> Option<u8> {
    let text = text.trim_start();
    let hashes = text.bytes().take_while(|&byte| byte == b'#').count();
    let is_heading = (1..=6).contains(&hashes) && text.get(hashes..).is_some_and(|rest| rest.starts_with([' ', '\t']));
    is_heading.then(|| u8::try_from(hashes).unwrap_or(6))
}
