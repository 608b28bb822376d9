//! What is judged of each link by the answers alone, in the words that people read.

mod host;
mod image;
mod merge;
mod run;
mod site;
