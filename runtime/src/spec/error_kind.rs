//! What an error means to a program.

/// What kind of error the server reports: whether it passes by waiting, and else who has to do something.
///
/// It comes from the words of the page's error table, for codes of the whole platform from the guide to them, and for codes
/// of which nothing is known from the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Called too often within seconds or minutes. The request was not carried out; the client waits and repeats it.
    RateLimit,
    /// Others are writing at the moment, or what the request is about is not ready: it is being copied, or created. The
    /// request was not carried out; the client repeats it.
    Busy,
    /// The server failed or ran out of time. The request may have been carried out; the client repeats what can be
    /// repeated safely.
    Server,
    /// The tenant or user has used up what they may, by month, day or plan, or their plan lacks it. Waiting for seconds does
    /// not help.
    Quota,
    /// The token, the code or the secret is missing, wrong or expired.
    Authentication,
    /// The application, the user or the tenant may not do it, or is not set up for it.
    Permission,
    /// What the request is about is not there, or no longer.
    NotFound,
    /// What has to be unique is there already, or is twice in the request; or the same request was made before.
    Duplicate,
    /// More, longer or bigger than is allowed.
    TooLarge,
    /// The request is wrong: a parameter, or what it asks for does not fit what it is about.
    Invalid,
}

impl ErrorKind {
    /// Whether the same request may succeed a little later.
    pub(crate) const fn passes(self) -> bool {
        matches!(self, Self::RateLimit | Self::Busy | Self::Server)
    }

    /// Whether the server may have done what was asked.
    pub(crate) const fn may_have_been_carried_out(self) -> bool {
        !matches!(self, Self::RateLimit | Self::Busy)
    }

    /// The kind that a table of errors calls so.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "rate_limit" => Self::RateLimit,
            "busy" => Self::Busy,
            "server" => Self::Server,
            "quota" => Self::Quota,
            "authentication" => Self::Authentication,
            "permission" => Self::Permission,
            "not_found" => Self::NotFound,
            "duplicate" => Self::Duplicate,
            "too_large" => Self::TooLarge,
            "invalid" => Self::Invalid,
            _ => return None,
        })
    }

    /// The kind of the codes that any endpoint may return: those of the gateway, and of the service that sends
    /// messages. From the platform's guide to its general error codes.
    pub(crate) const fn of_platform(code: i64) -> Option<Self> {
        Some(match code {
            99_991_400 | 230_020 | 11_232 | 11_233 | 11_247 => Self::RateLimit,
            99_991_403 => Self::Quota,
            // A session, code or token that is missing, malformed, expired or of the wrong kind.
            99_991_501
            | 99_991_543
            | 99_991_611..=99_991_643
            | 99_991_645
            | 99_991_661
            | 99_991_663..=99_991_671
            | 99_991_677
            | 99_991_681..=99_991_693 => Self::Authentication,
            // An address that the application does not list, an application that is off, a scope that it lacks.
            99_991_401 | 99_991_662 | 99_991_672..=99_991_674 | 99_991_676 | 99_991_679 => Self::Permission,
            // A path, and ids of users, departments, messages, chats and the like.
            99_991_201 | 99_992_351..=99_992_360 | 99_992_363..=99_992_380 | 99_992_500 | 99_992_501 => Self::NotFound,
            // Parameters, and ids of another application or tenant.
            99_991_300
            | 99_991_301
            | 99_991_503
            | 99_991_675
            | 99_992_361
            | 99_992_381
            | 99_992_402
            | 99_993_201..=99_993_203 => Self::Invalid,
            _ => return None,
        })
    }

    /// What an HTTP status says by itself.
    pub(crate) const fn of_status(status: u16) -> Option<Self> {
        Some(match status {
            429 => Self::RateLimit,
            500.. => Self::Server,
            401 => Self::Authentication,
            403 => Self::Permission,
            404 | 410 => Self::NotFound,
            413 => Self::TooLarge,
            _ => return None,
        })
    }
}
