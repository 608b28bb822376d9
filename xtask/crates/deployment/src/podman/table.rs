//! Which flags each subcommand of podman has. Must not know what they mean.

use prodproof_script::flags;

/// Which flags a subcommand has.
pub(super) struct Table {
    bools: &'static [&'static [&'static str]],
    values: &'static [&'static [&'static str]],
    without: &'static [&'static str],
    shorts: &'static [(char, &'static str)],
    /// Whether flags may follow the first word that is none.
    pub(super) interspersed: bool,
    /// Whether these are the flags in front of a subcommand, where `--` finds none.
    pub(super) before: bool,
}

pub(super) const ROOT: Table = Table {
    bools: &[flags::GLOBAL_BOOL, flags::ROOT_BOOL],
    values: &[flags::GLOBAL_VALUE, flags::ROOT_VALUE],
    without: &[],
    shorts: flags::ROOT_SHORT,
    interspersed: false,
    before: true,
};

/// Between `container` and `run`.
pub(super) const GROUP: Table =
    Table { bools: &[flags::GLOBAL_BOOL], values: &[flags::GLOBAL_VALUE], shorts: &[], ..ROOT };

pub(super) const RUN: Table = Table {
    bools: &[flags::RUN_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::RUN_VALUE, flags::GLOBAL_VALUE],
    without: flags::CREATE_ONLY,
    shorts: flags::RUN_SHORT,
    interspersed: false,
    before: false,
};

pub(super) const CREATE: Table = Table {
    bools: &[flags::RUN_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::RUN_VALUE, flags::CREATE_ONLY, flags::GLOBAL_VALUE],
    without: flags::RUN_ONLY,
    ..RUN
};

pub(super) const POD: Table = Table {
    bools: &[flags::POD_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::POD_VALUE, flags::GLOBAL_VALUE],
    without: &[],
    shorts: flags::POD_SHORT,
    interspersed: true,
    before: false,
};

pub(super) const KUBE: Table = Table {
    bools: &[flags::KUBE_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::KUBE_VALUE, flags::GLOBAL_VALUE],
    without: &[],
    shorts: flags::KUBE_SHORT,
    interspersed: true,
    before: false,
};

pub(super) const START: Table = Table {
    bools: &[flags::START_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::START_VALUE, flags::GLOBAL_VALUE],
    without: &[],
    shorts: flags::START_SHORT,
    interspersed: true,
    before: false,
};

impl Table {
    /// The flag's own name, and whether it takes a value.
    pub(super) fn long(&self, name: &str) -> Option<(&'static str, bool)> {
        let name = flags::ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
        let find = |lists: &[&'static [&'static str]]| {
            lists.iter().flat_map(|list| list.iter().copied()).find(|known| *known == name)
        };
        if self.without.contains(&name) {
            return None;
        }
        find(self.bools).map(|name| (name, false)).or_else(|| find(self.values).map(|name| (name, true)))
    }

    pub(super) fn short(&self, c: char) -> Option<(&'static str, bool)> {
        let name = self.shorts.iter().find(|(short, _)| *short == c)?.1;
        self.long(name)
    }
}
