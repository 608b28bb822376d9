//! The edits that give a constitution its next version, in the format found.
