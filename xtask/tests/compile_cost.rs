//! The figures of the benchmark of compile costs, which has no harness that runs tests.

#[path = "../benches/compile/cost.rs"]
mod cost;

use cost::{CompileCost, Cost, LIBRARY, PEERS, Peer, SERVICE};

#[test]
fn crates_are_added_up_by_the_start_of_their_names() {
    let log = format!("{LIBRARY} 1.5 100\n{LIBRARY}_runtime 2 300\nother 7 900\n{LIBRARY}_x 0.5 200\n");
    let expected = Cost {
        cpu_seconds: 4.0,
        memory_bytes: 300,
    };
    assert_eq!(Cost::sum(&log, &[LIBRARY]), expected);
    assert_eq!(Cost::sum(&log, &["none"]), Cost::default());
}

#[test]
fn other_clients_are_shown_with_the_features_that_were_on() {
    let cost = Cost {
        cpu_seconds: 1.0,
        memory_bytes: 1,
    };
    let peers = PEERS.iter().map(|(package, _, features, _)| Peer {
        package,
        features,
        check: cost,
    });
    let text = CompileCost {
        check_full: cost,
        check_one_service: cost,
        library_bytes: 1,
        rebuild_full_seconds: 1.0,
        rebuild_one_service_seconds: 1.0,
        peers: peers.collect(),
    }
    .to_string();
    assert!(text.contains(&format!("{SERVICE} alone")), "{text}");
    assert!(text.contains("with axum, messaging;"), "{text}");
    assert!(text.contains("with full;"), "{text}");
}
