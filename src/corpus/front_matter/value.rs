//! A value of front matter of any type.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use crate::corpus::front_matter::visibility::Scalar;
use crate::text::naming::letters;

/// The maximum number of scalars in a list or a map; further ones are dropped. Aliases of YAML can
/// repeat a list many times.
const MAX_SCALARS: usize = 1_000;

/// The key under which the parser of TOML returns the text of a date.
const TOML_DATE_KEY: &str = "$__toml_private_datetime";

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// No value, or one of a type without a text.
    Null,
    Bool(bool),
    Text(String),
    /// The text of an integer, which may be written in another way: `0x10` is `16`.
    Integer(String),
    /// The text of a number with a fraction or an exponent.
    Float(String),
    List(Vec<Value>),
    /// The values of a map, each with its key as [`letters`] spells it.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The text of a scalar; `None` for a list, a map or no value.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Text(text) | Self::Integer(text) | Self::Float(text) => Some(text.clone()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The number of scalars in it; at least 1.
    fn scalar_count(&self) -> usize {
        match self {
            Self::List(items) => items.iter().map(Self::scalar_count).sum::<usize>().max(1),
            Self::Map(items) => {
                let counts = items.iter().map(|(_, value)| value.scalar_count());
                counts.sum::<usize>().max(1)
            }
            _ => 1,
        }
    }
}

/// The remaining number of scalars of a list or a map.
struct Budget(usize);

impl Budget {
    /// Whether a value fits; then it is spent.
    fn spend(&mut self, value: &Value) -> bool {
        let rest = self.0.checked_sub(value.scalar_count());
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

macro_rules! integers {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E>(self, value: $type) -> Result<Value, E> {
            Ok(Value::Integer(value.to_string()))
        })*
    };
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    integers!(
        visit_i64: i64,
        visit_u64: u64,
        visit_i128: i128,
        visit_u128: u128
    );

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        Value::deserialize(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        let mut budget = Budget(MAX_SCALARS);
        while let Some(value) = list.next_element()? {
            if budget.spend(&value) {
                items.push(value);
            }
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        let mut budget = Budget(MAX_SCALARS);
        while let Some((Scalar(key), value)) = map.next_entry::<Scalar, Value>()? {
            if key.as_deref() == Some(TOML_DATE_KEY) {
                return Ok(value);
            }
            if budget.spend(&value) {
                items.push((letters(&key.unwrap_or_default()), value));
            }
        }
        Ok(Value::Map(items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_lists_stay_small() {
        let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..4 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            yaml += &format!("a{level}: &a{level} [{aliases}]\n");
        }
        let value: Value = serde_saphyr::from_str(&yaml).expect("valid YAML");
        assert!(value.scalar_count() <= MAX_SCALARS);
        let Value::Map(lists) = value else {
            panic!("a map");
        };
        assert_eq!(lists[0].1.scalar_count(), 10);
    }
}
