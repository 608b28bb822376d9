//! Why no registry takes a reference, as data. Must not know who asks.

/// The first violation of the grammar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceFault {
    EmptyComponent,
    Host(String),
    UpperCase,
    Component(String),
    EmptyTag,
    Tag(String),
    LongTag,
}
