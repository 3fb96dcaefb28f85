use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Reading {
    pub at: u64,
    pub wh: u64,
}

/// Energy between the first and the last reading.
pub fn energy_wh(readings: &[Reading]) -> u64 {
    match (readings.first(), readings.last()) {
        (Some(first), Some(last)) => last.wh.saturating_sub(first.wh),
        _ => 0,
    }
}
