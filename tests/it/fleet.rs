//! One publisher for one tag.
