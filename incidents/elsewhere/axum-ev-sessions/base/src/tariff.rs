/// Price in cents of an amount of energy.
pub fn price_cents(wh: u64) -> u64 {
    wh * 49 / 1000
}

#[cfg(test)]
mod tests {
    #[test]
    fn price_of_ten_kwh() {
        assert_eq!(super::price_cents(10_000), 490);
    }
}
