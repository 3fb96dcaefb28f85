use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use crate::meter::Reading;

#[derive(Clone, Default)]
pub struct Store {
    sessions: Arc<RwLock<HashMap<String, Vec<Reading>>>>,
}

impl Store {
    pub fn push(&self, session: &str, reading: Reading) {
        self.sessions.write().unwrap().entry(session.to_string()).or_default().push(reading);
    }

    pub fn readings(&self, session: &str) -> Vec<Reading> {
        self.sessions.read().unwrap().get(session).cloned().unwrap_or_default()
    }
}
