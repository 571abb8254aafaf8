//! Reads YAML line by line: the value of a key is in its line, or in the list below it.

use crate::corpus::front_matter::value::Value;
use crate::text::naming::letters;

/// The values of invalid YAML, each with its key as [`letters`] spells it.
pub(super) fn values(yaml: &str) -> Vec<(String, Value)> {
    let mut values = Vec::new();
    let mut lines = yaml.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        let inside = value
            .strip_prefix('[')
            .filter(|rest| !rest.starts_with('['))
            .and_then(|rest| rest.strip_suffix(']'));
        let mut items: Vec<String> = match inside {
            Some(inside) => inside.split(',').map(unquoted).collect(),
            None => Vec::new(),
        };
        while let Some(item) = lines.next_if(|line| line.trim_start().starts_with("- ")) {
            items.push(unquoted(&item.trim_start()[2..]));
        }
        let value = if items.is_empty() {
            Value::Text(unquoted(value))
        } else {
            Value::List(items.into_iter().map(Value::Text).collect())
        };
        values.push((letters(name), value));
    }
    values
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> String {
    value.trim().trim_matches(['"', '\'']).trim().to_owned()
}
