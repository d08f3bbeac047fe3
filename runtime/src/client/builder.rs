//! Settings of a client.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::Client;
use crate::exchange::{Brand, Core, Hosts, HttpSettings, Options, Pacer, Pacing, Pools};
use crate::spec::AppType;
use crate::tokens::Tokens;
use crate::{ConfigError, MemoryTokenStore, Result, TokenStore};

/// Sets up a [`Client`].
pub struct ClientBuilder {
    app_id: String,
    app_secret: SecretString,
    brand: Brand,
    base_url: Option<String>,
    http: HttpSettings,
    read_timeout: Duration,
    options: Options,
    app_type: AppType,
    token_store: Option<Arc<dyn TokenStore>>,
    pacing: Pacing,
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
            http: HttpSettings {
                user_agent: concat!("feishu-openapi-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
                connect_timeout: Duration::from_secs(10),
                proxy: None,
                configure: None,
            },
            read_timeout: Duration::from_secs(30),
            options: Options::default(),
            app_type: AppType::Custom,
            token_store: None,
            pacing: Pacing::default(),
        }
    }

    /// Settings as the environment describes them.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `FEISHU_APP_ID` | id of the application |
    /// | `FEISHU_APP_SECRET` | its secret |
    /// | `FEISHU_BRAND` | `feishu` (the default) or `lark` |
    /// | `FEISHU_BASE_URL` | another server in place of the brand's |
    ///
    /// A variable that is empty counts as not set.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) names the variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let required = |name: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| ConfigError::setting(name, "not set in the environment"))
        };
        let mut builder = Self::new(required("FEISHU_APP_ID")?, required("FEISHU_APP_SECRET")?);
        builder.base_url = variable("FEISHU_BASE_URL").filter(|url| !url.is_empty());
        builder.brand = match variable("FEISHU_BRAND").as_deref() {
            None | Some("" | "feishu") => Brand::Feishu,
            Some("lark") => Brand::Lark,
            Some(_) => return Err(ConfigError::setting("FEISHU_BRAND", "must be `feishu` or `lark`").into()),
        };
        Ok(builder)
    }

    /// Feishu (the default) or Lark.
    #[must_use]
    pub fn brand(mut self, brand: Brand) -> Self {
        self.brand = brand;
        self
    }

    /// A self-built application (the default), or one of the app directory.
    #[must_use]
    pub fn app_type(mut self, app_type: AppType) -> Self {
        self.app_type = app_type;
        self
    }

    /// Keeps tokens elsewhere than in memory, for example to share them between processes.
    #[must_use]
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// How calls keep to the documented rate limits.
    #[must_use]
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
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
        self.http.connect_timeout = timeout;
        self
    }

    /// How long the server may stay silent in the middle of a file or between events: 30 s if not set. All other responses
    /// have the time of [`Options::timeout`].
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// A proxy for all calls, as in `http://proxy.example:3128`. Without, the environment's `HTTPS_PROXY` counts.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.http.proxy = Some(url.into());
        self
    }

    /// Value of the header `User-Agent`.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.http.user_agent = user_agent.into();
        self
    }

    /// Configures the HTTP clients further, after all other settings: certificates, DNS, HTTP/2 without TLS.
    ///
    /// Called for each HTTP client that is made: one for the calls of each runtime, and one for its downloads and event
    /// streams, which speaks HTTP/1.1 so that none of them holds up another. With `http2_prior_knowledge` it speaks HTTP/2 as
    /// well: then as many open files as the server allows streams on one connection, which nobody reads, hold up the next one.
    ///
    /// ```
    /// # fn example(own: reqwest::Certificate) -> feishu_openapi_runtime::Result<()> {
    /// let builder = feishu_openapi_runtime::Client::builder("cli_a1b2c3", "app secret");
    /// let client = builder.http(move |http| http.tls_certs_merge([own.clone()])).build()?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn http(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http.configure = Some(Arc::new(configure));
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
            None => Hosts::of(self.brand)?,
        };
        let pools = Pools::new(self.http)?;
        let store = self.token_store.unwrap_or_else(|| Arc::new(MemoryTokenStore::new()));
        let server = hosts.open().as_str().trim_end_matches('/');
        let app = (self.app_id, self.app_secret, self.app_type);
        let tokens = Tokens::new(server, app, store, self.options.timeout);
        let pacer = Pacer::new(self.pacing)?;
        // Codes and refresh tokens work once; whatever other writes may do, theirs are not repeated.
        let own = Options {
            repeat_writes: None,
            extras: self
                .options
                .extras
                .iter()
                .filter(|extra| extra.is_header())
                .cloned()
                .collect(),
            ..self.options.clone()
        };
        let core = Core {
            pools,
            read_timeout: self.read_timeout,
            hosts,
            tokens: Arc::new(tokens),
            pacer,
            options: Arc::new(own),
        };
        Ok(Client {
            core: Arc::new(core),
            options: Arc::new(self.options),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<ClientBuilder> {
        let find = |name: &str| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        ClientBuilder::from_variables(find)
    }

    #[test]
    fn the_environment_describes_a_client() {
        let base = [("FEISHU_APP_ID", "cli_1"), ("FEISHU_APP_SECRET", "hush")];
        let builder = from(&base).unwrap();
        assert_eq!(
            (builder.app_id.as_str(), builder.brand, builder.base_url),
            ("cli_1", Brand::Feishu, None)
        );
        let builder = from(&[
            base[0],
            base[1],
            ("FEISHU_BRAND", "lark"),
            ("FEISHU_BASE_URL", "http://x"),
        ])
        .unwrap();
        assert_eq!(
            (builder.brand, builder.base_url.as_deref()),
            (Brand::Lark, Some("http://x"))
        );
    }

    #[test]
    fn what_is_missing_or_wrong_in_the_environment_is_named() {
        let text = |variables: &[(&str, &str)]| from(variables).unwrap_err().to_string();
        assert!(text(&[("FEISHU_APP_SECRET", "hush")]).contains("FEISHU_APP_ID"));
        assert!(text(&[("FEISHU_APP_ID", "a"), ("FEISHU_APP_SECRET", "")]).contains("FEISHU_APP_SECRET"));
        let wrong = text(&[
            ("FEISHU_APP_ID", "a"),
            ("FEISHU_APP_SECRET", "hush"),
            ("FEISHU_BRAND", "x"),
        ]);
        assert!(wrong.contains("FEISHU_BRAND") && !wrong.contains("hush"), "{wrong}");
    }
}
