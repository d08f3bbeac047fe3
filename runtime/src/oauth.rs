//! Logging users in: OAuth 2 with a code, a state and PKCE.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

use crate::error::{ConfigError, Error, Result, TokenError};
use crate::spec::{Method, Response, Spec, Token};
use crate::tokens::{Server, Tokens};
use crate::user::UserSession;
use crate::{Request, wire};

const TOKEN: Spec = Spec {
    id: "authen.v2.oauth.token",
    method: Method::Post,
    path: "/open-apis/authen/v2/oauth/token",
    page: "https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/get-user-access-token",
    response: Response::Flat,
    // Codes and refresh tokens work once, so that a call which may have been carried out must not be repeated.
    idempotency_key: None,
    ..Spec::EMPTY
};

/// A user's token is renewed when it has less than this to live.
const MARGIN: Duration = Duration::from_secs(60);

/// Logs users in; made by [`Client::oauth`](crate::Client::oauth).
///
/// ```no_run
/// # async fn example(client: feishu_openapi_runtime::Client, returned_state: &str, code: &str) -> feishu_openapi_runtime::Result<()> {
/// let oauth = client.oauth();
/// // 1. Send the user's browser to `login.url`, and keep `login` in the user's web session.
/// let login = oauth.authorize("https://example.com/callback", &["contact:user.base:readonly", "offline_access"])?;
/// // 2. The browser comes back with `state` and `code`.
/// assert!(login.is_state(returned_state));
/// let tokens = oauth.exchange(&login, code).await?;
/// // 3. Call for the user. Whoever keeps the pair is told each new one.
/// let session = oauth.session(tokens, |renewed| println!("to be stored, ends {:?}", renewed.expires_at));
/// let as_user = client.as_user(session);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct OAuth {
    tokens: Arc<Tokens>,
    server: Arc<dyn Server>,
    /// Base URL of the pages on which users log in.
    accounts: Result<Url, ConfigError>,
}

impl std::fmt::Debug for OAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OAuth")
    }
}

impl OAuth {
    pub(crate) fn new(tokens: Arc<Tokens>, server: Arc<dyn Server>, accounts: Result<Url, ConfigError>) -> Self {
        Self {
            tokens,
            server,
            accounts,
        }
    }

    pub(crate) fn tokens(&self) -> &Arc<Tokens> {
        &self.tokens
    }

    /// Begins a login. The user is to visit [`url`](Authorization::url), and comes back to `redirect_uri`, which the
    /// developer console must list.
    ///
    /// # Errors
    /// The system has no source of random numbers.
    pub fn authorize(&self, redirect_uri: &str, scopes: &[&str]) -> Result<Authorization> {
        let (state, code_verifier) = (random()?, random()?);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&code_verifier));
        let mut url = self.accounts.clone()?;
        let path = format!("{}/open-apis/authen/v1/authorize", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.query_pairs_mut()
            .append_pair("client_id", &self.tokens.app_id)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(Authorization {
            url,
            state: state.into(),
            code_verifier: code_verifier.into(),
            redirect_uri: redirect_uri.to_owned(),
        })
    }

    /// Exchanges the code that the user came back with. A code works once, for five minutes.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn exchange(&self, login: &Authorization, code: &str) -> Result<UserTokens> {
        self.ask(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &login.redirect_uri),
            ("code_verifier", login.code_verifier.expose_secret()),
        ])
        .await
    }

    /// Exchanges a refresh token for a new pair. A refresh token works once.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<UserTokens> {
        self.ask(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
        ])
        .await
    }

    /// A session of a user: renews its tokens when they end or are refused, and tells `on_refresh` each new pair, which
    /// it should store. `on_refresh` is called before the new token is used and should not take long.
    pub fn session(&self, tokens: UserTokens, on_refresh: impl Fn(&UserTokens) + Send + Sync + 'static) -> UserSession {
        UserSession::new(self.clone(), tokens, on_refresh)
    }

    async fn ask(&self, fields: &[(&'static str, &str)]) -> Result<UserTokens> {
        let mut request = Request::new(&TOKEN);
        let body = request.json();
        body.field("client_id", self.tokens.app_id.as_str());
        body.field("client_secret", self.tokens.app_secret.expose_secret());
        fields.iter().for_each(|(name, value)| body.field(name, *value));
        let answer: TokenAnswer = self.server.clone().ask(request).await?.decode()?;
        if answer.access_token.is_empty() {
            return Err(Error::from(TokenError::NoToken {
                operation: TOKEN.id,
                token: Token::User,
            }));
        }
        Ok(answer.into())
    }
}

/// 256 random bits as text of letters that PKCE allows.
fn random() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| ConfigError::Setting {
        name: "random numbers".to_owned(),
        reason: error.to_string(),
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A login that was begun. `Debug` does not show state and verifier.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Authorization {
    /// Where the user is to go.
    pub url: Url,
    /// What the user must come back with.
    pub state: SecretString,
    /// Proves that whoever exchanges the code is the one who began the login.
    pub code_verifier: SecretString,
    /// Where the user comes back to.
    pub redirect_uri: String,
}

impl Authorization {
    /// A login that was begun in another process, from the parts that were kept.
    #[must_use]
    pub fn resume(redirect_uri: String, state: SecretString, code_verifier: SecretString, url: Url) -> Self {
        Self {
            url,
            state,
            code_verifier,
            redirect_uri,
        }
    }

    /// Whether this is the state of the login. If not, the code is not for it and must not be exchanged.
    #[must_use]
    pub fn is_state(&self, state: &str) -> bool {
        self.state.expose_secret() == state
    }
}

/// The tokens of a user. `Debug` does not show them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UserTokens {
    /// `user_access_token`.
    pub access_token: SecretString,
    /// When it ends.
    pub expires_at: SystemTime,
    /// Gets the next pair; there is one if the user granted `offline_access`.
    pub refresh_token: Option<SecretString>,
    /// When that ends.
    pub refresh_expires_at: Option<SystemTime>,
    /// What the user granted.
    pub scopes: Vec<String>,
}

impl UserTokens {
    /// Tokens that were stored.
    #[must_use]
    pub fn new(access_token: SecretString, expires_at: SystemTime, refresh_token: Option<SecretString>) -> Self {
        Self {
            access_token,
            expires_at,
            refresh_token,
            refresh_expires_at: None,
            scopes: Vec::new(),
        }
    }

    /// Whether the access token may be used for a new call. One that cannot be renewed is used until it ends.
    pub(crate) fn is_fresh(&self) -> bool {
        let left = self.expires_at.duration_since(SystemTime::now()).unwrap_or_default();
        left > MARGIN || (self.refresh_token.is_none() && self.is_alive())
    }

    /// Whether the access token has not ended.
    pub(crate) fn is_alive(&self) -> bool {
        SystemTime::now() < self.expires_at
    }
}

#[derive(Default)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
    refresh_token: Option<String>,
    refresh_token_expires_in: Option<i64>,
    scope: String,
}

impl From<TokenAnswer> for UserTokens {
    fn from(answer: TokenAnswer) -> Self {
        let after = |seconds: i64| {
            let seconds = seconds.clamp(0, u32::MAX.into()).unsigned_abs();
            SystemTime::now() + Duration::from_secs(seconds)
        };
        Self {
            access_token: answer.access_token.into(),
            expires_at: after(answer.expires_in),
            refresh_token: answer.refresh_token.filter(|token| !token.is_empty()).map(Into::into),
            refresh_expires_at: answer.refresh_token_expires_in.map(after),
            scopes: answer.scope.split_whitespace().map(str::to_owned).collect(),
        }
    }
}

impl wire::FieldsMut for TokenAnswer {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("access_token", &mut self.access_token);
        source.field("expires_in", &mut self.expires_in);
        source.field("refresh_token", &mut self.refresh_token);
        source.field("refresh_token_expires_in", &mut self.refresh_token_expires_in);
        source.field("scope", &mut self.scope);
    }
}
