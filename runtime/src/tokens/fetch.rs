//! The calls by which the application gets its own tokens.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::grant::{self, request};
use super::{AccessToken, LIMIT, Server, TokenKey, TokenKind, Tokens, is_refusal, store_failed};
use crate::Request;
use crate::error::{Error, Result, TokenError};
use crate::spec::{AppType, Method, Response, Spec, Token};
use crate::wire;

const fn spec(id: &'static str, path: &'static str) -> Spec {
    Spec {
        id,
        method: Method::Post,
        path,
        facts: "page https://open.feishu.cn/document/ukTMukTMukTM/uMTNz4yM1MjLzUzM",
        response: Response::Flat,
        // The server responds with the same token as long as it is valid, so that asking again changes nothing.
        idempotency_key: Some("app_id"),
        ..Spec::EMPTY
    }
}

const INTERNAL_TENANT: Spec = spec(
    "auth.v3.tenant_access_token.internal",
    "/open-apis/auth/v3/tenant_access_token/internal",
);
const INTERNAL_APP: Spec = spec(
    "auth.v3.app_access_token.internal",
    "/open-apis/auth/v3/app_access_token/internal",
);
const STORE_APP: Spec = spec("auth.v3.app_access_token.create", "/open-apis/auth/v3/app_access_token");
const STORE_TENANT: Spec = Spec {
    idempotency_key: Some("tenant_key"),
    ..spec(
        "auth.v3.tenant_access_token.create",
        "/open-apis/auth/v3/tenant_access_token",
    )
};
const RESEND: Spec = spec("auth.v3.app_ticket.resend", "/open-apis/auth/v3/app_ticket/resend");

impl Tokens {
    /// Gets a new token from the server. Boxed, since a token of one kind may need one of another kind.
    pub(super) fn fetch<'a>(
        self: &'a Arc<Self>,
        key: &'a TokenKey,
        server: &'a Arc<dyn Server>,
    ) -> Pin<Box<dyn Future<Output = Result<AccessToken>> + Send + 'a>> {
        Box::pin(async move {
            match (key.kind(), self.app_type) {
                (TokenKind::Tenant, _) => ask(server, &INTERNAL_TENANT, &self.credentials(), Token::Tenant).await,
                (TokenKind::App, AppType::Custom) => ask(server, &INTERNAL_APP, &self.credentials(), Token::App).await,
                (TokenKind::App, AppType::Isv) => self.fetch_store_app(server).await,
                (TokenKind::TenantOf(tenant), _) => self.fetch_store_tenant(tenant, server).await,
                (TokenKind::AppTicket, _) => Err(TokenError::NoAppTicket.into()),
                (TokenKind::User(_), _) => self.refresh_user(key, server).await,
            }
        })
    }

    /// Id of the endpoint that hands out a token.
    pub(super) const fn operation(&self, kind: &TokenKind) -> &'static str {
        match (kind, self.app_type) {
            (TokenKind::Tenant, _) => INTERNAL_TENANT.id,
            (TokenKind::TenantOf(_), _) => STORE_TENANT.id,
            (TokenKind::App, AppType::Custom) => INTERNAL_APP.id,
            (TokenKind::App, AppType::Isv) => STORE_APP.id,
            (TokenKind::AppTicket, _) => RESEND.id,
            (TokenKind::User(_), _) => grant::TOKEN.id,
        }
    }

    /// What asks the server to send the `app_ticket` event again.
    pub(crate) fn resend_app_ticket(&self) -> Request {
        request(&RESEND, &self.credentials())
    }

    fn credentials(&self) -> [(&'static str, &str); 2] {
        [
            ("app_id", &self.app_id),
            ("app_secret", self.app_secret.expose_secret()),
        ]
    }

    async fn fetch_store_app(&self, server: &Arc<dyn Server>) -> Result<AccessToken> {
        let key = self.key(TokenKind::AppTicket);
        // Not from memory: a ticket may be replaced at any time, and no refusal tells.
        let stored = self.store.get(&key).await.map_err(store_failed)?;
        let ticket = stored.filter(AccessToken::is_fresh).ok_or(TokenError::NoAppTicket)?;
        let [id, secret] = self.credentials();
        let fields = [id, secret, ("app_ticket", ticket.value.expose_secret())];
        ask(server, &STORE_APP, &fields, Token::App).await
    }

    async fn fetch_store_tenant(self: &Arc<Self>, tenant: &str, server: &Arc<dyn Server>) -> Result<AccessToken> {
        let key = self.key(TokenKind::App);
        let mut is_second = false;
        loop {
            let failed = |source| TokenError::Fetch {
                operation: STORE_TENANT.id,
                token: Token::App,
                source,
            };
            let app_token = self.token(&key, LIMIT, || server.clone()).await.map_err(failed)?;
            let fields = [("app_access_token", app_token.expose_secret()), ("tenant_key", tenant)];
            let outcome = ask(server, &STORE_TENANT, &fields, Token::Tenant).await;
            let is_refused = outcome.as_ref().is_err_and(is_refusal);
            if !is_refused || !self.refuse(&key, &app_token, STORE_TENANT.id, is_second) {
                return outcome;
            }
            is_second = true;
        }
    }
}

async fn ask(
    server: &Arc<dyn Server>,
    spec: &'static Spec,
    fields: &[(&'static str, &str)],
    token: Token,
) -> Result<AccessToken> {
    let response = server.clone().ask(request(spec, fields), Duration::ZERO).await?;
    let read: TokenResponse = response.decode()?;
    let value = match token {
        Token::Tenant => read.tenant_access_token,
        _ => read.app_access_token,
    };
    let seconds = u64::try_from(read.expire).unwrap_or(0);
    if value.is_empty() {
        return Err(Error::from(TokenError::NoToken {
            operation: spec.id,
            token,
        }));
    }
    Ok(AccessToken::new(value.into(), Duration::from_secs(seconds)))
}

#[derive(Default)]
struct TokenResponse {
    tenant_access_token: String,
    app_access_token: String,
    expire: i64,
}

impl wire::FieldsMut for TokenResponse {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("tenant_access_token", &mut self.tenant_access_token);
        source.field("app_access_token", &mut self.app_access_token);
        source.field("expire", &mut self.expire);
    }
}
