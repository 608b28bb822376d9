//! Tables of what has a name on the command line.
//! Must not know what stands in one.

/// The names of a table, in its order.
pub const fn names<T: Copy, const N: usize>(table: [(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = table[at].0;
        at += 1;
    }
    names
}
