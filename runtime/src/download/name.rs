//! Names of files in `Content-Disposition`.

use percent_encoding::percent_decode_str;

/// The name in a `Content-Disposition` header: `filename*` before `filename`, percent-encoded or raw.
pub(super) fn file_name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let mut plain = None;
    for parameter in parameters(&header) {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "filename*" => {
                // One that is malformed counts as none (RFC 6266, section 4.3).
                let encoded = value.trim().trim_matches('"').splitn(3, '\'').nth(2);
                let decoded = encoded.map(|encoded| percent_decode_str(encoded).decode_utf8_lossy());
                if let Some(name) = decoded.and_then(|name| base_name(&name)) {
                    return Some(name);
                }
            }
            "filename" => plain = Some(unquoted(value.trim())),
            _ => {}
        }
    }
    // Many servers put an encoded name where RFC 6266 wants a plain one.
    let plain = plain?;
    let decoded = percent_decode_str(&plain).decode_utf8();
    base_name(decoded.as_deref().unwrap_or(&plain))
}

/// The parts between semicolons that stand outside of quotes.
fn parameters(header: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    header.split(move |c| {
        let was_escaped = escaped;
        escaped = quoted && !was_escaped && c == '\\';
        quoted ^= c == '"' && !was_escaped;
        c == ';' && !quoted
    })
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        text.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    text
}

/// What follows the last separator, so that a name never leads to another directory, and nothing in it that Windows takes
/// for a drive, a stream, a device or a pattern, nor control characters.
fn base_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.replace(|c: char| r#":?*<>|""#.contains(c) || c.is_control(), "_");
    // Windows leaves dots and space at the end out.
    let name = name.trim().trim_end_matches(['.', ' ']);
    match name {
        "" => None,
        device if is_device(device) => Some(format!("_{device}")),
        name => Some(name.to_owned()),
    }
}

/// Whether Windows gives a device that name, whatever its extension.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_uppercase();
    let numbered = |prefix| {
        let number = stem.strip_prefix(prefix).unwrap_or_default();
        matches!(
            number,
            "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
        )
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_are_read_in_every_form() {
        let read = |header: &str| file_name(header.as_bytes());
        assert_eq!(read(r#"attachment; filename="a;b.txt""#).as_deref(), Some("a;b.txt"));
        assert_eq!(
            read(r#"attachment; filename="a\"b.txt"; x=1"#).as_deref(),
            Some("a_b.txt")
        );
        assert_eq!(
            read("attachment; filename=x.txt; filename*=UTF-8''%E5%90%8D.txt").as_deref(),
            Some("名.txt")
        );
        assert_eq!(read("attachment; filename=%E5%90%8D.txt").as_deref(), Some("名.txt"));
        assert_eq!(read("attachment; filename=\"名.txt\"").as_deref(), Some("名.txt"));
        assert_eq!(read("attachment; filename=100%.txt").as_deref(), Some("100%.txt"));
        assert_eq!(read("attachment"), None);
        for malformed in ["x.txt", "UTF-8'x.txt", "UTF-8''", "UTF-8''.."] {
            let header = format!("attachment; filename*={malformed}; filename=plain.txt");
            assert_eq!(read(&header).as_deref(), Some("plain.txt"), "{malformed}");
        }
    }

    #[test]
    fn a_file_name_never_leads_elsewhere() {
        let read = |header: &str| file_name(header.as_bytes());
        assert_eq!(
            read(r#"attachment; filename="../../etc/passwd""#).as_deref(),
            Some("passwd")
        );
        assert_eq!(read("attachment; filename*=UTF-8''..%2F..%2Fx").as_deref(), Some("x"));
        assert_eq!(read(r#"attachment; filename="..""#), None);
        assert_eq!(read(r#"attachment; filename=" . .. ""#), None);
    }

    #[test]
    fn a_file_name_is_one_on_every_system() {
        for (name, expected) in [
            ("C:evil.txt", "C_evil.txt"),
            ("a.txt:stream", "a.txt_stream"),
            ("a%00b%0D%0Ac%1B", "a_b__c_"),
            ("a?b*c<d>e|f%22g", "a_b_c_d_e_f_g"),
            ("CON", "_CON"),
            ("nul.tar.gz", "_nul.tar.gz"),
            ("Com1 .txt", "_Com1 .txt"),
            ("lpt9", "_lpt9"),
            ("CONTRACT.pdf", "CONTRACT.pdf"),
            ("COM10.txt", "COM10.txt"),
            ("a.txt. .", "a.txt"),
            ("x/AUX", "_AUX"),
        ] {
            let header = format!("attachment; filename*=UTF-8''{name}");
            assert_eq!(file_name(header.as_bytes()).as_deref(), Some(expected), "{name}");
        }
    }
}
