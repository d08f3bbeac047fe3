//! Order by a key: of events with the same one, each is handled when those before it have been.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;

use crate::lock::lock;

/// The order of all keys.
#[derive(Default)]
pub(super) struct Turns(Arc<Mutex<Order>>);

#[derive(Default)]
struct Order {
    taken: u64,
    /// The last turn of each key: its number, and its end.
    last: HashMap<String, (u64, oneshot::Receiver<()>)>,
}

/// A place in the order. It is over when this is dropped, which is to be after it began, unless all end.
pub(super) struct Turn {
    key: String,
    number: u64,
    before: Option<oneshot::Receiver<()>>,
    order: Arc<Mutex<Order>>,
    _over: oneshot::Sender<()>,
}

impl Turns {
    /// Takes the place after all others of this key.
    pub(super) fn take(&self, key: String) -> Turn {
        let (over, is_over) = oneshot::channel();
        let mut order = lock(&self.0);
        order.taken += 1;
        let number = order.taken;
        let before = order.last.insert(key.clone(), (number, is_over));
        drop(order);
        Turn {
            key,
            number,
            before: before.map(|(_, over)| over),
            order: self.0.clone(),
            _over: over,
        }
    }
}

impl Turn {
    /// Whether all that came before is over, as far as it was waited for.
    pub(super) fn has_begun(&self) -> bool {
        self.before.is_none()
    }

    /// Waits until all that came before is over.
    pub(super) async fn begin(&mut self) {
        if let Some(before) = &mut self.before {
            // Its end is that nobody can send any more.
            let _ = before.await;
            self.before = None;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Entry::Occupied(last) = lock(&self.order).last.entry(std::mem::take(&mut self.key))
            && last.get().0 == self.number
        {
            last.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn turns_of_a_key_come_one_after_the_other_and_leave_nothing() {
        let turns = Turns::default();
        let take = || turns.take("a".to_owned());
        let (mut first, mut second, mut third) = (take(), take(), take());
        let mut other = turns.take("b".to_owned());
        let mut begins = |turn: &mut Turn| turn.begin().now_or_never().is_some();
        assert_eq!(
            [&mut first, &mut second, &mut third, &mut other].map(&mut begins),
            [true, false, false, true]
        );
        drop(first);
        assert_eq!([&mut second, &mut third].map(&mut begins), [true, false]);
        drop((second, other));
        assert!(begins(&mut third));
        drop(third);
        assert!(lock(&turns.0).last.is_empty());
    }
}
