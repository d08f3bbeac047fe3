//! The call by which users get their tokens, as OAuth 2 describes it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};

use super::{AccessToken, LIMIT, Server, TokenKey, Tokens};
use crate::Request;
use crate::error::{Error, Result, TokenError};
use crate::spec::{Method, Response, Spec, Token};
use crate::wire;

pub(super) const TOKEN: Spec = Spec {
    id: "authen.v2.oauth.token",
    method: Method::Post,
    path: "/open-apis/authen/v2/oauth/token",
    facts: "page https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/get-user-access-token",
    response: Response::Flat,
    // Codes and refresh tokens work once, so that a call which may have been carried out must not be repeated.
    idempotency_key: None,
    ..Spec::EMPTY
};

impl Tokens {
    /// Exchanges what `fields` hold, a code or a refresh token, for tokens. Both work once, so that it has its time also where
    /// calls have less.
    pub(crate) async fn grant(&self, server: &Arc<dyn Server>, fields: &[(&'static str, &str)]) -> Result<AccessToken> {
        let application = [
            ("client_id", self.app_id.as_str()),
            ("client_secret", self.app_secret.expose_secret()),
        ];
        let request = request(&TOKEN, &[&application, fields].concat());
        let response: TokenResponse = server.clone().ask(request, LIMIT).await?.decode()?;
        if response.access_token.is_empty() {
            return Err(Error::from(TokenError::NoToken {
                operation: TOKEN.id,
                token: Token::User,
            }));
        }
        Ok(response.into())
    }

    pub(crate) async fn refresh(&self, server: &Arc<dyn Server>, refresh_token: &SecretString) -> Result<AccessToken> {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
        ];
        self.grant(server, &fields).await
    }

    /// The next tokens of a user.
    pub(super) async fn refresh_user(&self, key: &TokenKey, server: &Arc<dyn Server>) -> Result<AccessToken> {
        let last = self.cache.last(key).ok_or(TokenError::NotLoggedIn)?;
        let refresh_token = last.refresh_token.ok_or(TokenError::NoRefreshToken)?;
        self.refresh(server, &refresh_token).await
    }
}

/// The call that exchanges these fields for a token of any kind.
pub(super) fn request(spec: &'static Spec, fields: &[(&'static str, &str)]) -> Request {
    let mut request = Request::new(spec);
    let body = request.json();
    fields.iter().for_each(|(name, value)| body.field(name, *value));
    request
}

#[derive(Default)]
struct TokenResponse {
    access_token: String,
    expires_in: i64,
    refresh_token: Option<String>,
    refresh_token_expires_in: Option<i64>,
    scope: String,
}

impl From<TokenResponse> for AccessToken {
    fn from(response: TokenResponse) -> Self {
        let lifetime = |seconds: i64| Duration::from_secs(seconds.clamp(0, u32::MAX.into()).unsigned_abs());
        let mut token = Self::new(response.access_token.into(), lifetime(response.expires_in));
        token.refresh_token = response.refresh_token.filter(|token| !token.is_empty()).map(Into::into);
        if token.refresh_token.is_none() {
            // There is nothing that could be done before its end.
            token.renew_at = token.expires_at;
        }
        token.refresh_expires_at = response
            .refresh_token_expires_in
            .map(|seconds| SystemTime::now() + lifetime(seconds));
        token.scopes = response.scope.split_whitespace().map(str::to_owned).collect();
        token
    }
}

impl wire::FieldsMut for TokenResponse {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("access_token", &mut self.access_token);
        source.field("expires_in", &mut self.expires_in);
        source.field("refresh_token", &mut self.refresh_token);
        source.field("refresh_token_expires_in", &mut self.refresh_token_expires_in);
        source.field("scope", &mut self.scope);
    }
}
