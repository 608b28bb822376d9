//! What can become of a constitution's text, and what makes a level doubtful: data.
//! `Display` makes of a change what a bump writes into the document's history. Must not know
//! which level a change demands, nor how a doubt is worded.

use std::fmt;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextChange {
    // Of a statement that is in both texts.
    TurnedOpposite {
        binding: bool,
    },
    /// Perhaps.
    TurnedRound {
        binding: bool,
    },
    Released,
    OnlyRecommended,
    BindsNow,
    BindsNoMore,
    /// One of several things that it asked.
    PartGone,
    SaysSomethingElse,
    SaysMoreOrLess,
    Number,
    Name,
    Reworded,
    Example,
    /// By so many words, all of them together.
    StatementsGrew(usize),

    // Of one that is gone, or new.
    BindingGone {
        several: bool,
    },
    BindingRetold,
    BindingReplaced,
    UnbindingGone,
    BindingNew,
    StatementNew,
    ReasonNew,
    /// By so many words, all of them together.
    ReasonsGrew(usize),
    /// So many are left, of so many.
    FewLeft(usize, usize),

    // Of a section, by its title.
    SectionGone(String),
    SectionNew(String),
    SectionShrunk(String),
    SectionFolded {
        title: String,
        into: String,
    },
    NonNegotiable(String),
    Negotiable(String),

    // Of the contract, by its key.
    ContractNew,
    ContractGone,
    ContractUnreadable,
    KeyNew(String),
    KeyGone(String),
    KeyChanged(String),
    ValueChanged {
        key: String,
        was: String,
        now: String,
    },

    // Of the wording alone.
    Title,
    Order,
    Punctuation,
    Wording,
    /// The same words in the same order, divided otherwise.
    Markup,
}

impl TextChange {
    /// Whether it speaks of a section, by its title.
    pub fn names_section(&self) -> bool {
        matches!(
            self,
            Self::SectionGone(_)
                | Self::SectionNew(_)
                | Self::SectionShrunk(_)
                | Self::SectionFolded { .. }
                | Self::NonNegotiable(_)
                | Self::Negotiable(_)
        )
    }
}

impl fmt::Display for TextChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TurnedOpposite { binding: true } => "a binding statement turned into its opposite",
            Self::TurnedOpposite { binding: false } => "a statement turned into its opposite",
            Self::TurnedRound { binding: true } => "a binding statement was turned round",
            Self::TurnedRound { binding: false } => "a statement was turned round",
            Self::Released => "what a statement demanded need not be any more",
            Self::OnlyRecommended => "a binding statement became a recommendation",
            Self::BindsNow => "a statement binds now",
            Self::BindsNoMore => "a statement does not bind any more",
            Self::PartGone => "a part of a statement, which bound, is gone",
            Self::SaysSomethingElse => "a binding statement says something else",
            Self::SaysMoreOrLess => "a statement says more, or less",
            Self::Number => "a number changed",
            Self::Name => "a name in a statement changed",
            Self::Reworded => "a statement was reworded",
            Self::Example => "an example changed",
            Self::StatementsGrew(words) => return write!(f, "statements grew by {words} words"),
            Self::BindingGone { several: true } => "one of several binding statements that are gone",
            Self::BindingGone { several: false } => "a binding statement is gone",
            Self::BindingRetold => "a binding statement is told in other sentences",
            Self::BindingReplaced => "a binding statement gave way to another",
            Self::UnbindingGone => "a statement that does not bind is gone",
            Self::BindingNew => "a binding statement is new",
            Self::StatementNew => "a statement is new",
            Self::ReasonNew => "a reason or an example is new",
            Self::ReasonsGrew(words) => return write!(f, "reasons and examples grew by {words} words"),
            Self::FewLeft(kept, all) => return write!(f, "only {kept} of {all} statements are left"),
            Self::SectionGone(title) => return write!(f, "the section “{title}” is gone"),
            Self::SectionNew(title) => return write!(f, "the section “{title}” is new"),
            Self::SectionShrunk(title) => return write!(f, "the section “{title}” keeps less than half of its words"),
            Self::SectionFolded { title, into } => return write!(f, "the section “{title}” went into “{into}”"),
            Self::NonNegotiable(title) => return write!(f, "“{title}” became non-negotiable"),
            Self::Negotiable(title) => return write!(f, "“{title}” is no longer marked non-negotiable"),
            Self::ContractNew => "the contract is new",
            Self::ContractGone => "the contract is gone",
            Self::ContractUnreadable => "the contract changed and cannot be read",
            Self::KeyNew(key) => return write!(f, "the contract's `{key}` is new"),
            Self::KeyGone(key) => return write!(f, "the contract's `{key}` is gone"),
            Self::KeyChanged(key) => return write!(f, "the contract's `{key}` changed"),
            Self::ValueChanged { key, was, now } => {
                return write!(f, "the contract's `{key}` changed from `{was}` to `{now}`")
            }
            Self::Title => "a title changed",
            Self::Order => "statements stand in another order or at another place",
            Self::Punctuation => "punctuation or case changed",
            Self::Wording => "the order or the wording changed",
            Self::Markup => "the same words are divided into other headings, items and paragraphs",
        })
    }
}

/// Why another level may be right. Of several at one level the first of these is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LevelDoubt {
    Only,
    BindingReplaced,
    BindingRetold,
    BindingSaysMore,
    BindingReworded,
    CodeBlock,
    NameInBackticks,
    NegationBeside,
    Negation,
    OppositeWord,
    BindingPartGone,
    PartGone,
    SaysLess,
    UnbindingGone,
    OtherWords,
    Weight,
    SectionFolded,
    ShortSection,
    DescribingSection,
    MovedBelowAnother,
    Exception,
    ExceptionNew,
    NoSectionGone,
    FewAndUnbinding,
    ReasonsNew,
    OtherLanguage,
}
