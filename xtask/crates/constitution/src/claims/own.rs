//! The claims of a constitution that has been read.

use super::{Claim, Claimed, ClaimedImage, Role};
use crate::Constitution;
use prodproof_syntax::span::Spanned;

impl Constitution {
    /// Every claim of the prose, in order.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The images that the prose calls the service's own, first those that it says are
    /// published, then those that run or are named; without tags.
    pub fn images(&self) -> Vec<Spanned<String>> {
        let mut found: Vec<(Role, Spanned<String>)> = Vec::new();
        for claim in self.claims() {
            if let Claimed::Image { image: ClaimedImage { name, .. }, role } = &claim.what {
                found.push((*role, Spanned::new(name.clone(), claim.span)));
            }
        }
        let (mut published, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(role, _)| *role == Role::Published);
        published.extend(others);
        published.into_iter().map(|(_, image)| image).collect()
    }
}
