//! Formats, fixes, selection.
