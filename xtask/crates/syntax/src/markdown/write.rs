//! Words into Markdown that GitHub shows as they are: whatever stands in them opens no
//! link, ends no cell, no code and no fence, and calls nobody. Must not know what is told.

/// Text between backticks is code, all else is words; in a table's cell as elsewhere.
pub fn text(words: &str) -> String {
    let pieces: Vec<&str> = words.split('`').collect();
    // What is opened and not closed is a backtick.
    let closed = (pieces.len() - 1) / 2 * 2;
    let mut out = String::with_capacity(words.len() + 8);
    let mut span: Option<String> = None;
    for (at, piece) in pieces.iter().enumerate() {
        let is_code = at % 2 == 1 && at < closed;
        if is_code {
            // What touches the code before it would run into its end.
            span = Some(span.map_or_else(|| (*piece).to_string(), |before| format!("{before}``{piece}")));
            continue;
        }
        if piece.is_empty() && at > 0 && at < closed {
            continue;
        }
        out.push_str(&span.take().map_or_else(String::new, |held| code(&held)));
        if at > closed {
            out.push_str("\\`");
        }
        out.push_str(&plain(piece));
    }
    out
}

/// Words none of which is markup, in a table's cell as elsewhere.
pub fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // Whoever has the name behind it would get a message.
            '@' if !out.ends_with(char::is_alphanumeric) => out.push_str("@<!-- -->"),
            '>' if !out.trim().is_empty() => out.push('>'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '|' | '>' => out.extend(['\\', c]),
            c => out.push(within_line(c)),
        }
    }
    out
}

/// A code span, its backticks more than any that it holds, in a table's cell as elsewhere.
pub fn code(held: &str) -> String {
    if held.is_empty() {
        return "\\`\\`".to_string();
    }
    // Between backticks a bar ends a cell, and `\|` is one in a table only.
    if held.contains('|') {
        return format!("<code>{}</code>", plain(held).replace("\\|", "&#124;"));
    }
    let held: String = held.chars().map(within_line).collect();
    let ticks = "`".repeat(if held.contains('`') { longest(&held, '`') + 1 } else { 1 });
    let touches = held.starts_with('`') || held.ends_with('`');
    let room = if touches { " " } else { "" };
    format!("{ticks}{room}{held}{room}{ticks}")
}

/// A code block, its fence longer than any that it holds. Ends in a line feed.
pub fn fenced(info: &str, held: &str) -> String {
    let fence = "`".repeat((longest(held, '`') + 1).max(3));
    let end = if held.is_empty() || held.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{info}\n{held}{end}{fence}\n")
}

/// The length of the longest run of a character.
fn longest(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or_default()
}

fn within_line(c: char) -> char {
    if c.is_control() {
        ' '
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// What a table with these cells shows: words, and code between `«` and `»`.
    fn shown(cells: &[String]) -> Vec<String> {
        let table =
            format!("{}\n{}\n| {} |\n", "| a ".repeat(cells.len()), "|---".repeat(cells.len()), cells.join(" | "));
        let (mut out, mut cell, mut is_body) = (Vec::new(), String::new(), false);
        for event in Parser::new_ext(&table, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::End(TagEnd::TableHead) => is_body = true,
                Event::Start(Tag::TableCell) => cell.clear(),
                Event::End(TagEnd::TableCell) if is_body => out.push(cell.clone()),
                Event::Text(text) => cell.push_str(&text),
                Event::Code(text) => cell.push_str(&format!("«{text}»")),
                Event::InlineHtml(html) => match &*html {
                    "<code>" => cell.push('«'),
                    "</code>" => cell.push('»'),
                    other => assert_eq!(other, "<!-- -->", "{table}"),
                },
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) => {}
                other => panic!("{other:?} of {table}"),
            }
        }
        out
    }

    #[test]
    fn words_are_shown_as_they_are() {
        for (words, seen) in [
            ("", ""),
            ("the image `a:b` of `c`", "the image «a:b» of «c»"),
            ("a | b `c|d` \\| `\\|`", "a | b «c|d» \\| «\\|»"),
            ("**a** _b_ ~~c~~ # d > e", "**a** _b_ ~~c~~ # d > e"),
            ("[x](http://evil) ![y](z) <img src=x> &lt; https", "[x](http://evil) ![y](z) <img src=x> &lt; https"),
            ("`[x](y)`", "«[x](y)»"),
            ("```[x](y)` z", "«``[x](y)» z"),
            ("`` ` [x](y) `", "`` «[x](y)»"),
            ("`a``b`", "«a``b»"),
            ("a ` [x](y)", "a ` [x](y)"),
            ("`a` ` [x](y)", "«a» ` [x](y)"),
            ("`a`` [x](y)", "«a»` [x](y)"),
            ("\\`[x](y)`", "\\«[x](y)»"),
            ("@acme/all `@acme` a@b", "@acme/all «@acme» a@b"),
            (" > a", "> a"),
            ("a\r\n| b\t`c\n|d`", "a  | b «c |d»"),
        ] {
            assert_eq!(shown(&[text(words)]), [seen], "{words:?}: {}", text(words));
        }
    }

    #[test]
    fn code_holds_anything() {
        for held in ["a", "`", "``", "a`", "`a", "a``b`c", "|", "a|`b", "<b>", "\\", "[x](y)", "``` `"] {
            assert_eq!(shown(&[code(held)]), [format!("«{held}»")], "{held:?}: {}", code(held));
        }
    }

    #[test]
    fn a_bar_is_a_bar_outside_of_a_table_too() {
        let words: String = Parser::new(&code("a|b\\|`c|<d>"))
            .filter_map(|event| match event {
                Event::Text(text) => Some(text.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(words, "a|b\\|`c|<d>");
    }

    #[test]
    fn no_words_of_backticks_and_markup_are_more_than_words() {
        let pieces = ["`", "``", "```", "a", " ", "[x](y)", "<b>", "\\", "|", "*", "@"];
        let mut left = vec![String::new()];
        for _ in 0..4 {
            left = left.iter().flat_map(|words| pieces.iter().map(move |piece| format!("{words}{piece}"))).collect();
            for words in &left {
                let seen = shown(&[format!("({})", text(words)), format!("({})", plain(words))]);
                let bare = |text: &str| text.replace(['«', '»', '`', '(', ')', ' '], "");
                assert_eq!(seen.len(), 2, "{words:?}");
                assert_eq!(bare(&seen[0]), bare(words), "{words:?}: {}", text(words));
                assert_eq!(seen[1], format!("({words})"), "{}", plain(words));
            }
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        for held in ["", "a\n", "a", "```\nb\n```\n", "`````", "~~~\n", "    ````\n"] {
            let page = format!("{}\nafter\n", fenced("diff", held));
            let mut events = Parser::new(&page).filter_map(|event| match event {
                Event::Text(text) => Some(text.to_string()),
                _ => None,
            });
            let mut inside = String::new();
            let mut last = String::new();
            for text in events.by_ref() {
                inside.push_str(&last);
                last = text;
            }
            assert_eq!(
                (inside.trim_end_matches('\n'), last.as_str()),
                (held.trim_end_matches('\n'), "after"),
                "{page}"
            );
        }
    }
}
