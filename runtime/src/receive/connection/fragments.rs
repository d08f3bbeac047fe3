//! Messages that come in several frames, in any order.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

/// So many frames at most make a message.
const MOST: usize = 1024;
/// So many bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// So many messages may be incomplete.
const OPEN: usize = 64;
/// So many bytes may be kept of all of them.
const KEPT: usize = 64 * 1024 * 1024;
/// How long a message may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Messages that are incomplete.
#[derive(Default)]
pub(super) struct Fragments {
    open: HashMap<String, Open>,
    bytes: usize,
}

struct Open {
    since: Instant,
    parts: Vec<Option<Bytes>>,
    missing: usize,
    bytes: usize,
}

/// Why a frame can be no part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoPart {
    #[error("it says that it is part {0} of {1}")]
    Number(usize, usize),
    #[error("its message has too many parts or bytes")]
    TooLarge,
}

impl Fragments {
    /// Takes a part, and gives the whole message if that was the last one missing.
    pub(super) fn add(
        &mut self,
        id: &str,
        (number, sum): (usize, usize),
        part: Bytes,
        now: Instant,
    ) -> Result<Option<Bytes>, NoPart> {
        if sum > MOST || part.len() > LARGEST {
            return Err(NoPart::TooLarge);
        }
        if sum <= 1 {
            return Ok(Some(part));
        }
        if number >= sum {
            return Err(NoPart::Number(number, sum));
        }
        self.forget(now);
        let open = self.open.entry(id.to_owned()).or_insert_with(|| Open {
            since: now,
            parts: vec![None; sum],
            missing: sum,
            bytes: 0,
        });
        let all = open.parts.len();
        let Some(place) = open.parts.get_mut(number).filter(|_| all == sum) else {
            return Err(NoPart::Number(number, all));
        };
        // What came before is the same.
        if place.is_none() {
            open.missing -= 1;
            open.bytes += part.len();
            self.bytes += part.len();
            *place = Some(part);
        }
        let (is_whole, is_too_large) = (open.missing == 0, open.bytes > LARGEST);
        if !is_whole && !is_too_large {
            self.make_room();
            return Ok(None);
        }
        let whole = self.remove(id).filter(|_| !is_too_large).ok_or(NoPart::TooLarge)?;
        let parts: Vec<Bytes> = whole.parts.into_iter().flatten().collect();
        Ok(Some(parts.concat().into()))
    }

    fn remove(&mut self, id: &str) -> Option<Open> {
        let open = self.open.remove(id)?;
        self.bytes -= open.bytes;
        Some(open)
    }

    /// Forgets what takes too long.
    fn forget(&mut self, now: Instant) {
        let late = self
            .open
            .extract_if(|_, open| now.duration_since(open.since) > PATIENCE);
        let bytes: usize = late.map(|(_, open)| open.bytes).sum();
        self.bytes -= bytes;
    }

    /// Forgets what has been incomplete for longest, until there is not too much.
    fn make_room(&mut self) {
        while self.open.len() > OPEN || self.bytes > KEPT {
            let oldest = self.open.iter().min_by_key(|(_, open)| open.since);
            let Some(id) = oldest.map(|(id, _)| id.clone()) else {
                break;
            };
            self.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[test]
    fn parts_make_a_message_in_any_order_also_if_some_come_twice() {
        let (mut fragments, now) = (Fragments::default(), Instant::now());
        let mut add = |id: &str, number, text| fragments.add(id, (number, 3), part(text), now).unwrap();
        assert_eq!(add("m", 2, "c"), None);
        assert_eq!(add("m", 2, "c"), None);
        assert_eq!(add("n", 0, "x"), None);
        assert_eq!(add("m", 0, "a"), None);
        assert_eq!(add("m", 1, "b"), Some(part("abc")));
        assert_eq!((fragments.open.len(), fragments.bytes), (1, 1));
    }

    #[test]
    fn a_frame_that_is_the_whole_message_is_not_kept() {
        let mut fragments = Fragments::default();
        for sum in [0, 1] {
            let whole = fragments.add("", (0, sum), part("a"), Instant::now());
            assert_eq!(whole, Ok(Some(part("a"))));
        }
        assert!(fragments.open.is_empty());
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        let (mut fragments, now) = (Fragments::default(), Instant::now());
        assert_eq!(fragments.add("m", (3, 3), part("a"), now), Err(NoPart::Number(3, 3)));
        assert_eq!(fragments.add("m", (0, 1025), part("a"), now), Err(NoPart::TooLarge));
        fragments.add("m", (0, 2), part("a"), now).unwrap();
        assert_eq!(fragments.add("m", (1, 3), part("a"), now), Err(NoPart::Number(1, 2)));
    }

    #[test]
    fn what_is_kept_is_bounded_in_time_number_and_size() {
        let (mut fragments, now) = (Fragments::default(), Instant::now());
        for number in 0..1000_u64 {
            let at = now + Duration::from_millis(number);
            fragments.add(&number.to_string(), (0, 2), part("a"), at).unwrap();
        }
        assert_eq!((fragments.open.len(), fragments.bytes), (OPEN, OPEN));
        assert!(fragments.open.contains_key("999") && !fragments.open.contains_key("0"));
        fragments.add("late", (0, 2), part("a"), now + 2 * PATIENCE).unwrap();
        assert_eq!((fragments.open.len(), fragments.bytes), (1, 1));

        let mebibytes = |count: usize| Bytes::from(vec![0; count << 20]);
        let later = now + 2 * PATIENCE;
        assert_eq!(fragments.add("large", (0, 3), mebibytes(9), later), Ok(None));
        assert_eq!(
            fragments.add("large", (1, 3), mebibytes(9), later),
            Err(NoPart::TooLarge)
        );
        for number in 0..10 {
            fragments
                .add(&number.to_string(), (0, 2), mebibytes(10), later)
                .unwrap();
        }
        assert!(fragments.bytes <= KEPT && fragments.open.len() <= 7);
    }
}
