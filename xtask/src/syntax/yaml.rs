//! YAML as GitHub reads it: a tree with positions.
