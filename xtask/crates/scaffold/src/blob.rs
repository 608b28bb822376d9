//! git's object id of a text as a blob, without git: by it `init` recognises what it has
//! written. Must not know files.
//!
//! A blob's id is the SHA-1 of `blob <length>\0<bytes>` (gitformat-pack(5)); SHA-1 is
//! FIPS 180-4, section 6.1. It guards against accidents, not against an enemy, who could
//! as well change the record.

/// The id of what people see of a text: line ends are LF and the last line has one, so
/// that a checkout with CRLF and an editor that adds a line feed change nothing.
pub fn id(text: &str) -> String {
    let lf = text.replace("\r\n", "\n");
    let body = lf.trim_end();
    let seen = if body.is_empty() { String::new() } else { format!("{body}\n") };
    sha1(format!("blob {}\0{seen}", seen.len()).as_bytes())
}

/// SHA-1 in hexadecimal.
fn sha1(bytes: &[u8]) -> String {
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((bytes.len() as u64 * 8).to_be_bytes());
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in message.chunks_exact(64) {
        compress(&mut state, block);
    }
    state.iter().map(|word| format!("{word:08x}")).collect()
}

fn compress(state: &mut [u32; 5], block: &[u8]) {
    let mut schedule = [0_u32; 80];
    for (word, bytes) in schedule.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for at in 16..80 {
        schedule[at] = (schedule[at - 3] ^ schedule[at - 8] ^ schedule[at - 14] ^ schedule[at - 16]).rotate_left(1);
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (at, word) in schedule.iter().enumerate() {
        let (mixed, constant) = match at {
            0..=19 => ((b & c) | (!b & d), 0x5a82_7999),
            20..=39 => (b ^ c ^ d, 0x6ed9_eba1),
            40..=59 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(*word);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_of_the_standard_and_of_git() {
        assert_eq!(sha1(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(sha1(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(sha1(&[b'a'; 1000]), "291e9a6c66994949b57ba5e650361e98fc36b1ba");
        // `git hash-object --stdin`
        assert_eq!(id(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(id("hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
    }

    #[test]
    fn line_ends_and_the_last_line_feed_are_no_edit() {
        for same in ["a\nb\n", "a\r\nb\r\n", "a\nb", "a\nb\n\n"] {
            assert_eq!(id(same), id("a\nb\n"), "{same:?}");
        }
        assert_ne!(id("a\nb\n"), id("a\n b\n"));
    }
}
