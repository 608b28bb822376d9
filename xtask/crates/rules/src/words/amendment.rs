//! The words of what makes a level doubtful, and of what holds a bump back. What became of the text is worded where a bump
//! writes it into the document.

use std::fmt;

use prodproof_constitution::amendment::LevelDoubt;
use prodproof_constitution::bump::Held;

use super::Worded;

impl Worded for LevelDoubt {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Only => "`only` or its like came or went: minor if it restricts nothing that was allowed",
            Self::BindingReplaced => {
                "a binding statement is gone and others stand in its place: major if nobody meant to replace it"
            }
            Self::BindingRetold => "a binding statement is told in other sentences: major if they say less",
            Self::BindingSaysMore => {
                "a binding statement says more: patch if it only explains, major if it takes something back"
            }
            Self::BindingReworded => {
                "a binding statement was reworded: patch if it means the same, major if it means less"
            }
            Self::CodeBlock => "a code block changed: minor if it is more than an example",
            Self::NameInBackticks => "a name in backticks changed: minor if something else is meant by it",
            Self::NegationBeside => {
                "a negation came or went with words of its own: major if it takes something back or turns it round"
            }
            Self::Negation => "a negation came or went: minor if the same is meant in other words",
            Self::OppositeWord => "a word gave way to its opposite: minor if it turns nothing round",
            Self::UnbindingGone => {
                "a statement that does not bind is gone: minor, or major, if it was a rule all the same"
            }
            Self::OtherWords => "a statement has other words: minor, or major, if it says something else",
            Self::SaysLess => "a statement lost half of what it said: major if something of it was taken back",
            Self::BindingPartGone => "a part of a binding statement is gone: minor if it is demanded in other words",
            Self::PartGone => "a part of a section is gone: major if something of it was taken back",
            Self::Weight => "a principle changed its weight: major if that takes something back",
            Self::SectionFolded => {
                "a section was folded into another one in other words: major if something of it was taken back"
            }
            Self::ShortSection => "a short section was rewritten: minor if it demands no less",
            Self::DescribingSection => "a section that binds nobody was rewritten: major if a principle is another one now, minor if it only describes",
            Self::MovedBelowAnother => {
                "a statement stands below another heading: minor, or major, if it means something else there"
            }
            Self::Exception => "an exception came or went: major if it takes something back",
            Self::ExceptionNew => "an exception is new: major if it frees from what was demanded",
            Self::NoSectionGone => "binding statements are gone, but no section is",
            Self::FewAndUnbinding => {
                "only one or two statements are new and they do not bind: patch if they merely clarify"
            }
            Self::ReasonsNew => "reasons or examples are new: minor if they guide somebody",
            Self::OtherLanguage => "the text stands in another language now: patch if it says the same",
        })
    }
}

impl Worded for Held {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Conflict(_) => "conflict marks stand in the text",
            Self::Unmerged => "git holds it for unmerged",
            Self::Contract(_) => "the contract block is no TOML",
            Self::ContractBlock(_) => "the contract block is not closed, or there is more than one",
            Self::Versions(_) => "which labelled version is the document's cannot be told",
            Self::Disagreeing(_) => "its places state different versions, and which is the document's cannot be told",
            Self::Number(_) => "its version cannot be read, and is more than what would be written",
            Self::Template => "the constitution became a template again",
        })
    }
}
