//! Metadata-action against its own table.
