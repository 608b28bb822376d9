//! What the prose claims.
