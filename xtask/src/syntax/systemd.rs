//! systemd's unit file grammar: lines, continuations, comments, sections (systemd.syntax(7)).
