//! The expression language of GitHub Actions over values that may have holes.
//!
//! Source: github/docs `expressions.md`, actions/languageservices `expressions/`,
//! actions/runner `ConvertToIfCondition`. Must not know events, jobs or actions: what a
//! name means is asked of a [`Scope`].

mod data;
mod evaluate;
mod fault;
mod functions;
mod parse;
mod template;

pub use data::{Data, Name, Object, Rest, Set};
pub use evaluate::{evaluate, Scope};
pub use fault::{ExpressionFault, SyntaxError};
pub use functions::from_json;
pub use parse::{parse, Expr, LONGEST};
pub use template::{
    asked_paths, condition, each_expression, each_expression_of, expand, faults, parts, unfilled, value, Expanded,
    IfCondition, Part, Template,
};

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::answer::Answer;
    use prodproof_syntax::value::Symbolic;

    struct Fixed;

    impl Scope for Fixed {
        fn context(&self, name: &str) -> Option<Set> {
            let github = Object::new(Rest::Null)
                .with("ref", "refs/heads/main")
                .with("event_name", "push")
                .with("repository", "acme/Widget")
                .with("sha", Symbolic::hole("sha"))
                .with("event", Object::new(Rest::Unknown));
            match name {
                "github" => Some(github.into()),
                "secrets" => Some(Object::new(Rest::Hole("secret")).into()),
                "inputs" => Some(Object::new(Rest::Null).with("flag", Data::Bool(true)).into()),
                "env" => Some(Object::new(Rest::Null).with("A", Set::any([Data::from("x"), Data::from("y")])).into()),
                _ => None,
            }
        }

        fn status(&self, function: &str) -> Answer {
            Answer::from(function == "success")
        }
    }

    #[track_caller]
    fn gives(text: &str, expected: &[&str]) {
        let expr = parse(text).unwrap();
        let found: Vec<String> = evaluate(&expr, &Fixed).to_values().iter().map(Symbolic::to_string).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn operators_return_operands() {
        gives("github.event_name == 'PUSH' && 'yes' || 'no'", &["yes"]);
        gives("github.event_name == 'tag' && 'yes' || 'no'", &["no"]);
        gives("github.nothing || 'default'", &["default"]);
        gives("'' || 0 || null || 'x'", &["x"]);
        gives("!github.nothing", &["true"]);
        gives("1 < 2 == true", &["true"]);
    }

    #[test]
    fn kinds_are_coerced_to_numbers() {
        gives("inputs.flag == 'true'", &["false"]);
        gives("inputs.flag == true", &["true"]);
        gives("inputs.flag == 1", &["true"]);
        gives("null == 0", &["true"]);
        gives("'' == 0", &["true"]);
        gives("'0x10' == 16", &["true"]);
        gives("'1.0' == 1", &["true"]);
        gives("NaN == NaN", &["false"]);
    }

    #[test]
    fn functions_ignore_case() {
        gives("startsWith(github.ref, 'REFS/heads')", &["true"]);
        gives("endsWith(github.ref, '/MAIN')", &["true"]);
        gives("contains('Hello', 'ELL')", &["true"]);
        gives("contains(fromJSON('[\"a\", \"b\"]'), 'B')", &["true"]);
        gives("format('{0}-{{{1}}}', 'a', 2)", &["a-{2}"]);
        gives("join(fromJSON('[1, \"b\"]'), '; ')", &["1; b"]);
        gives("fromJSON('{\"a\": {\"b\": [1, 2]}}').A.b[1]", &["2"]);
        gives("join(fromJSON('[{\"n\": 1}, {\"n\": 2}]').*.n)", &["1,2"]);
        gives("toJSON('a\"b')", &["\"a\\\"b\""]);
        gives("case(false, 'a', true, 'b', 'c')", &["b"]);
        gives("case(false, 'a', 'c')", &["c"]);
        gives("case('true', 'a', 'c')", &["<?>"]);
        gives("join(fromJSON('[1, 2]'), github)", &["1,2"]);
        gives("format('{+0}', 1)", &["<?>"]);
        gives("fromJSON('{\"a\": 1, \"A\": 2}').a", &["1"]);
    }

    #[test]
    fn only_a_filter_reaches_into_its_items() {
        let list = |rest: &str| format!("toJSON(fromJSON('[{{\"n\": [1]}}, {{\"n\": null}}, [3]]'){rest})");
        let gives_json = |rest: &str, expected: &str| {
            let expr = parse(&list(rest)).unwrap();
            let found = evaluate(&expr, &Fixed).single().unwrap().to_text().to_string();
            assert_eq!(found.replace(['\n', ' '], ""), expected, "{rest}");
        };
        gives_json(".n", "null");
        gives_json(".*.n", "[[1],null]");
        gives_json(".*[0]", "[3]");
        gives_json(".*.*", "[[1],null,3]");
        gives_json("[0].n[0]", "1");
        gives_json("[0].*", "[[1]]");
        gives("join((fromJSON('[{\"n\": 1}]').* || 'x').n)", &["1"]);
    }

    #[test]
    fn collections_are_equal_to_themselves_only() {
        struct One(Set);
        impl Scope for One {
            fn context(&self, _: &str) -> Option<Set> {
                Some(self.0.clone())
            }
            fn status(&self, _: &str) -> Answer {
                Answer::Unknown
            }
        }
        let scope = One(Object::new(Rest::Null).into());
        let holds = |text: &str| evaluate(&parse(text).unwrap(), &scope).truthy();
        assert_eq!(holds("github >= github"), Answer::Yes);
        assert_eq!(holds("github > github"), Answer::No);
        assert_eq!(holds("github <= fromJSON('{}')"), Answer::No);
    }

    #[test]
    fn upper_case_is_that_of_single_letters() {
        gives("'ä' == 'Ä'", &["true"]);
        gives("'ı' == 'I'", &["false"]);
        gives("'ß' == 'SS'", &["false"]);
    }

    #[test]
    fn holes_answer_what_they_can() {
        gives("github.sha", &["<sha>"]);
        gives("github.sha == ''", &["false"]);
        gives("secrets.TOKEN != ''", &["true", "false"]);
        gives("startsWith(format('v{0}', github.sha), 'x')", &["false"]);
        gives("github.event.head_commit.message == 'x' && 'a' || 'b'", &["a", "b"]);
        gives("env.A", &["x", "y"]);
        gives("format('{0}:{1}', env.A, github.sha)", &["x:<sha>", "y:<sha>"]);
        gives("hashFiles('x')", &["<?>"]);
    }

    #[test]
    fn text_around_an_expression_is_always_true() {
        let holds = |text: &str| condition(text).holds(&Fixed);
        assert_eq!(holds("github.event_name == 'x'"), Answer::No);
        assert_eq!(holds("${{ github.event_name == 'x' }}"), Answer::No);
        assert_eq!(holds("${{ github.event_name == 'x' }}\n"), Answer::Yes);
        assert_eq!(holds("${{ false }} && ${{ false }}"), Answer::Yes);
        assert_eq!(holds("!${{ false }}"), Answer::Yes);
        assert_eq!(holds(""), Answer::Yes);
        assert_eq!(holds("failure()"), Answer::No);
        assert_eq!(holds("github.event.x"), Answer::Unknown);
        assert!(matches!(condition("a == "), IfCondition::Error(_)));
    }

    #[test]
    fn templates_map_back_to_their_source() {
        let text = "push ${{ github.ref }}:x ${{ env.A }}${{ github.sha }} end";
        let all = expand(text, &Fixed);
        assert_eq!(all.len(), 2);
        let marked = all[0].text.marked();
        let back = |word: &str| all[0].source(marked.find(word).unwrap());
        assert_eq!(back("push"), 0);
        assert_eq!(back("heads"), text.find("${{").unwrap());
        assert_eq!(back(":x"), text.find(":x").unwrap());
        assert_eq!(back("end"), text.find("end").unwrap());
        assert_eq!(all[1].text.to_string(), "push refs/heads/main:x y<sha> end");
    }

    #[test]
    fn broken_expressions_say_where() {
        for (text, at) in [("a ==", 4), ("a b", 2), ("'x", 0), ("a && \"b\"", 5), ("f(a", 3), ("a.", 2), ("1x", 0)] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.span.start, at, "{text}: {error:?}");
        }
        for text in ["'abc'[0]", "'abc'.x", "true.x", "1[0]"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("('abc')[0]").is_ok());
        assert!(parse(&format!("'{}'", "x".repeat(21_000))).is_err());
        assert!(parse(&"(".repeat(10_000)).is_err());
        assert!(parse(&"!".repeat(10_000)).is_err());
        let names: Vec<_> = faults(&parse("REGISTRY || nope(1) || contains(1) || case(true, 1, 2, 3)").unwrap());
        assert_eq!(names.len(), 4);
    }
}
