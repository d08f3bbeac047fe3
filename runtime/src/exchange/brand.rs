//! Which servers a client talks to.

use std::borrow::Cow;

use url::Url;

use crate::ConfigError;
use crate::spec::Host;

/// The two brands of the platform, which run on separate hosts with separate accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Brand {
    /// Feishu: `open.feishu.cn`.
    #[default]
    Feishu,
    /// Lark: `open.larksuite.com`.
    Lark,
}

impl Brand {
    const fn domain(self) -> &'static str {
        match self {
            Self::Feishu => "feishu.cn",
            Self::Lark => "larksuite.com",
        }
    }
}

/// Base URLs. They are parsed once, not with every call.
#[derive(Clone, Debug)]
pub(crate) enum Hosts {
    Brand {
        open: Url,
        accounts: Url,
        www: Url,
    },
    /// One server in place of all others: a gateway, or a test.
    Custom(Url),
}

impl Hosts {
    /// Takes any `http` or `https` address; a path in it is put in front of every endpoint's own.
    pub(crate) fn custom(base: &str) -> Result<Self, ConfigError> {
        let refused = || ConfigError::BaseUrl { url: shown(base) };
        let url = Url::parse(base).map_err(|_| refused())?;
        let usable = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !usable {
            return Err(refused());
        }
        Ok(Self::Custom(url))
    }

    pub(crate) fn of(brand: Brand) -> Result<Self, ConfigError> {
        let host = |name: &str| parse(format!("https://{name}.{}", brand.domain()));
        Ok(Self::Brand {
            open: host("open")?,
            accounts: host("accounts")?,
            www: host("www")?,
        })
    }

    /// The server of almost all endpoints.
    pub(crate) const fn open(&self) -> &Url {
        match self {
            Self::Brand { open: base, .. } | Self::Custom(base) => base,
        }
    }

    pub(crate) fn base(&self, host: Host) -> Result<Cow<'_, Url>, ConfigError> {
        Ok(Cow::Borrowed(match (self, host) {
            (Self::Custom(base), _) => base,
            (Self::Brand { .. }, Host::Other(name)) => return parse(format!("https://{name}")).map(Cow::Owned),
            (Self::Brand { open, .. }, Host::Open) => open,
            (Self::Brand { accounts, .. }, Host::Accounts) => accounts,
            (Self::Brand { www, .. }, Host::Www) => www,
        }))
    }
}

fn parse(url: String) -> Result<Url, ConfigError> {
    Url::parse(&url).map_err(|_| ConfigError::BaseUrl { url })
}

/// An address for an error text: of one that can be read, the server, and else what looks like a name alone, since anything
/// else may be a password or a token.
fn shown(base: &str) -> String {
    match Url::parse(base) {
        Ok(url) if url.has_host() => format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default()),
        Ok(url) => format!("{}:…", url.scheme()),
        Err(_) if base.chars().all(|c| c.is_alphanumeric() || ".-/".contains(c)) => base.to_owned(),
        Err(_) => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_follows_the_brand() {
        let bases = |hosts: &Hosts| {
            [Host::Open, Host::Accounts, Host::Www, Host::Other("x.com")]
                .map(|host| hosts.base(host).unwrap().to_string())
        };
        assert_eq!(
            bases(&Hosts::of(Brand::Feishu).unwrap()),
            [
                "https://open.feishu.cn/",
                "https://accounts.feishu.cn/",
                "https://www.feishu.cn/",
                "https://x.com/"
            ]
        );
        assert_eq!(
            bases(&Hosts::of(Brand::Lark).unwrap()),
            [
                "https://open.larksuite.com/",
                "https://accounts.larksuite.com/",
                "https://www.larksuite.com/",
                "https://x.com/"
            ]
        );
        let custom = Hosts::custom("http://127.0.0.1:8080/prefix/").unwrap();
        assert!(
            bases(&custom)
                .iter()
                .all(|base| base == "http://127.0.0.1:8080/prefix/")
        );
    }
}
