//! Maps with a quick hash, for keys that nobody outside chooses for their hash. Must not know
//! what is kept in them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// As std's, built by `default`.
pub type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// Multiplies and rotates, eight bytes at a time.
#[derive(Debug, Default)]
pub struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        // The table looks at the upper bits as well as at the lower ones.
        self.0 ^ (self.0 >> 32)
    }
}
