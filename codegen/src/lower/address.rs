//! The URL of an endpoint -> host, path, variables, query.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Host, PathTemplate};
use crate::page::Spanned;

/// A URL, read.
#[derive(Debug, PartialEq)]
pub(super) struct Address {
    pub(super) host: Host,
    pub(super) path: PathTemplate,
    /// Parameters that stand in the URL itself, with their values there.
    pub(super) query: Vec<(String, String)>,
}

/// Reads the row `HTTP URL`.
pub(super) fn read(url: &Spanned, diagnostics: &mut Diagnostics) -> Option<Address> {
    let address = parse(&url.text);
    if address.is_none() {
        let message = format!("`{}` is no URL that a client can call", url.text);
        let help = "Give an absolute https:// address on a host of the vendor: a client sends it tokens.";
        diagnostics.report_with_help(Code::UnreadableUrl, url.span, message, help);
    }
    address
}

pub(super) fn parse(url: &str) -> Option<Address> {
    let url = url.split_whitespace().next()?.trim_matches(['`', '"', '<', '>']);
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let host = match host {
        "open.feishu.cn" | "open.larksuite.com" | "open.larkoffice.com" => Host::Open,
        "accounts.feishu.cn" | "accounts.larksuite.com" => Host::Accounts,
        "www.feishu.cn" | "www.larksuite.com" => Host::Www,
        other if is_vendors(other) => Host::Other(other.to_owned()),
        _ => return None,
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = path.split('#').next().unwrap_or(path);
    let mut variables = Vec::new();
    let segment = |segment: &str| match variable(segment) {
        Some(variable) => {
            variables.push(variable.to_owned());
            format!("{{{variable}}}")
        }
        None => segment.to_owned(),
    };
    let template = path.split('/').map(segment).collect::<Vec<_>>().join("/");
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (!name.is_empty()).then(|| (name.to_owned(), value.trim_matches(['{', '}', ':']).to_owned()))
    };
    let query = query.split('&').filter_map(pair).collect();
    Some(Address {
        host,
        path: PathTemplate { template, variables },
        query,
    })
}

/// Whether a host is the vendor's: tokens go to no other.
fn is_vendors(host: &str) -> bool {
    let below = |domain: &&str| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    ["feishu.cn", "larksuite.com", "larkoffice.com"].iter().any(below)
}

/// `:user_id`, `{user_id}`
fn variable(segment: &str) -> Option<&str> {
    let braced = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let name = braced.or_else(|| segment.strip_prefix(':'))?;
    let legal = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
    (!name.is_empty() && name.chars().all(legal)).then_some(name)
}

/// The page's own address, absolute.
pub(super) fn page_address(address: &str) -> String {
    if address.starts_with("http") {
        address.to_owned()
    } else {
        format!("https://open.feishu.cn/document{address}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let address = parse("https://open.feishu.cn/open-apis/contact/v2/tasks/:task_id/get/?a=1&b={x}").unwrap();
        assert_eq!(address.path.template, "/open-apis/contact/v2/tasks/{task_id}/get/");
        assert_eq!(address.path.variables, ["task_id"]);
        assert_eq!(address.query, [("a".into(), "1".into()), ("b".into(), "x".into())]);
        assert_eq!(
            parse("https://www.feishu.cn/approval/openapi/v2/x").unwrap().host,
            Host::Www
        );
        let host = |url| parse(url).map(|address| address.host);
        assert_eq!(
            host("https://mcp.feishu.cn/x"),
            Some(Host::Other("mcp.feishu.cn".into()))
        );
        assert_eq!(host("https://open.feishu.cn.example.com/x"), None);
        assert_eq!(host("https://notfeishu.cn/x"), None);
        assert_eq!(parse("/open-apis/x"), None);
        assert_eq!(parse("见说明"), None);
    }
}
