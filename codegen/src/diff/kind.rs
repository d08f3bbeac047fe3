//! The kinds of changes, and what each does to programs: the one table of rules.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnostic::counted;

/// What happens at run time to programs that keep the crate they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stay {
    /// They go on as before.
    Ok,
    /// Calls that were right may be refused, or responses may not be read in full.
    MayFail,
    /// What they send has another effect than before, without an error.
    SendsSomethingElse,
    /// Calls fail.
    Fails,
}

/// What happens to programs that take the new crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Upgrade {
    /// The crate is the same.
    Nothing,
    /// Its docs or its facts about endpoints change.
    Docs,
    /// It has new items.
    NewThings,
    /// Programs that use the item do not compile any more.
    CompileError,
    /// Programs compile, and do something else.
    Silent,
}

impl fmt::Display for Stay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ok => "ok",
            Self::MayFail => "may fail",
            Self::SendsSomethingElse => "sends something else",
            Self::Fails => "fails",
        })
    }
}

impl fmt::Display for Upgrade {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Nothing => "nothing",
            Self::Docs => "docs",
            Self::NewThings => "new things",
            Self::CompileError => "compile error",
            Self::Silent => "silent",
        })
    }
}

impl Upgrade {
    /// So many changes that do this: `1 new thing`, `2 new things`.
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        match self {
            Self::NewThings => counted(count, "new thing"),
            Self::CompileError => counted(count, "compile error"),
            Self::Nothing | Self::Docs | Self::Silent => format!("{count} {self}"),
        }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $stay:ident, $upgrade:ident;)+) => {
        /// A kind of change. Names of kinds do not change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Kind {
            /// Every kind, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that is printed and searched for.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it does to programs that keep their crate.
            #[must_use]
            pub const fn stay(self) -> Stay {
                match self { $(Self::$variant => Stay::$stay,)+ }
            }

            /// The least that it does to the crate. What it does to the items of the crate comes on top.
            #[must_use]
            pub const fn upgrade(self) -> Upgrade {
                match self { $(Self::$variant => Upgrade::$upgrade,)+ }
            }

            /// What changed and why that matters, in a sentence or two.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

kinds! {
    /// An operation more.
    OperationAdded = "operation-added", Ok, Docs;
    /// No page describes the operation any more. If the server has none either, calls fail.
    OperationRemoved = "operation-removed", Fails, Docs;
    /// The page of an operation says that it is replaced or not recommended.
    OperationDeprecated = "operation-deprecated", Ok, Docs;
    /// The page no longer says that it is replaced.
    OperationRestored = "operation-restored", Ok, Docs;
    /// An event or callback more.
    EventAdded = "event-added", Ok, Docs;
    /// No page describes the event any more. If the server does not send it any more, handlers wait in vain.
    EventRemoved = "event-removed", MayFail, Docs;
    /// The page of an event says that it is replaced or not recommended.
    EventDeprecated = "event-deprecated", Ok, Docs;
    /// The page no longer says that the event is replaced.
    EventRestored = "event-restored", Ok, Docs;
    /// The type of an event in its envelope: handlers of the old one wait in vain.
    EventType = "event-type", Fails, Docs;
    /// The version of an event's envelope. Both are read.
    EventEnvelope = "event-envelope", Ok, Docs;
    /// The field by which two deliveries of an event are known as one.
    EventIdentity = "event-identity", Ok, Docs;
    /// Whether the platform waits for a reply to it.
    EventReply = "event-reply", MayFail, Docs;
    /// The id of the operation or event; functions and types are called by it.
    IdChanged = "id-changed", Ok, Docs;
    /// The title of the page.
    TitleChanged = "title-changed", Ok, Docs;
    /// The address of the page.
    PageMoved = "page-moved", Ok, Docs;
    /// The operation has another URL: a program that is not updated calls what may be gone.
    UrlChanged = "url-changed", Fails, Docs;
    /// The operation has another HTTP method.
    MethodChanged = "method-changed", Fails, Docs;
    /// A variable of the URL has another name, which the wire does not show.
    PathVariableRenamed = "path-variable-renamed", Ok, Docs;

    /// One more kind of token is accepted; a client that has it may choose it.
    TokenAdded = "token-added", Ok, Docs;
    /// A token is needed where none was: the old crate sends none.
    TokenNeeded = "token-needed", Fails, Docs;
    /// A kind of token is not accepted any more.
    TokenRemoved = "token-removed", Fails, Docs;
    /// No token is needed any more.
    TokenNotNeeded = "token-not-needed", Ok, Docs;
    /// One more kind of application may call it, or the page does not say any more which may.
    AppTypeAdded = "app-type-added", Ok, Docs;
    /// A kind of application may not call it any more; where the page named none before, all might.
    AppTypeRemoved = "app-type-removed", MayFail, Docs;
    /// One more scope is enough.
    ScopeAdded = "scope-added", Ok, Docs;
    /// A scope is needed where none was.
    ScopeNeeded = "scope-needed", MayFail, Docs;
    /// A scope is not enough any more: applications that have only this one are refused.
    ScopeRemoved = "scope-removed", MayFail, Docs;
    /// No scope is needed any more.
    ScopeNotNeeded = "scope-not-needed", Ok, Docs;
    /// The label of a scope, or whether it is historic or given out.
    ScopeChanged = "scope-changed", Ok, Docs;
    /// One more scope opens fields of the response.
    FieldScopeAdded = "field-scope-added", Ok, Docs;
    /// A scope that opened fields of the response is not listed any more.
    FieldScopeRemoved = "field-scope-removed", Ok, Docs;
    /// Fewer calls are allowed: at the old pace the server refuses some.
    RateLimitLowered = "rate-limit-lowered", MayFail, Docs;
    /// The rate limit allows more, or says something else.
    RateLimitChanged = "rate-limit-changed", Ok, Docs;

    /// An error more.
    ErrorAdded = "error-added", Ok, Docs;
    /// The page does not list the error any more; the server may still send it.
    ErrorRemoved = "error-removed", Ok, Docs;
    /// The message of an error.
    ErrorMessage = "error-message", Ok, Docs;
    /// The HTTP status of an error.
    ErrorStatus = "error-status", Ok, Docs;

    /// The body is written in another form: JSON, multipart, pairs.
    BodyForm = "body-form", Fails, Docs;
    /// The response comes in another form: in `data`, beside the code, a file, events.
    ResponseForm = "response-form", Fails, Docs;
    /// The field of the response that has the message of an error.
    MessageKey = "message-key", Ok, Docs;

    /// An optional parameter or field more in requests.
    RequestFieldAdded = "request-field-added", Ok, Docs;
    /// A required parameter or field more in requests.
    RequestRequiredAdded = "request-required-added", Fails, Docs;
    /// A parameter or field of requests is gone: the server ignores or refuses it.
    RequestFieldRemoved = "request-field-removed", MayFail, Docs;
    /// An optional field of requests has another name: the server ignores the old one.
    RequestFieldRenamed = "request-field-renamed", SendsSomethingElse, Docs;
    /// A required field of requests has another name.
    RequestRequiredRenamed = "request-required-renamed", Fails, Docs;
    /// What was required is optional.
    RequiredToOptional = "required-to-optional", Ok, Docs;
    /// What was optional is required.
    OptionalToRequired = "optional-to-required", MayFail, Docs;
    /// The type of a parameter or field of requests.
    RequestType = "request-type", MayFail, Docs;
    /// A parameter or field of requests takes more than before: anything, any object, or fractions.
    RequestTypeLoosened = "request-type-loosened", Ok, Docs;
    /// A list became a single value in requests, or a single value a list.
    RequestListOrSingle = "request-list-or-single", Fails, Docs;

    /// A field more in responses.
    ResponseFieldAdded = "response-field-added", Ok, Docs;
    /// A field of responses is gone: programs find nothing in it.
    ResponseFieldRemoved = "response-field-removed", MayFail, Docs;
    /// A field of responses has another name: programs find nothing in the old one.
    ResponseFieldRenamed = "response-field-renamed", MayFail, Docs;
    /// The type of a field of responses. Texts and numbers are read as each other.
    ResponseType = "response-type", MayFail, Docs;
    /// A field of responses was anything, any object or a number with a fraction, and is one of these now.
    ResponseTypeTightened = "response-type-tightened", Ok, Docs;
    /// A list became a single value in responses, or a single value a list.
    ResponseListOrSingle = "response-list-or-single", MayFail, Docs;
    /// Whether a field of responses is always there; in the crate all are optional.
    ResponsePresence = "response-presence", Ok, Docs;

    /// A value more in a documented set.
    ValueAdded = "value-added", Ok, Docs;
    /// A value less in a documented set: in requests the server may refuse it.
    ValueRemoved = "value-removed", MayFail, Docs;
    /// What a value means.
    ValueLabel = "value-label", Ok, Docs;
    /// Values are documented where none were.
    ValuesAppeared = "values-appeared", Ok, Docs;
    /// The documented values are gone; any value may stand there.
    ValuesVanished = "values-vanished", Ok, Docs;

    /// A default is stated where none was, or is not stated any more.
    DefaultStated = "default-stated", Ok, Docs;
    /// Another default: leaving the field out means something else.
    DefaultChanged = "default-changed", SendsSomethingElse, Docs;
    /// A limit is stricter, or there is one: values that were right may be refused.
    LimitTightened = "limit-tightened", MayFail, Docs;
    /// A limit is wider, or gone.
    LimitLoosened = "limit-loosened", Ok, Docs;
    /// The pattern of a text is new, or another one.
    PatternChanged = "pattern-changed", MayFail, Docs;
    /// A text has no pattern any more.
    PatternGone = "pattern-gone", Ok, Docs;
    /// The unit of a number is told where none was, or is not told any more.
    UnitTold = "unit-told", Ok, Docs;
    /// Whether a number counts seconds or milliseconds.
    UnitChanged = "unit-changed", SendsSomethingElse, Docs;
    /// A field needs a scope that it did not need: applications without it are refused, or do not get the field.
    FieldNeeds = "field-needs", MayFail, Docs;
    /// One more scope is enough for a field, or none is needed any more.
    FieldNeedsLess = "field-needs-less", Ok, Docs;
    /// The page says that the field should not be used.
    FieldDeprecated = "field-deprecated", Ok, Docs;
    /// The page no longer says that the field should not be used.
    FieldRestored = "field-restored", Ok, Docs;
    /// The example of a field.
    ExampleChanged = "example-changed", Ok, Docs;
    /// The word for an object in the type column, which types are named by.
    TypeWord = "type-word", Ok, Nothing;
    /// The order of rows.
    OrderChanged = "order-changed", Ok, Nothing;

    /// Names of the crate changed, and no page near them did: the published names were edited.
    NamesChanged = "names-changed", Ok, Nothing;
}

impl Kind {
    /// Whether it is about one operation or event as a whole. Others may be the same change for several.
    #[must_use]
    pub const fn is_of_whole(self) -> bool {
        matches!(
            self,
            Self::OperationAdded
                | Self::OperationRemoved
                | Self::OperationDeprecated
                | Self::OperationRestored
                | Self::EventAdded
                | Self::EventRemoved
                | Self::EventDeprecated
                | Self::EventRestored
                | Self::EventType
                | Self::EventEnvelope
                | Self::EventIdentity
                | Self::EventReply
                | Self::IdChanged
                | Self::TitleChanged
                | Self::PageMoved
                | Self::UrlChanged
                | Self::MethodChanged
        )
    }

    /// Whether names and types of the crate can change because of it.
    #[must_use]
    pub const fn is_of_surface(self) -> bool {
        !matches!(
            self,
            Self::OperationDeprecated
                | Self::OperationRestored
                | Self::EventDeprecated
                | Self::EventRestored
                | Self::TitleChanged
                | Self::PageMoved
                | Self::UrlChanged
                | Self::MethodChanged
                | Self::EventEnvelope
                | Self::EventIdentity
                | Self::TokenAdded
                | Self::TokenNeeded
                | Self::TokenRemoved
                | Self::TokenNotNeeded
                | Self::AppTypeAdded
                | Self::AppTypeRemoved
                | Self::ScopeAdded
                | Self::ScopeNeeded
                | Self::ScopeRemoved
                | Self::ScopeNotNeeded
                | Self::ScopeChanged
                | Self::FieldScopeAdded
                | Self::FieldScopeRemoved
                | Self::RateLimitLowered
                | Self::RateLimitChanged
                | Self::ErrorStatus
                | Self::MessageKey
                | Self::ResponsePresence
                | Self::DefaultStated
                | Self::DefaultChanged
                | Self::LimitTightened
                | Self::LimitLoosened
                | Self::PatternChanged
                | Self::PatternGone
                | Self::UnitTold
                | Self::UnitChanged
                | Self::FieldNeeds
                | Self::FieldNeedsLess
                | Self::FieldDeprecated
                | Self::FieldRestored
                | Self::ExampleChanged
                | Self::OrderChanged
        )
    }

    /// Whether an operation or event comes or goes.
    pub(super) const fn is_of_coming(self) -> bool {
        matches!(
            self,
            Self::OperationAdded | Self::OperationRemoved | Self::EventAdded | Self::EventRemoved
        )
    }

    /// Whether something has to be there where it had not, or the other way round.
    pub(super) const fn is_of_presence(self) -> bool {
        matches!(self, Self::RequiredToOptional | Self::OptionalToRequired)
    }

    /// Whether it is of a text that the name of a value or error comes from.
    pub(super) const fn is_of_text(self) -> bool {
        matches!(self, Self::ErrorMessage | Self::ValueLabel)
    }

    /// Whether a field has another name than before.
    pub(super) const fn is_renamed(self) -> bool {
        matches!(
            self,
            Self::RequestFieldRenamed | Self::RequestRequiredRenamed | Self::ResponseFieldRenamed
        )
    }

    /// What it does to programs that keep their crate where it stands in responses only, which are read tolerantly.
    #[must_use]
    pub const fn stay_in_responses(self) -> Stay {
        match self {
            Self::ValueRemoved | Self::DefaultChanged | Self::LimitTightened | Self::PatternChanged => Stay::Ok,
            Self::UnitChanged => Stay::MayFail,
            other => other.stay(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
