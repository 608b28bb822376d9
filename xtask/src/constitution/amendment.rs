//! What changed between two texts of a constitution, and the level that it demands.
