//! Whole-tool tests: the real binary on real repositories, property tests, and the
//! policies of the project itself.

mod support;

mod both_places;
mod bounds;
mod cases;
mod changed_words;
mod docs;
mod exits;
mod fuzz;
mod git;
mod growth;
mod hook;
mod init;
mod injection;
mod launcher;
mod sources;
mod tidy;
mod upgrade;
mod verify;
mod words;
mod writing;

mod amendment;
mod bases;
mod claims;
mod conditions;
mod deliveries;
mod deployment;
mod fleet;
mod lexicon;
mod live;
mod metadata;
mod publication;
mod report;
mod rule_cases;
mod rule_pages;
