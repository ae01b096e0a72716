//! What many units have alike, kept once: lists of the scheme, and the names of values.
//!
//! Forty thousand units that each report four quarters hold the same four names. They are read with
//! each unit, since each entry stands for itself, and given up again where the unit before has the
//! same ones.

use std::ops::Deref;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list that units share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared<T>(Arc<[T]>);

impl<T: PartialEq> Shared<T> {
    /// Keeps the list of another unit instead, where it is the same.
    pub fn share(&mut self, other: &Self) {
        if self == other {
            self.0 = Arc::clone(&other.0);
        }
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Arc::from(Vec::new()))
    }
}

impl<T> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|list| Self(list.into()))
    }
}

/// Values by name, in the order of the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    names: Arc<[Box<str>]>,
    values: Box<[T]>,
}

impl<T> Named<T> {
    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        let at = self.names.binary_search_by(|other| (**other).cmp(name)).ok()?;
        self.values.get(at)
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.keys().zip(&self.values)
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.values.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Keeps the names of another unit instead, where they are the same.
    pub fn share(&mut self, other: &Self) {
        if self.names == other.names {
            self.names = Arc::clone(&other.names);
        }
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self::from_iter([])
    }
}

impl<T> FromIterator<(Box<str>, T)> for Named<T> {
    /// Of several values of a name the last one stays.
    fn from_iter<I: IntoIterator<Item = (Box<str>, T)>>(pairs: I) -> Self {
        let sorted: std::collections::BTreeMap<Box<str>, T> = pairs.into_iter().collect();
        let (names, values): (Vec<Box<str>>, Vec<T>) = sorted.into_iter().unzip();
        Self { names: names.into(), values: values.into() }
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}

struct Pairs<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
        let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or_default().min(64));
        while let Some(pair) = map.next_entry::<Box<str>, T>()? {
            pairs.push(pair);
        }
        Ok(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_names_are_kept_once() {
        let first: Named<u32> = serde_json::from_str(r#"{"乙": 2, "甲": 1}"#).unwrap();
        let mut second: Named<u32> = serde_json::from_str(r#"{"甲": 5, "乙": 6, "甲": 7}"#).unwrap();
        let mut other: Named<u32> = serde_json::from_str(r#"{"丙": 5}"#).unwrap();
        second.share(&first);
        other.share(&first);
        assert!(Arc::ptr_eq(&first.names, &second.names) && !Arc::ptr_eq(&first.names, &other.names));
        assert_eq!((second.get("甲"), second.get("乙"), second.get("丙")), (Some(&7), Some(&6), None));
        assert_eq!(serde_json::to_string(&second).unwrap(), r#"{"乙":6,"甲":7}"#);
        assert_eq!((other.len(), other.get("丙"), Named::<u32>::default().is_empty()), (1, Some(&5), true));
        let list: Shared<u32> = serde_json::from_str("[1, 2]").unwrap();
        let mut same: Shared<u32> = serde_json::from_str("[1, 2]").unwrap();
        same.share(&list);
        assert!(Arc::ptr_eq(&list.0, &same.0) && same.len() == 2);
    }
}
