use super::*;
use crate::receive::connection::settings::ClientConfig;
use crate::wire;

const RULES: Rules = Rules {
    ping_every: None,
    silence: Duration::from_secs(10),
    first_pause: Duration::from_secs(1),
    longest_pause: None,
};

const MINUTE: Duration = Duration::from_secs(60);

fn settings(json: &str) -> Settings {
    wire::from_str::<ClientConfig>(json).unwrap().into()
}

fn ready(now: Instant) -> Machine {
    let mut machine = Machine::new(RULES);
    let action = machine.step(Input::Connected(Settings::default()), now, 0.0);
    assert_eq!(action, Some(Action::Ping));
    machine
}

fn wait(machine: &Machine, now: Instant) -> Duration {
    let Phase::Waiting { until } = machine.phase else {
        panic!("{machine:?}")
    };
    until - now
}

#[test]
fn a_connection_is_pinged_and_given_up_when_nothing_comes() {
    let start = Instant::now();
    let mut machine = ready(start);
    let mut pings = 0;
    let dead = loop {
        let now = machine.wake().unwrap();
        match machine.step(Input::Time, now, 0.5) {
            Some(Action::Ping) => pings += 1,
            Some(Action::HangUp) => break now,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((pings, dead - start), (1, 2 * MINUTE + RULES.silence));
    assert!(wait(&machine, dead) <= QUICK);
}

#[test]
fn three_days_of_pongs_keep_a_connection_and_a_ping_goes_out_in_each_interval() {
    let start = Instant::now();
    let mut machine = ready(start);
    let mut pings = 0;
    let mut now = start;
    while now < start + 3 * 24 * 60 * MINUTE {
        now = machine.wake().unwrap();
        assert_eq!(machine.step(Input::Time, now, 0.5), Some(Action::Ping));
        machine.step(Input::Heard, now + Duration::from_millis(50), 0.5);
        pings += 1;
    }
    assert_eq!(pings, 3 * 24 * 30);
}

#[test]
fn settings_are_taken_where_they_make_sense() {
    let now = Instant::now();
    let every = |json: &str| {
        let mut machine = ready(now);
        machine.step(Input::Settings(settings(json)), now, 0.0);
        machine.ping_every().as_secs()
    };
    assert_eq!(every("{}"), 120);
    assert_eq!(every(r#"{"PingInterval":0,"ReconnectCount":-1}"#), 120);
    assert_eq!(every(r#"{"PingInterval":-5}"#), 120);
    assert_eq!(every(r#"{"PingInterval":30}"#), 30);
    assert_eq!(every(r#"{"PingInterval":1}"#), 5);
    assert_eq!(every(r#"{"PingInterval":99999999999}"#), 120);
    assert_eq!(every(r#"{"PingInterval":99999}"#), 600);
}

#[test]
fn shorter_pings_begin_at_once() {
    let now = Instant::now();
    let mut machine = ready(now);
    machine.step(Input::Settings(settings(r#"{"PingInterval":30}"#)), now, 0.0);
    assert_eq!(machine.wake(), Some(now + MINUTE / 2));
}

#[test]
fn pauses_grow_up_to_what_the_server_says_and_are_random() {
    let now = Instant::now();
    let mut machine = Machine::new(RULES);
    let mut pauses = Vec::new();
    for _ in 0..10 {
        machine.step(Input::Lost(Severity::Passing), now, 1.0);
        pauses.push(wait(&machine, now).as_secs());
        machine.phase = Phase::Connecting;
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]);
    machine.step(Input::Lost(Severity::Passing), now, 0.25);
    assert_eq!(wait(&machine, now).as_secs(), 30);
    machine.phase = Phase::Connecting;
    machine.step(Input::Lost(Severity::Lasting), now, 0.0);
    assert_eq!(wait(&machine, now).as_secs(), 60);
}

#[test]
fn after_a_good_connection_the_pause_is_short_and_after_a_brief_one_it_grows() {
    let start = Instant::now();
    let mut machine = ready(start);
    machine.pauses = 5;
    machine.step(Input::Lost(Severity::Passing), start + 2 * MINUTE, 1.0);
    assert_eq!(wait(&machine, start + 2 * MINUTE), QUICK);
    let mut brief = ready(start);
    brief.pauses = 5;
    brief.step(Input::Lost(Severity::Passing), start + MINUTE / 2, 1.0);
    assert_eq!(wait(&brief, start + MINUTE / 2).as_secs(), 32);
}

#[test]
fn it_ends_after_as_many_failures_as_the_server_allows_and_else_never() {
    let now = Instant::now();
    let attempts_until_end = |json: &str, pong: &str| {
        let mut machine = Machine::new(RULES);
        machine.step(Input::Connected(settings(json)), now, 0.0);
        machine.step(Input::Settings(settings(pong)), now, 0.0);
        machine.step(Input::Lost(Severity::Passing), now, 0.0);
        let mut attempts = 0;
        while machine.phase != Phase::Ended && attempts < 1000 {
            assert_eq!(machine.step(Input::Time, now, 0.0), Some(Action::Connect));
            attempts += 1;
            machine.step(Input::Lost(Severity::Passing), now, 0.0);
        }
        attempts
    };
    assert_eq!(attempts_until_end(r#"{"ReconnectCount":3}"#, "{}"), 3);
    assert_eq!(attempts_until_end(r#"{"ReconnectCount":0}"#, "{}"), 0);
    assert_eq!(attempts_until_end(r#"{"ReconnectCount":-1}"#, "{}"), 1000);
    assert_eq!(attempts_until_end("{}", "{}"), 1000);
    assert_eq!(
        attempts_until_end(r#"{"ReconnectCount":3}"#, r#"{"ReconnectCount":0}"#),
        3
    );
    assert_eq!(attempts_until_end("{}", r#"{"ReconnectCount":0}"#), 1000);
}

/// All that can happen in all phases: whatever comes, it ends when it is stopped, ends for good, and is never without
/// something that makes it go on.
#[test]
fn no_input_wedges_it() {
    let start = Instant::now();
    let later = start + 10 * MINUTE;
    let inputs = || {
        [
            Input::Connected(Settings::default()),
            Input::Lost(Severity::Passing),
            Input::Lost(Severity::Lasting),
            Input::Lost(Severity::Final),
            Input::Heard,
            Input::Settings(settings(r#"{"PingInterval":30,"ReconnectCount":2}"#)),
            Input::Time,
            Input::Stop,
            Input::Drained,
        ]
    };
    let inputs_by_three = inputs().into_iter().flat_map(|first| {
        inputs().into_iter().flat_map(move |second| {
            let first = first.clone();
            inputs()
                .into_iter()
                .map(move |third| [first.clone(), second.clone(), third])
        })
    });
    for path in inputs_by_three {
        let mut machine = Machine::new(RULES);
        let mut is_draining = false;
        for (number, input) in path.iter().enumerate() {
            let before = machine.phase;
            let action = machine.step(input.clone(), later + u32::try_from(number).unwrap() * MINUTE, 0.5);
            is_draining |= action == Some(Action::Drain);
            let has_ended = before == Phase::Ended;
            assert!(
                !has_ended || (action.is_none() && machine.phase == Phase::Ended),
                "{path:?}"
            );
            let goes_on = match machine.phase {
                // Its end is an input.
                Phase::Connecting => true,
                Phase::Closing { .. } => is_draining,
                Phase::Ready { .. } | Phase::Waiting { .. } => machine.wake().is_some(),
                Phase::Ended => true,
            };
            assert!(goes_on, "{path:?}");
        }
        let end = later + 60 * MINUTE;
        machine.step(Input::Stop, end, 0.5);
        machine.step(Input::Drained, end, 0.5);
        assert_eq!(machine.phase, Phase::Ended, "{path:?}");
    }
}
