//! Where facts about other people's programs are from: a source that somebody opened, and
//! the day, or the address of a documentation. Rows of tables have both as fields, of which
//! the tests beside them ask.

use super::sources;

#[test]
fn no_fact_is_from_memory() {
    for (path, text) in sources() {
        let comments = text.lines().map(str::trim_start).filter(|line| line.starts_with("//"));
        for line in comments {
            let words = line.trim_start_matches(['/', '!']).trim();
            assert!(!words.to_lowercase().contains("from memory"), "{}: {words}", path.display());
        }
        let rows = text.matches("source: \"").count() + text.matches("READ),").count();
        assert!(rows == 0 || !text.contains("\"memory\","), "{}: a row that nobody has read", path.display());
    }
}

/// A table of other people's programs: each row says its source, and the day.
#[test]
fn every_row_of_a_table_has_a_source_and_a_day() {
    let tables: Vec<_> = sources()
        .into_iter()
        .filter(|(path, text)| path.starts_with("xtask/crates/publication") && text.contains("source: \""))
        .collect();
    assert!(tables.len() >= 3, "{}", tables.len());
    for (path, text) in tables {
        let sources = text.matches("        source: \"").count();
        let days = text.matches("        read: READ,").count()
            + text.matches("        read: \"20").count()
            + text.matches("        day: READ,").count();
        assert_eq!(sources, days, "{}", path.display());
    }
}
