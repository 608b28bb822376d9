//! What workflows publish.
