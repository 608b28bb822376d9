//! systemd's word splitting: quotes, escapes, specifiers, variables (systemd.service(5), COMMAND LINES).
