//! What `ssh` is told as its destination: `user@host:port`, `ssh://user@host:port`, or an
//! alias of the user's own configuration.

use std::fmt;

use crate::call::{Call, Program};
use crate::refusal::{AskedPart, LinkRefusal};

/// A destination of which every part is of an alphabet that means nothing to ssh, to its
/// configuration (`%h` in a `ProxyCommand`), or to a shell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub user: Option<String>,
    pub host: String,
    pub port: Option<u16>,
}

impl Address {
    pub fn new(text: &str) -> Result<Self, LinkRefusal> {
        let rest = match text.split_once("://") {
            Some(("ssh", rest)) => rest.strip_suffix('/').unwrap_or(rest),
            Some((scheme, _)) => return Err(LinkRefusal::Scheme(scheme.into())),
            None => text,
        };
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, rest)) => (Some(user), rest),
            None => (None, rest),
        };
        let (host, port) = if let Some(inner) = rest.strip_prefix('[') {
            let (host, rest) = inner.split_once(']').ok_or_else(|| LinkRefusal::OpenBracket(text.into()))?;
            (host, rest.strip_prefix(':'))
        } else if rest.matches(':').count() > 1 {
            // IPv6 without brackets has no port.
            (rest, None)
        } else {
            match rest.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (rest, None),
            }
        };
        let port = match port {
            None => None,
            Some(port) => match port.parse::<u16>() {
                Ok(number) if number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()) => Some(number),
                _ => return Err(LinkRefusal::Port(port.into())),
            },
        };
        let word = |part: AskedPart, text: &str, more: &str| {
            let odd = text.chars().find(|c| !(c.is_ascii_alphanumeric() || more.contains(*c)));
            match (text, odd) {
                ("", _) => Err(LinkRefusal::Empty(part)),
                (_, Some(character)) => Err(LinkRefusal::Character { part, character }),
                _ if text.starts_with(['-', '.']) => Err(LinkRefusal::Start { part, text: text.into() }),
                _ => Ok(text.to_string()),
            }
        };
        let user = user.map(|user| word(AskedPart::User, user, "._-")).transpose()?;
        let host = word(AskedPart::Host, host, if host.contains(':') { ".:-" } else { "._-" })?;
        Ok(Self { user, host, port })
    }

    /// Runs a script of ours on the host, which reads it on its standard input. `words` are
    /// its arguments, quoted for whichever shell the user logs in with.
    pub(crate) fn run(&self, script: &str, words: &[String]) -> Call {
        let mut args: Vec<String> = OPTIONS.iter().map(|word| word.to_string()).collect();
        if let Some(port) = self.port {
            args.extend(["-p".into(), port.to_string()]);
        }
        if let Some(user) = &self.user {
            args.extend(["-l".into(), user.clone()]);
        }
        args.extend(["--".into(), self.host.clone(), "sh".into(), "-s".into(), "--".into()]);
        args.extend(words.iter().cloned());
        Call::new(Program::Ssh, args).input(script).seconds(60)
    }
}

/// No question to anybody, no forwarding, no terminal, no unknown host, and nothing
/// written or run here that the user's configuration would add for a session of theirs.
const OPTIONS: &[&str] = &[
    "-a",
    "-x",
    "-T",
    "-o",
    "BatchMode=yes",
    "-o",
    "StrictHostKeyChecking=yes",
    "-o",
    "UpdateHostKeys=no",
    "-o",
    "ConnectTimeout=10",
    "-o",
    "ClearAllForwardings=yes",
    "-o",
    "PermitLocalCommand=no",
    "-o",
    "RemoteCommand=none",
    "-o",
    "ControlMaster=no",
    "-o",
    "ServerAliveInterval=5",
    "-o",
    "ServerAliveCountMax=4",
];

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(user) = &self.user {
            write!(f, "{user}@")?;
        }
        match (self.host.contains(':'), self.port) {
            (true, Some(port)) => write!(f, "[{}]:{port}", self.host),
            (_, Some(port)) => write!(f, "{}:{port}", self.host),
            (_, None) => f.write_str(&self.host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_a_host() {
        for (text, shown) in [
            ("web1", "web1"),
            ("web1.example.com", "web1.example.com"),
            ("deploy@web1.example.com:22422", "deploy@web1.example.com:22422"),
            ("ssh://deploy@web1:22/", "deploy@web1:22"),
            ("ssh://web1", "web1"),
            ("my_alias", "my_alias"),
            ("[2001:db8::1]:22", "[2001:db8::1]:22"),
            ("2001:db8::1", "2001:db8::1"),
            ("root@192.0.2.1", "root@192.0.2.1"),
        ] {
            assert_eq!(Address::new(text).map(|one| one.to_string()).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn what_could_be_more_than_a_host_is_refused() {
        for text in [
            "",
            "-oProxyCommand=id",
            "--",
            "-",
            "web 1",
            "web1;id",
            "web1$(id)",
            "`id`",
            "we'b",
            "web1\nHost x",
            "web1\0",
            "a@-oX",
            "-oX@web1",
            "user name@web1",
            "a%h",
            "web1:0",
            "web1:99999",
            "web1:+22",
            "web1:",
            "http://web1",
            "[::1",
            "@web1",
            "a@@b",
            "web1/..",
            "ünicode",
            "web1\u{202e}",
            ".web1",
            "a;b@web1",
            "ssh://",
            "file:///etc",
        ] {
            assert!(Address::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_host_stands_behind_a_barrier() {
        let address = Address::new("deploy@web1:22422").expect("an address");
        let call = address.run("echo", &["'widget.service'".into()]);
        let shown = call.args.join(" ");
        assert!(shown.ends_with("-p 22422 -l deploy -- web1 sh -s -- 'widget.service'"), "{shown}");
        assert_eq!(call.input.as_deref(), Some("echo"));
    }
}
