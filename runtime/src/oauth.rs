//! Logging users in: OAuth 2 with a code, a state and PKCE.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

use crate::error::{ConfigError, Result};
use crate::tokens::{AccessToken, Server, TokenKind, Tokens};
use crate::user::UserSession;

/// Logs users in; made by [`Client::oauth`](crate::Client::oauth).
///
/// ```no_run
/// # async fn example(client: feishu_openapi_runtime::Client, returned_state: &str, code: &str) -> feishu_openapi_runtime::Result<()> {
/// let oauth = client.oauth();
/// // 1. Send the user's browser to `login.url`, and keep `login` in the user's web session.
/// let scopes = ["contact:user.base:readonly", "offline_access"];
/// let login = oauth.authorize("https://example.com/callback", &scopes)?;
/// // 2. The browser comes back with `state` and `code`.
/// assert!(login.is_state(returned_state));
/// let token = oauth.exchange(&login, code).await?;
/// // 3. Call for the user. The client's token store keeps the tokens under any name that you know the user by.
/// let session = oauth.begin_session("user-17", token).await?;
/// let as_user = client.as_user(session);
/// // 4. Later, or in another process with the same store, the name is enough.
/// let as_user = client.as_user(oauth.session("user-17"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct OAuth {
    tokens: Arc<Tokens>,
    server: Arc<dyn Server>,
    /// Base URL of the pages on which users log in.
    accounts: Result<Url, ConfigError>,
    /// How long calls of the client may take, if that is set.
    timeout: Option<Duration>,
}

impl std::fmt::Debug for OAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OAuth")
    }
}

impl OAuth {
    pub(crate) fn new(
        tokens: Arc<Tokens>,
        server: Arc<dyn Server>,
        accounts: Result<Url, ConfigError>,
        timeout: Option<Duration>,
    ) -> Self {
        Self {
            tokens,
            server,
            accounts,
            timeout,
        }
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

    /// Exchanges the code that the user came back with. A code works once, for five minutes. So the server has at least 30 s
    /// to respond, whatever [`Options::timeout`](crate::Options::timeout) the client was built with.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn exchange(&self, login: &Authorization, code: &str) -> Result<AccessToken> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &login.redirect_uri),
            ("code_verifier", login.code_verifier.expose_secret()),
        ];
        self.tokens.grant(&self.server, &fields).await
    }

    /// Exchanges a refresh token for a new token and refresh token, for who keeps them without a session. A refresh token
    /// works once, so that the server has as long to respond as for [`exchange`](Self::exchange).
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<AccessToken> {
        self.tokens.refresh(&self.server, refresh_token).await
    }

    /// Has the client's token store keep the tokens of a user who has logged in, in place of those of an earlier login.
    ///
    /// `user` is any name that the program knows the user by; it stands in the key of the store. A refresh of the earlier
    /// login that is under way ends first.
    ///
    /// # Errors
    /// [`TokenError::Store`](crate::TokenError::Store): the store does not keep them, or not within the client's
    /// [`Options::timeout`](crate::Options::timeout).
    pub async fn begin_session(&self, user: impl Into<Arc<str>>, token: AccessToken) -> Result<UserSession> {
        let user = user.into();
        let kind = TokenKind::User(user.clone());
        self.tokens.put(kind, token, self.timeout).await?;
        Ok(self.session(user))
    }

    /// The session of a user whose tokens the client's token store has. Nothing is asked before the first call; if there
    /// are none, it fails with [`TokenError::NotLoggedIn`](crate::TokenError::NotLoggedIn).
    pub fn session(&self, user: impl Into<Arc<str>>) -> UserSession {
        let key = self.tokens.key(TokenKind::User(user.into()));
        UserSession::new(self.tokens.clone(), self.server.clone(), key)
    }
}

/// 256 random bits as text of letters that PKCE allows.
fn random() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| ConfigError::setting("random numbers", error))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A login that was begun. `Debug` does not show state and verifier, nor the query of the address, which holds the state.
#[derive(Clone)]
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

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = self.url.clone();
        shown.set_query(None);
        f.debug_struct("Authorization")
            .field("url", &shown.as_str())
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
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
