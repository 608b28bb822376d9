//! The combinations of a matrix.
//!
//! Source: actions/runner `MatrixBuilder.cs`.

use std::rc::Rc;

use prodproof_workflow::expression::{Data, Name, Object, Rest, Set};

/// More matrix jobs than this are not told apart (GitHub's own limit).
const MOST_LEGS: usize = 256;

/// The matrix jobs of a matrix; `None` where they are only known at run time.
pub fn jobs(matrix: &Set) -> Option<Vec<Object>> {
    let Some(Data::Object(matrix)) = matrix.single() else { return None };
    let mut vectors: Vec<(&Name, Rc<Vec<Data>>)> = Vec::new();
    let (mut include, mut exclude) = (Rc::default(), Rc::default());
    for (name, value) in matrix.entries() {
        let list = match value.single() {
            Some(Data::Array(list)) => list.clone(),
            Some(Data::Null) => continue,
            _ => return None,
        };
        match name.to_ascii_lowercase().as_str() {
            "include" => include = list,
            "exclude" => exclude = list,
            _ => vectors.push((name, list)),
        }
    }
    let total: usize = vectors.iter().map(|(_, list)| list.len()).fold(1, |all, n| all.saturating_mul(n));
    if total > MOST_LEGS || include.len() > MOST_LEGS {
        return None;
    }
    let mut jobs: Vec<Object> = Vec::new();
    if !vectors.is_empty() {
        jobs.push(Object::new(Rest::Null));
        for (name, list) in &vectors {
            jobs = jobs
                .iter()
                .flat_map(|matrix_job| list.iter().map(|item| matrix_job.clone().with((*name).clone(), item.clone())))
                .collect();
        }
    }
    for entry in exclude.iter() {
        let Data::Object(entry) = entry else { return None };
        let mut undecided = false;
        jobs.retain(|matrix_job| {
            let mut all = true;
            for (name, wanted) in entry.entries() {
                match agree(&matrix_job.get(name), wanted) {
                    Some(agree) => all &= agree,
                    None => undecided = true,
                }
            }
            !all
        });
        if undecided {
            return None;
        }
    }
    let original = jobs.clone();
    let mut extra = Vec::new();
    for entry in include.iter() {
        let Data::Object(entry) = entry else { return None };
        let mut fits = false;
        for (matrix_job, original) in jobs.iter_mut().zip(&original) {
            let contradicts = entry.entries().iter().any(|(name, value)| {
                original.entries().iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
                    && agree(&original.get(name), value) == Some(false)
            });
            if !contradicts {
                fits = true;
                entry.entries().iter().for_each(|(name, value)| matrix_job.set(name.clone(), value.clone()));
            }
        }
        if !fits {
            extra.push(entry.clone());
        }
    }
    jobs.extend(extra);
    Some(jobs)
}

/// Whether two values are the same; `None` where that is only known at run time. An
/// object agrees with a pattern of some of its properties.
fn agree(own: &Set, wanted: &Set) -> Option<bool> {
    match (own.single()?, wanted.single()?) {
        (Data::Unknown, _) | (_, Data::Unknown) => None,
        (Data::Object(own), Data::Object(wanted)) => {
            wanted.entries().iter().try_fold(true, |all, (name, value)| Some(all && agree(&own.get(name), value)?))
        }
        (Data::Text(a), Data::Text(b)) if a.as_known().is_none() || b.as_known().is_none() => {
            if a == b {
                Some(true)
            } else {
                None
            }
        }
        (a, b) => Some(a == b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::order::Order;
    use prodproof_workflow::expression::from_json;

    #[track_caller]
    fn check(json: &str, expected: &[&str]) {
        let mut expected = expected.to_vec();
        expected.order();
        let matrix = Set::one(from_json(&serde_json::from_str(json).unwrap()));
        let mut found: Vec<String> = jobs(&matrix)
            .unwrap()
            .iter()
            .map(|matrix_job| {
                let mut all: Vec<String> = matrix_job
                    .entries()
                    .iter()
                    .map(|(n, v)| format!("{n}={}", v.to_values().as_known().unwrap()))
                    .collect();
                all.order();
                all.join(" ")
            })
            .collect();
        found.order();
        assert_eq!(found, expected);
    }

    #[test]
    fn products_excludes_and_includes() {
        check(r#"{"a": [1, 2], "b": ["x"]}"#, &["a=1 b=x", "a=2 b=x"]);
        check(r#"{"a": [1, 2], "b": ["x", "y"], "exclude": [{"a": 1, "b": "x"}, {"a": 2}]}"#, &["a=1 b=y"]);
        check(r#"{"include": [{"a": 1}, {"a": 2}]}"#, &["a=1", "a=2"]);
        // The example of GitHub's documentation.
        check(
            r#"{"fruit": ["apple", "pear"], "animal": ["cat", "dog"], "include": [
                {"color": "green"}, {"color": "pink", "animal": "cat"}, {"fruit": "apple", "shape": "circle"},
                {"fruit": "banana"}, {"fruit": "banana", "animal": "cat"}]}"#,
            &[
                "animal=cat color=pink fruit=apple shape=circle",
                "animal=cat color=pink fruit=pear",
                "animal=dog color=green fruit=apple shape=circle",
                "animal=dog color=green fruit=pear",
                "fruit=banana",
                "animal=cat fruit=banana",
            ],
        );
        assert_eq!(jobs(&Set::unknown()), None);
    }
}
