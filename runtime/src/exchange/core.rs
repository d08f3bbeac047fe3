//! What all clones of a client share.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::brand::Hosts;
use super::pace::Pacer;
use super::pool::{Mode, Pools};
use super::{BoxFuture, Exchange, Options};
use crate::error::{ConfigError, Result};
use crate::request::Request;
use crate::response::Response;
use crate::spec::Host;
use crate::tokens::{Server, Tokens};

/// What all clones of a client share: connections, tokens and limits.
pub(crate) struct Core {
    pub(crate) pools: Pools,
    /// How long the server may stay silent in the middle of a file or of events.
    pub(crate) read_timeout: Duration,
    pub(crate) hosts: Hosts,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) pacer: Pacer,
    /// Options of calls that the client makes for itself.
    pub(crate) options: Arc<Options>,
}

impl Core {
    /// The address of a host: the brand's, or the server that was set in its place.
    pub(crate) fn base(&self, host: Host) -> Result<Cow<'_, Url>, ConfigError> {
        self.hosts.base(host)
    }
}

impl Server for Core {
    fn ask(self: Arc<Self>, request: Request, at_least: Duration) -> BoxFuture<Response> {
        let options = match self.options.timeout {
            Some(limit) if limit < at_least => Arc::new(Options::new().timeout(at_least).over(&self.options)),
            _ => self.options.clone(),
        };
        Exchange::response(Exchange::new(self, options, request, Mode::Whole))
    }
}
