//! Questions to a host over SSH, in one connection, and its answers as types.
//!
//! What a host is called and which units are asked for comes from a repository that may be
//! hostile: [`address::Address`] and [`unit::Unit`] take only what can be no option and no
//! word of a shell. Nothing is written on the host. Must not know what the repository
//! says of the unit.

pub mod address;
pub mod answer;
mod frame;
pub mod podman;
pub mod probe;
pub mod systemd;
pub mod unit;

pub use address::Address;
pub use answer::{HostContainer, HostFile, HostUnit, Manager, SeenHost, Update, Updater, Versions};
pub use unit::Unit;
