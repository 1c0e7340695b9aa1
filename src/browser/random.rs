//! Randomness from the browser. `getRandomValues` exists on plain http too; `randomUUID` does not.

/// Fills bytes; false where the browser has no source of randomness.
pub fn fill(bytes: &mut [u8]) -> bool {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(bytes).is_ok())
}

/// A random number; none where the browser has no source of randomness.
pub fn number() -> Option<u64> {
    let mut bytes = [0; 8];
    fill(&mut bytes).then(|| u64::from_le_bytes(bytes))
}
