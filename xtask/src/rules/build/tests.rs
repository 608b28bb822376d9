//! One behaviour of the build family each.
