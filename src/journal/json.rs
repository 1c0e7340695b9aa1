//! Values in JSON, taken apart by hand: code derived for each stored type made up a fifth of what the app may weigh.

use crate::json::Value;

static NULL: Value = Value::Null;

/// What stands under a key. Where nothing does it is what no reader takes.
pub(crate) fn at<'v>(object: &'v Value, key: &str) -> &'v Value {
    object.get(key).unwrap_or(&NULL)
}

/// Takes values apart. Notes the first fault and reads on with stand-ins, which nobody gets to see: with an early return
/// at each value, the code that clears away half-read ones would be larger than all the rest.
#[derive(Default)]
pub(crate) struct Reader {
    fault: Option<&'static str>,
}

impl Reader {
    /// What was read, or what kind of thing was wrong.
    pub(crate) fn end<T>(&self, read: T) -> Result<T, &'static str> {
        self.fault.map_or(Ok(read), Err)
    }

    /// Notes that something is not what it should be.
    #[cold]
    pub(crate) fn fault(&mut self, what: &'static str) {
        self.fault.get_or_insert(what);
    }

    /// What is there, or a fault.
    pub(crate) fn some<T: Default>(&mut self, found: Option<T>, what: &'static str) -> T {
        if found.is_none() {
            self.fault(what);
        }
        found.unwrap_or_default()
    }

    /// Sees that a value is an object and has no other keys than these.
    pub(crate) fn object(&mut self, value: &Value, keys: &[&str]) {
        if !value.as_object().is_some_and(|map| map.keys().all(|key| keys.contains(&key.as_str()))) {
            self.fault("an object");
        }
    }

    /// The only key of an object, and what stands under it.
    pub(crate) fn single<'v>(&mut self, value: &'v Value) -> (&'v str, &'v Value) {
        match value.as_object().map(|map| (map.len(), map.iter().next())) {
            Some((1, Some((key, value)))) => (key, value),
            _ => {
                self.fault("an object");
                ("", &NULL)
            }
        }
    }

    /// The items of a list.
    pub(crate) fn items<'v>(&mut self, value: &'v Value) -> &'v [Value] {
        self.some(value.as_array(), "a list")
    }

    /// The two items of a list of two.
    pub(crate) fn two<'v>(&mut self, value: &'v Value) -> [&'v Value; 2] {
        match self.items(value) {
            [one, two] => [one, two],
            _ => {
                self.fault("a pair");
                [&NULL, &NULL]
            }
        }
    }

    /// The texts of a list of that many, which are four at most.
    pub(crate) fn texts<'v>(&mut self, value: &'v Value, count: usize) -> [&'v str; 4] {
        let items = self.items(value);
        if items.len() != count {
            self.fault("a list");
        }
        let mut texts = [""; 4];
        for (text, item) in texts.iter_mut().zip(items) {
            *text = self.str(item);
        }
        texts
    }

    /// The texts under these keys, which are four at most and the only ones.
    pub(crate) fn named<'v>(&mut self, value: &'v Value, keys: &[&str]) -> [&'v str; 4] {
        self.object(value, keys);
        let mut texts = [""; 4];
        for (text, key) in texts.iter_mut().zip(keys) {
            *text = self.str(at(value, key));
        }
        texts
    }

    /// A text.
    pub(crate) fn str<'v>(&mut self, value: &'v Value) -> &'v str {
        self.some(value.as_str(), "a text")
    }

    /// A number.
    pub(crate) fn number(&mut self, value: &Value) -> u64 {
        self.some(value.as_u64(), "a number")
    }

    /// A number that is not large.
    pub(crate) fn small(&mut self, value: &Value) -> u32 {
        let number = value.as_u64().and_then(|number| number.try_into().ok());
        self.some(number, "a number")
    }

    /// A number that may be negative.
    pub(crate) fn signed(&mut self, value: &Value) -> i64 {
        self.some(value.as_i64(), "a number")
    }

    /// Yes or no.
    pub(crate) fn yes(&mut self, value: &Value) -> bool {
        self.some(value.as_bool(), "yes or no")
    }
}
