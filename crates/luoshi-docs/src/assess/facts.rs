//! What was entered for a unit and an item, kept small: a large assessment has millions of these.

use std::sync::Arc;

use luoshi_core::assess::kind::Given;
use serde_json::Value;

/// Facts by key. Most items have one or two, and a map makes room for eleven.
#[derive(Debug, Default)]
pub(super) struct Facts(Vec<(Arc<str>, Value)>);

impl Facts {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| &**name == key).map(|(_, value)| value)
    }

    /// Adds a fact under a key that has none.
    pub fn add(&mut self, key: Arc<str>, value: Value) {
        push(&mut self.0, (key, value));
    }

    /// The value under a key; `fresh` where there is none.
    pub fn entry(&mut self, key: &Arc<str>, fresh: impl FnOnce() -> Value) -> Option<&mut Value> {
        if self.get(key).is_none() {
            self.add(Arc::clone(key), fresh());
        }
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// As rules take them.
    pub fn given(&self) -> Given {
        self.0.iter().map(|(key, value)| (key.as_ref().to_owned(), value.clone())).collect()
    }
}

/// Adds to a list that stays as short as what is in it.
pub(super) fn push<T>(list: &mut Vec<T>, one: T) {
    if list.len() < 4 {
        list.reserve_exact(1);
    }
    list.push(one);
}
