//! A claim on a delivery, for as long as its handler runs.

use std::pin::Pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::time::timeout;

use super::claims::{Claim, Claims};
use super::envelope::Raw;
use super::handlers::Handler;

/// How long a claim lasts without its process. The server sends an event again after 15 s and 5 min more, so that one whose
/// process died is handled then.
const LEASE: Duration = Duration::from_secs(5 * 60);

/// A delivery that is claimed or to be claimed.
pub(super) struct Claimed<'a> {
    claims: &'a dyn Claims,
    key: String,
    claimant: u64,
}

impl<'a> Claimed<'a> {
    /// What tells a delivery from others is its key, so that one that is repeated is known. An event without an id is always
    /// new, and needs no claim.
    pub(super) fn of(claims: &'a dyn Claims, raw: &Raw, handler: &Handler) -> Option<Self> {
        let header = &raw.header;
        let named = handler.spec.identity.and_then(|place| raw.text(place));
        let id = named.unwrap_or_else(|| header.id.clone());
        (!id.is_empty()).then(|| Self {
            claims,
            key: [&header.app_id, &header.tenant_key, &header.event_type, &*id].join(":"),
            claimant: fastrand::u64(..),
        })
    }

    pub(super) async fn claim(&self) -> Claim {
        let claim = self.claims.claim(&self.key, self.claimant, LEASE).await;
        claim.unwrap_or_else(|error| {
            tracing::warn!(error, "an event cannot be claimed, and is handled all the same");
            Claim::Granted
        })
    }

    /// Lengthens the claim until `handle` is done.
    pub(super) async fn hold_while<T>(&self, mut handle: Pin<&mut impl Future<Output = T>>) -> T {
        loop {
            if let Ok(outcome) = timeout(LEASE / 3, handle.as_mut()).await {
                return outcome;
            }
            match select(handle.as_mut(), self.claims.extend(&self.key, self.claimant, LEASE)).await {
                Either::Left((outcome, _)) => return outcome,
                Either::Right((Ok(()), _)) => {}
                Either::Right((Err(error), _)) => tracing::warn!(error, "a claim on an event is not extended"),
            }
        }
    }

    /// Remembers for so long that it is done, or gives the claim back.
    pub(super) async fn end(&self, keep: Option<Duration>) {
        let told = match keep {
            Some(keep) => self.claims.done(&self.key, self.claimant, keep).await,
            None => self.claims.release(&self.key, self.claimant).await,
        };
        if let Err(error) = told {
            tracing::warn!(error, "that an event was handled is not remembered");
        }
    }
}
