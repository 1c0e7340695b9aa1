//! Randomness from the browser. `getRandomValues` exists on plain http too; `randomUUID` does not.

/// A random number; none where the browser has no source of randomness.
pub fn number() -> Option<u64> {
    let mut bytes = [0_u8; 8];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(u64::from_le_bytes(bytes))
}
