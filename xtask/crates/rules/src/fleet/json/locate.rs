//! Where in a text the value of a JSON pointer stands. Must not know what it means.

/// The byte at which the value of a pointer starts, or that of the nearest value around
/// it. `text` is valid JSON; keys are compared as they are written.
pub fn locate(text: &str, pointer: &str) -> usize {
    let mut at = skip_space(text, 0);
    for part in pointer.split('/').skip(1) {
        match child(text, at, part) {
            Some(found) => at = found,
            None => break,
        }
    }
    at
}

fn child(text: &str, at: usize, part: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let object = match bytes.get(at)? {
        b'{' => true,
        b'[' => false,
        _ => return None,
    };
    let mut number = 0usize;
    let mut here = skip_space(text, at + 1);
    loop {
        if matches!(bytes.get(here)?, b'}' | b']') {
            return None;
        }
        let mut found = number.to_string() == part;
        if object {
            let end = skip_value(text, here)?;
            found = text.get(here + 1..end - 1)? == part;
            here = skip_space(text, skip_space(text, end) + 1);
        }
        if found {
            return Some(here);
        }
        here = skip_space(text, skip_value(text, here)?);
        if bytes.get(here)? == &b',' {
            here = skip_space(text, here + 1);
        }
        number += 1;
    }
}

fn skip_space(text: &str, mut at: usize) -> usize {
    while text.as_bytes().get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// The byte behind the value that starts at `at`: strings whole, brackets by counting.
fn skip_value(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            b',' | b':' => at += 1,
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => {
                while bytes.get(at).is_some_and(|byte| !b",]}: \t\r\n".contains(byte)) {
                    at += 1;
                }
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}
