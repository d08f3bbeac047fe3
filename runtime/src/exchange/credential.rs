//! Which token a call is sent with.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::options::Identity;
use super::pace::LimitScope;
use super::progress::Progress;
use super::{Core, Options};
use crate::error::{Result, TokenError};
use crate::spec::{AppType, Spec, Token};
use crate::tokens::{TokenKey, TokenKind};
use crate::user::UserToken;

/// Where the token of a call comes from. Decided once a call, before anything is sent.
pub(super) enum Credential<'a> {
    /// No token.
    None,
    /// One that the caller gave.
    Fixed(&'a SecretString),
    /// One of a user, which may refresh itself.
    User(&'a UserToken),
    /// One of the application, which is fetched and kept.
    Cached(Token, TokenKey),
}

impl Core {
    /// Chooses a token that the endpoint accepts and the caller has. If the caller chose an identity, no other is used.
    pub(super) fn credential<'a>(&self, spec: &'static Spec, options: &'a Options) -> Result<Credential<'a>> {
        let is_any = options.any_token.unwrap_or(false);
        let accepts = |token| is_any || spec.tokens.contains(&token);
        let missing = |hint| {
            Err(TokenError::Missing {
                operation: spec.id,
                accepted: spec.tokens,
                hint,
            }
            .into())
        };
        let cached = |token, kind| Ok(Credential::Cached(token, self.tokens.key(kind)));
        match (&options.identity, self.tokens.app_type) {
            (Some(Identity::Given(token)), _) => Ok(Credential::Fixed(token)),
            _ if spec.tokens.is_empty() && !is_any => Ok(Credential::None),
            (Some(Identity::User(user)), _) if accepts(Token::User) => Ok(Credential::User(user)),
            (Some(Identity::User(_)), _) => missing(
                "this client acts as a user; call with the client that it was derived from, or set `Options::any_token` \
                 if the page is wrong",
            ),
            (Some(Identity::Tenant), AppType::Custom) => {
                missing("this client acts in a tenant that it names, which only a store application can do")
            }
            (Some(Identity::Tenant), AppType::Isv) if accepts(Token::Tenant) => {
                let tenant = options.tenant.clone().unwrap_or_default();
                cached(Token::Tenant, TokenKind::TenantOf(tenant))
            }
            (None, AppType::Custom) if accepts(Token::Tenant) => cached(Token::Tenant, TokenKind::Tenant),
            (_, _) if accepts(Token::App) => cached(Token::App, TokenKind::App),
            (None, AppType::Isv) if accepts(Token::Tenant) => missing("say in which tenant, with `for_tenant`"),
            (_, _) => missing("say for which user, with `as_user`"),
        }
    }

    /// For whom the rate limit of calls with these options counts.
    pub(super) fn limit_scope(&self, options: &Options) -> LimitScope {
        if let Some(tenant) = &options.tenant {
            return LimitScope::Tenant(tenant.clone());
        }
        let token = |token: &SecretString| LimitScope::Token(self.pacer.fingerprint(token.expose_secret()));
        // A store application has many tenants.
        match (&options.identity, self.tokens.app_type) {
            (_, AppType::Custom) | (None | Some(Identity::Tenant), _) => LimitScope::App,
            (Some(Identity::Given(given) | Identity::User(UserToken::Fixed(given))), _) => token(given),
            (Some(Identity::User(UserToken::Session(session))), _) => LimitScope::User(session.key().clone()),
        }
    }

    /// The token itself. The next one of a user who has one is waited for no longer than half of the time that is left, which
    /// leaves the other half for the call.
    pub(super) async fn token_of<'a>(
        self: &Arc<Self>,
        spec: &'static Spec,
        credential: &Credential<'a>,
        progress: &Progress,
    ) -> Result<Option<Cow<'a, SecretString>>> {
        let patience = || progress.left() / 2;
        match credential {
            Credential::None => Ok(None),
            Credential::Fixed(token) => Ok(Some(Cow::Borrowed(*token))),
            Credential::User(UserToken::Fixed(token)) => Ok(Some(Cow::Borrowed(token))),
            Credential::User(UserToken::Session(session)) => {
                let failed = |source| TokenError::Fetch {
                    operation: spec.id,
                    token: Token::User,
                    source,
                };
                Ok(Some(Cow::Owned(
                    Box::pin(session.token(patience())).await.map_err(failed)?,
                )))
            }
            Credential::Cached(token, key) => {
                let failed = |source| TokenError::Fetch {
                    operation: spec.id,
                    token: *token,
                    source,
                };
                Ok(Some(Cow::Owned(
                    self.tokens
                        .token(key, Duration::ZERO, || self.clone())
                        .await
                        .map_err(failed)?,
                )))
            }
        }
    }

    /// Notes that an endpoint refuses a token, and says whether the call may be made again with another one. `is_second` is
    /// whether that has been done.
    pub(super) fn refuse(
        &self,
        credential: &Credential<'_>,
        token: &SecretString,
        endpoint: &str,
        is_second: bool,
    ) -> bool {
        match credential {
            Credential::User(UserToken::Session(session)) => session.refuse(token, endpoint, is_second),
            Credential::Cached(_, key) => self.tokens.refuse(key, token, endpoint, is_second),
            _ => false,
        }
    }
}
