//! No engine drops a declaration of our style sheets, unless a fallback exists.

use std::collections::HashMap;

use serde_json::json;

use super::Engine;
use super::firefox::Firefox;
use super::webkit::WebKit;
use crate::driver::Tab;
use crate::support::folder;

/// A rule: its declarations in order, and the conditions of the enclosing `@supports` rules.
#[derive(Debug, PartialEq)]
struct Rule {
    conditions: Vec<String>,
    selector: String,
    declarations: Vec<(String, String)>,
}

/// Parses our style sheets: no string contains a brace, and only selectors nest.
fn rules(sheet: &str) -> Vec<Rule> {
    let mut text = String::new();
    let mut rest = sheet;
    while let Some((text_before, comment)) = rest.split_once("/*") {
        text += text_before;
        rest = comment.split_once("*/").expect("a comment ends").1;
    }
    text += rest;
    let (mut rules, mut open) = (Vec::new(), Vec::new());
    for part in text.split_inclusive(['{', '}']) {
        match part.strip_suffix('{') {
            Some(head) => open.push(head.trim().to_owned()),
            None => {
                let selector = open.pop();
                let (Some(body), Some(selector)) = (part.strip_suffix('}'), selector) else {
                    continue;
                };
                if selector.starts_with('@') {
                    let known = ["@media", "@supports", "@container"]
                        .iter()
                        .any(|known| selector.starts_with(known));
                    assert!(
                        known && body.trim().is_empty(),
                        "{selector} is not supported here"
                    );
                    continue;
                }
                let conditions = open
                    .iter()
                    .filter_map(|head: &String| head.strip_prefix("@supports "));
                let declarations = body
                    .split(';')
                    .filter_map(|declaration| declaration.split_once(':'));
                rules.push(Rule {
                    conditions: conditions.map(str::to_owned).collect(),
                    selector,
                    declarations: declarations
                        .map(|(name, value)| (name.trim().into(), value.trim().into()))
                        .collect(),
                });
            }
        }
    }
    assert!(open.is_empty(), "all blocks end");
    rules
}

/// Splits a list of selectors.
fn parts(selectors: &str) -> Vec<String> {
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in selectors.chars() {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        match (depth, c) {
            (0, ',') => parts.push(String::new()),
            _ => parts.last_mut().expect("a part").push(c),
        }
    }
    parts
        .into_iter()
        .map(|part| part.trim().to_owned())
        .collect()
}

/// A value with its variables substituted, because values with variables are dropped only at
/// computed-value time.
fn without_variables(value: &str, variables: &HashMap<String, String>) -> String {
    let Some((text_before, rest)) = value.split_once("var(") else {
        return value.to_owned();
    };
    let (name, after) = rest.split_once(')').expect("a variable ends");
    let known = variables
        .get(name)
        .unwrap_or_else(|| panic!("{name} has no value"));
    without_variables(&format!("{text_before}{known}{after}"), variables)
}

fn sheets() -> Vec<(String, Vec<Rule>)> {
    let mut sheets = Vec::new();
    for file in std::fs::read_dir(folder("static/css")).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        sheets.push((name, rules(&std::fs::read_to_string(file.path()).unwrap())));
    }
    assert!(
        sheets.iter().map(|(_, rules)| rules.len()).sum::<usize>() > 300,
        "all rules are parsed"
    );
    sheets
}

/// The name of a property without its vendor prefix, which makes no difference to the cascade.
fn plain(name: &str) -> &str {
    name.strip_prefix("-webkit-").unwrap_or(name)
}

/// The dropped declarations, according to an engine that evaluates an expression to a list of
/// booleans.
async fn dropped_declarations(mut evaluate: impl AsyncFnMut(String) -> Vec<bool>) -> Vec<String> {
    let sheets = sheets();
    let mut variables = HashMap::new();
    for (name, value) in sheets
        .iter()
        .flat_map(|(_, rules)| rules)
        .flat_map(|rule| &rule.declarations)
    {
        if name.starts_with("--") {
            variables
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
    }
    let mut dropped_declarations = Vec::new();
    for (sheet, rules) in &sheets {
        let all: Vec<_> = rules
            .iter()
            .map(|rule| {
                let declarations = rule.declarations.iter();
                let declarations: Vec<_> = declarations
                    .map(|(name, value)| (name, without_variables(value, &variables)))
                    .collect();
                (&rule.conditions, parts(&rule.selector), declarations)
            })
            .collect();
        // If a condition is false, the rule does not apply.
        let expression = format!(
            "{}.flatMap(([conditions, selectors, declarations]) => {{
                const applies = conditions.every(condition => CSS.supports(condition));
                const isSupported = selectors.every(selector => CSS.supports(`selector(${{selector}})`));
                const each = declarations.map(([name, value]) => !applies || CSS.supports(name, value));
                return [!applies || isSupported, ...each];
            }})",
            json!(all)
        );
        let mut results = evaluate(expression).await.into_iter();
        for rule in rules {
            if !results.next().expect("a result") {
                dropped_declarations.push(format!("{sheet}: the rule of {}", rule.selector));
            }
            let mut supported = Vec::new();
            for (name, value) in &rule.declarations {
                match results.next().expect("a result") {
                    true => supported.push(plain(name)),
                    false if supported.contains(&plain(name)) => {}
                    false => dropped_declarations
                        .push(format!("{sheet}: {} {{ {name}: {value} }}", rule.selector)),
                }
            }
        }
        assert_eq!(results.next(), None);
    }
    dropped_declarations
}

async fn dropped_declarations_in(mut engine: impl Engine) -> Vec<String> {
    engine.open("about:blank").await;
    dropped_declarations(async |expression| {
        serde_json::from_value(engine.evaluate(&expression).await.expect("a value"))
            .expect("booleans")
    })
    .await
}

#[tokio::test]
async fn chromium_drops_no_declaration() {
    let tab = Tab::new().await;
    let dropped_declarations = dropped_declarations(async |expression| {
        serde_json::from_value(tab.evaluate(&expression).await).expect("booleans")
    })
    .await;
    assert_eq!(dropped_declarations, [""; 0]);
}

#[tokio::test]
async fn firefox_drops_no_declaration() {
    assert_eq!(
        dropped_declarations_in(Firefox::start().await).await,
        [""; 0]
    );
}

#[tokio::test]
async fn webkit_drops_no_declaration() {
    assert_eq!(
        dropped_declarations_in(WebKit::start().await).await,
        [""; 0]
    );
}

#[test]
fn rules_are_parsed() {
    let parsed = rules(
        "a, b:is(c, d) { x: y; --z: var(--a) } @supports (p: q) { @media r { e { f: g(h: i); } } }",
    );
    let rule = |conditions: &[&str], selector: &str, declarations: &[(&str, &str)]| Rule {
        conditions: conditions
            .iter()
            .map(|&condition| condition.to_owned())
            .collect(),
        selector: selector.to_owned(),
        declarations: declarations
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    let expected = [
        rule(&[], "a, b:is(c, d)", &[("x", "y"), ("--z", "var(--a)")]),
        rule(&["(p: q)"], "e", &[("f", "g(h: i)")]),
    ];
    assert_eq!(parsed, expected);
    assert_eq!(parts("a, b:is(c, d)"), ["a", "b:is(c, d)"]);
}
