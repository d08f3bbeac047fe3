//! Names as numbers: what the dictionary counts and the search compares.

use std::hash::Hasher;

/// The hash of a name or of a chain of them. Equal on every machine and in every run.
pub(super) type Symbol = u64;

/// The symbol of a text (FNV-1a, then mixed).
pub(super) fn symbol(text: &str) -> Symbol {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(hash, 0)
}

/// The symbol of `left` followed by `right`; the order matters.
pub(super) fn mix(left: Symbol, right: Symbol) -> Symbol {
    let mut hash = left.rotate_left(25).wrapping_add(right) ^ 0x9e37_79b9_7f4a_7c15;
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The hasher of symbols, which are hashes already.
#[derive(Clone, Debug, Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0, u64::from(*byte));
        }
    }

    fn write_u64(&mut self, symbol: u64) {
        self.0 = symbol;
    }
}
