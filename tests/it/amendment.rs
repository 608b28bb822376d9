//! Level and bump.
