//! Whether the host pulls anew.
