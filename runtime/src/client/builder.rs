//! Settings of a client.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::{Brand, Client, Core, Hosts, Options};
use crate::{ConfigError, Result};

/// Sets up a [`Client`].
pub struct ClientBuilder {
    app_id: String,
    app_secret: SecretString,
    brand: Brand,
    base_url: Option<String>,
    http: Option<reqwest::Client>,
    user_agent: String,
    connect_timeout: Duration,
    read_timeout: Duration,
    proxy: Option<String>,
    options: Options,
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("app_id", &self.app_id)
            .field("brand", &self.brand)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    pub(super) fn new(app_id: String, app_secret: String) -> Self {
        Self {
            app_id,
            app_secret: app_secret.into(),
            brand: Brand::default(),
            base_url: None,
            http: None,
            user_agent: concat!("feishu-openapi-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            proxy: None,
            options: Options::default(),
        }
    }

    /// Feishu (the default) or Lark.
    #[must_use]
    pub fn brand(mut self, brand: Brand) -> Self {
        self.brand = brand;
        self
    }

    /// Another server in place of the brand's, for every endpoint: a gateway, or a test. A path in it is kept.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// How long connecting may take: 10 s if not set.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long the server may stay silent in the middle of an answer: 30 s if not set.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// A proxy for all calls, as in `http://proxy.example:3128`. Without, the environment's `HTTPS_PROXY` counts.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Name that the client gives itself.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Calls through this HTTP client, with its own timeouts, proxy and user agent in place of those set here. It
    /// should not follow redirects, since some endpoints answer with one.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Options of every call, unless a derived client sets others.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options.over(&self.options);
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) where a setting cannot be used.
    pub fn build(self) -> Result<Client> {
        let hosts = match &self.base_url {
            Some(base) => Hosts::custom(base)?,
            None => Hosts::Brand(self.brand),
        };
        let http = match &self.http {
            Some(http) => http.clone(),
            None => self.http()?,
        };
        let core = Core {
            http,
            app_id: self.app_id,
            app_secret: self.app_secret,
            hosts,
        };
        Ok(Client {
            core: Arc::new(core),
            options: Arc::new(self.options),
        })
    }

    fn http(&self) -> Result<reqwest::Client> {
        let setting = |name: &str, error: reqwest::Error| ConfigError::Setting {
            name: name.to_owned(),
            reason: error.without_url().to_string(),
        };
        let mut builder = reqwest::Client::builder()
            .user_agent(&self.user_agent)
            .connect_timeout(self.connect_timeout)
            .read_timeout(self.read_timeout)
            .redirect(reqwest::redirect::Policy::none());
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|error| setting("proxy", error))?);
        }
        Ok(builder.build().map_err(|error| setting("HTTP client", error))?)
    }
}
