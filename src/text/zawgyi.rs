//! Zawgyi: an old way to write Burmese that uses Unicode's code points for other signs. Text in it looks right only in its
//! own font; in any other it is garbled, cannot be searched, and prints as something else.
//!
//! Guesses by what one of the two ways cannot be: signs that Unicode forbids where they stand, and signs that Zawgyi has no
//! use for there. Shan, Karen, Mon and Pali are Unicode with letters of their own, at code points where Zawgyi keeps its
//! shapes; they are told apart by order, and where that says nothing it is not Zawgyi. Nothing is ever changed here: the
//! official sees both and decides, and what was typed stays in the history (`case::reread`).
//!
//! Knows nothing of where the text comes from. Needed only where Burmese is written, so its code comes after the first screen.

/// A text that seems to be Zawgyi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zawgyi {
    /// The same in Unicode.
    pub unicode: String,
    /// Whether there is more than one sign of it in a text that is long enough. If not, it is a question and no more.
    pub sure: bool,
}

/// Fewer signs of writing than this are too short to be sure.
const SHORT: usize = 12;
/// So much has to speak for Zawgyi to ask at all: a single unlikely sign is found in Mon and Karen, too.
const SOME: u32 = 2;
/// So much has to speak for Zawgyi to be sure of a text, or to see a piece of it within a text that is Unicode.
const MUCH: u32 = 4;

/// What a text is in Unicode, if it seems to be Zawgyi. None is also the answer where nothing tells the two apart.
///
/// ```
/// use sop_checklist::text::zawgyi;
///
/// assert_eq!(zawgyi("ျမန္မာ").map(|seen| seen.unicode), Some("မြန်မာ".to_owned()));
/// assert_eq!(zawgyi("မြန်မာ"), None);
/// // Shan.
/// assert_eq!(zawgyi("မႂ်ႇသုင်ၶႃႈ"), None);
/// ```
pub fn zawgyi(text: &str) -> Option<Zawgyi> {
    if text.contains(is_never_zawgyi) {
        return None;
    }
    let signs: Vec<char> = text.chars().collect();
    let pieces = pieces(&signs);
    let weighed: Vec<(&[char], Weight)> = pieces.into_iter().map(|piece| (piece, weigh(piece))).collect();
    let all = weighed.iter().fold(Weight::default(), |sum, (_, weight)| sum.and(*weight));
    let is_zawgyi = |weight: Weight| match all.zawgyi > all.unicode {
        // What says nothing by itself goes with the rest.
        true => weight.zawgyi >= weight.unicode || weight.unicode < SOME,
        false => weight.zawgyi >= weight.unicode + MUCH,
    };
    let mut unicode = String::new();
    let (mut changed, mut length, mut left) = (Weight::default(), 0, 0);
    for (piece, weight) in weighed {
        if !is_burmese(piece.first()) || !is_zawgyi(weight) {
            unicode.extend(piece);
            continue;
        }
        let converted = converted(piece);
        changed = changed.and(weight);
        length += piece.len();
        left += weigh(&converted.chars().collect::<Vec<_>>()).zawgyi;
        unicode.push_str(&converted);
    }
    let sure = length >= SHORT && changed.zawgyi >= MUCH + 3 * changed.unicode && left == 0;
    (unicode != text && changed.zawgyi >= SOME).then_some(Zawgyi { unicode, sure })
}

/// What speaks for either.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    zawgyi: u32,
    unicode: u32,
}

impl Weight {
    fn and(self, other: Self) -> Self {
        Self { zawgyi: self.zawgyi + other.zawgyi, unicode: self.unicode + other.unicode }
    }
}

/// Letters and marks of the languages of Myanmar that Zawgyi has no shape for.
fn is_never_zawgyi(sign: char) -> bool {
    matches!(sign,
        '\u{1022}' | '\u{1028}' | '\u{1035}' | '\u{1050}'..='\u{1059}' | '\u{105b}'..='\u{105f}'
        | '\u{1098}'..='\u{109f}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}')
}

/// A text in pieces that are Burmese letters and marks throughout, or something else.
fn pieces(signs: &[char]) -> Vec<&[char]> {
    signs.chunk_by(|one, next| is_burmese(Some(one)) == is_burmese(Some(next))).collect()
}

/// Letters, marks and digits; the two stops are none.
fn is_burmese(sign: Option<&char>) -> bool {
    matches!(sign, Some('\u{1000}'..='\u{1049}' | '\u{104c}'..='\u{109f}'))
}

/// A consonant of Burmese, as both have them.
fn is_consonant(sign: char) -> bool {
    matches!(sign, '\u{1000}'..='\u{1021}' | '\u{1025}' | '\u{1027}' | '\u{1029}')
}

/// What carries marks in Zawgyi.
fn is_base(sign: char) -> bool {
    matches!(sign,
        '\u{1000}'..='\u{102a}' | '\u{103f}' | '\u{1040}' | '\u{1047}' | '\u{106a}' | '\u{106b}' | '\u{106e}' | '\u{106f}'
        | '\u{1086}' | '\u{108f}'..='\u{1092}' | '\u{1097}')
}

/// Zawgyi's medial ra, which stands before its consonant.
fn is_ra(sign: char) -> bool {
    matches!(sign, '\u{103b}' | '\u{107e}'..='\u{1084}')
}

/// The consonant that a shape of Zawgyi stacks under another.
fn stacked(sign: char) -> Option<char> {
    Some(match sign {
        '\u{1060}'..='\u{1063}' | '\u{1065}' | '\u{1066}' => char::from_u32(u32::from(sign) - 0x60)?,
        '\u{1067}' => '\u{1006}',
        '\u{1068}' => '\u{1007}',
        '\u{1069}' => '\u{1008}',
        '\u{106c}' => '\u{100b}',
        '\u{106d}' => '\u{100c}',
        '\u{1070}' => '\u{100f}',
        '\u{1071}' | '\u{1072}' | '\u{1096}' => '\u{1010}',
        '\u{1073}' | '\u{1074}' => '\u{1011}',
        '\u{1075}'..='\u{107c}' => {
            const STACKED: [char; 8] =
                ['\u{1012}', '\u{1013}', '\u{1014}', '\u{1015}', '\u{1016}', '\u{1017}', '\u{1018}', '\u{1019}'];
            STACKED[(u32::from(sign) - 0x1075) as usize]
        }
        '\u{1085}' => '\u{101c}',
        '\u{1093}' => '\u{1018}',
        _ => return None,
    })
}

/// The consonants that a shape of Zawgyi stands for.
fn base(sign: char) -> &'static str {
    match sign {
        '\u{106a}' => "\u{1009}",
        '\u{106b}' => "\u{100a}",
        '\u{106e}' => "\u{100d}\u{1039}\u{100d}",
        '\u{106f}' => "\u{100d}\u{1039}\u{100e}",
        '\u{1086}' => "\u{103f}",
        '\u{108f}' => "\u{1014}",
        '\u{1090}' => "\u{101b}",
        '\u{1091}' => "\u{100f}\u{1039}\u{100d}",
        '\u{1092}' => "\u{100b}\u{1039}\u{100c}",
        '\u{1097}' => "\u{100b}\u{1039}\u{100b}",
        _ => "",
    }
}

/// Whether Burmese, which has stacks from Pali, stacks one consonant over the other.
fn stacks(over: char, under: char) -> bool {
    let unders = match over {
        'က' => "ကခ",
        'ဂ' => "ဂဃ",
        'စ' => "စဆ",
        'ဇ' => "ဇဈ",
        'ဉ' | 'ဥ' | '\u{106a}' => "စဆဇဈည",
        'ည' | '\u{106b}' => "ည",
        'ဋ' => "ဋဌ",
        'ဍ' => "ဍဎ",
        'ဏ' => "ဋဌဍဎဏ",
        'တ' => "တထ",
        'ဒ' => "ဒဓဗ",
        'န' | '\u{108f}' => "တထဒဓန",
        'ပ' => "ပဖ",
        'ဗ' => "ဗဘ",
        'မ' => "ပဖဗဘမ",
        'လ' => "လ",
        'သ' => "တထနမသ",
        'ဟ' => "မ",
        'အ' => "ဘ",
        _ => "",
    };
    unders.contains(under)
}

/// What the signs of a piece speak for, each by those beside it. Two: it cannot be otherwise; one: it is rarely otherwise.
fn weigh(piece: &[char]) -> Weight {
    let mut weight = Weight::default();
    for (at, sign) in piece.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| piece.get(at)).copied();
        let (zawgyi, unicode) = evidence(&piece[..at], before, *sign, &piece[at + 1..]);
        weight = weight.and(Weight { zawgyi, unicode });
    }
    weight
}

/// For Zawgyi and for Unicode.
fn evidence(all_before: &[char], before: Option<char>, sign: char, after: &[char]) -> (u32, u32) {
    const NOTHING: (u32, u32) = (0, 0);
    const ZAWGYI: (u32, u32) = (2, 0);
    const LIKE_ZAWGYI: (u32, u32) = (1, 0);
    const UNICODE: (u32, u32) = (0, 2);
    const LIKE_UNICODE: (u32, u32) = (0, 1);
    let (next, second) = (after.first().copied(), after.get(1).copied());
    let next_is = |is: fn(char) -> bool| next.is_some_and(is);
    let on_letter = before.is_some_and(|before| is_base(before) || matches!(before, '\u{103b}'..='\u{103e}'));
    let is_letter = |sign: char| {
        is_base(sign) || matches!(sign, '\u{103b}'..='\u{103e}' | '\u{105a}'..='\u{1085}' | '\u{108e}' | '\u{108f}')
    };
    let is_vowel = |sign: char| matches!(sign, '\u{102b}'..='\u{1030}' | '\u{1032}' | '\u{1036}'..='\u{1038}');
    match sign {
        // The vowel that is seen before its consonant: Zawgyi types it there, Unicode after it.
        '\u{1031}' if !before.is_some_and(is_letter) => ZAWGYI,
        '\u{1031}' if !next_is(is_base) && !next_is(is_ra) => UNICODE,
        // Medial ra, before its consonant; in Unicode medial ya, behind it or (as in the word for husband) behind asat.
        '\u{103b}' if !next_is(is_base) => UNICODE,
        '\u{103b}' if !on_letter && before != Some('\u{103a}') => ZAWGYI,
        '\u{103b}' if before == Some('အ') => ZAWGYI,
        // More shapes of it; in Unicode letters and vowels of Shan.
        '\u{107e}'..='\u{1084}' if !next_is(is_base) || second == Some('\u{103a}') => UNICODE,
        '\u{107e}' | '\u{1081}' if second.is_none() || next == Some('\u{1086}') => NOTHING,
        '\u{107e}'..='\u{1080}' | '\u{1082}' => ZAWGYI,
        '\u{1081}' => LIKE_ZAWGYI,
        // Asat; in Unicode what stacks the next consonant.
        '\u{1039}' if before == Some('\u{103a}') => UNICODE,
        '\u{1039}' => match (before, next) {
            (Some(over), Some(under)) if is_consonant(over) && (is_consonant(under) || under == '\u{105a}') => {
                match (stacks(over, under), "ငညယရဝဠ".contains(over) || "ငယရဝဟ".contains(under)) {
                    (true, _) => NOTHING,
                    // What Mon stacks most, and Burmese begins few words with.
                    _ if under == 'ဍ' || under == 'ဂ' || all_before.contains(&'\u{1039}') => NOTHING,
                    // Not even in Mon.
                    (_, true) => ZAWGYI,
                    _ => LIKE_ZAWGYI,
                }
            }
            _ => ZAWGYI,
        },
        // Medial ya; in Unicode asat.
        '\u{103a}' if before.is_some_and(is_vowel) => UNICODE,
        '\u{103a}' if before == Some('\u{103d}') => ZAWGYI,
        '\u{103a}' => match next {
            Some('\u{102b}'..='\u{102e}' | '\u{1032}') => ZAWGYI,
            Some('\u{102f}') if second == Some('\u{1015}') => NOTHING,
            Some('\u{102f}' | '\u{1030}' | '\u{1033}' | '\u{1034}' | '\u{1036}') => LIKE_ZAWGYI,
            Some('\u{1037}' | '\u{1038}') | None => LIKE_UNICODE,
            _ => NOTHING,
        },
        // Medial wa, typed before ya; in Unicode ra, that no asat follows and few letters take.
        '\u{103c}' if next == Some('\u{103a}') || before.is_some_and(|before| "ဆညရလဝအ".contains(before)) => {
            LIKE_ZAWGYI
        }
        // Medial ha; in Unicode wa, that no such vowel follows.
        '\u{103d}' if next == Some('\u{102d}') && second != Some('\u{102f}') => LIKE_ZAWGYI,
        // A medial is never typed behind a vowel in Unicode.
        '\u{103c}' | '\u{103d}' if matches!(before, Some('\u{102d}'..='\u{1030}')) => LIKE_ZAWGYI,
        // Medial ha and great sa have no such code points in Zawgyi.
        '\u{103e}' if on_letter => UNICODE,
        '\u{103f}' => UNICODE,
        // Aa with asat; in Unicode a consonant of Mon.
        '\u{105a}' if !on_letter || next == Some('\u{103a}') => UNICODE,
        '\u{105a}' => LIKE_ZAWGYI,
        // Kinzi, the end of the syllable before; in Unicode a tone of Karen or Shan.
        '\u{1064}' | '\u{108b}'..='\u{108d}' => {
            let syllable_before = all_before.iter().rev().skip(1).any(|sign| is_base(*sign));
            if on_letter && syllable_before && next != Some('\u{103a}') { NOTHING } else { UNICODE }
        }
        // Great sa, between two syllables; in Unicode the end of one in Shan.
        '\u{1086}' if before.is_none() => UNICODE,
        '\u{1086}' if next_is(|next| is_base(next) || is_ra(next) || matches!(next, '\u{102b}'..='\u{1031}')) => {
            LIKE_ZAWGYI
        }
        '\u{1086}' => UNICODE,
        // Medial ha and what goes with it; in Unicode tones of Shan, behind a vowel or an asat.
        '\u{1087}'..='\u{108a}' => match before {
            Some(before) if is_consonant(before) => ZAWGYI,
            Some('\u{103b}'..='\u{103d}' | '\u{107d}') => LIKE_ZAWGYI,
            Some(before) if is_base(before) || stacked(before).is_some() => NOTHING,
            _ => UNICODE,
        },
        '\u{108e}' if on_letter => LIKE_ZAWGYI,
        // Shapes of letters and dots; in Unicode digits of Shan.
        '\u{108f}'..='\u{1097}' => {
            let digit = |sign: Option<char>| sign.is_none_or(|sign| matches!(sign, '\u{1090}'..='\u{1099}'));
            if digit(before) && digit(next) { LIKE_UNICODE } else { ZAWGYI }
        }
        // Stacked consonants; in Unicode letters of Shan, vowels and tones of Karen, but for a few shapes.
        sign => {
            let of_zawgyi = matches!(sign, '\u{1070}' | '\u{1072}'..='\u{1074}' | '\u{1077}' | '\u{1079}' | '\u{107b}');
            match (stacked(sign), before) {
                (None, _) => NOTHING,
                (Some(_), Some(over)) if of_zawgyi && (is_base(over) || over == '\u{102c}') => ZAWGYI,
                (Some(under), Some(over)) if stacks(over, under) && next != Some('\u{103a}') => NOTHING,
                (Some(_), _) => UNICODE,
            }
        }
    }
}

/// A consonant of Zawgyi with its marks.
#[derive(Default)]
struct Syllable {
    consonant: String,
    under: Option<char>,
    /// Whether medial ya or u comes behind an asat, as in the words for man and for I.
    asat_first: bool,
    /// By their order in Unicode, which is not the one they are typed in.
    marks: [bool; MARKS.len()],
}

/// Marks in the order in which Unicode has them behind a consonant: medials, vowels, the sign of nasals, dot, asat, visarga.
const MARKS: [char; 17] = [
    '\u{103b}', '\u{103c}', '\u{103d}', '\u{103e}', '\u{1031}', '\u{102d}', '\u{102e}', '\u{1032}', '\u{102f}',
    '\u{1030}', '\u{102b}', '\u{102c}', '\u{1036}', '\u{1037}', '\u{103a}', '\u{1038}', '\u{1039}',
];

/// What a mark of Zawgyi is in Unicode; kinzi is the sign of stacking here. A stacked consonant is no mark, see [`stacked`].
fn marks(sign: char) -> &'static str {
    match sign {
        '\u{1039}' => "\u{103a}",
        '\u{103a}' | '\u{107d}' => "\u{103b}",
        '\u{103c}' => "\u{103d}",
        '\u{103d}' | '\u{103e}' | '\u{1087}' => "\u{103e}",
        '\u{1088}' => "\u{103e}\u{102f}",
        '\u{1089}' => "\u{103e}\u{1030}",
        '\u{108a}' => "\u{103d}\u{103e}",
        '\u{1064}' => "\u{1039}",
        '\u{108b}' => "\u{1039}\u{102d}",
        '\u{108c}' => "\u{1039}\u{102e}",
        '\u{108d}' => "\u{1039}\u{1036}",
        '\u{108e}' => "\u{102d}\u{1036}",
        '\u{1096}' => "\u{103d}",
        '\u{105a}' => "\u{102b}\u{103a}",
        '\u{102b}' => "\u{102b}",
        '\u{102c}' => "\u{102c}",
        '\u{102d}' => "\u{102d}",
        '\u{102e}' => "\u{102e}",
        '\u{102f}' | '\u{1033}' => "\u{102f}",
        '\u{1030}' | '\u{1034}' => "\u{1030}",
        '\u{1032}' => "\u{1032}",
        '\u{1036}' => "\u{1036}",
        '\u{1037}' | '\u{1094}' | '\u{1095}' => "\u{1037}",
        '\u{1038}' => "\u{1038}",
        _ => "",
    }
}

impl Syllable {
    fn mark(&mut self, marks: &str) {
        for (has, mark) in self.marks.iter_mut().zip(MARKS) {
            *has |= marks.contains(mark);
        }
    }

    fn has(&self, mark: char) -> bool {
        MARKS.iter().zip(self.marks).any(|(known, has)| has && *known == mark)
    }

    fn drop(&mut self, marks: &str) {
        for (has, mark) in self.marks.iter_mut().zip(MARKS) {
            *has &= !marks.contains(mark);
        }
    }

    /// Letters for which Zawgyi has no key of their own, or that are typed as what looks like them.
    fn mend(&mut self) {
        let is_only = |syllable: &Self, mark: char| {
            syllable.has(mark)
                && !['\u{103b}', '\u{103c}', '\u{103d}', '\u{103e}']
                    .iter()
                    .any(|other| *other != mark && syllable.has(*other))
        };
        let letter = match self.consonant.as_str() {
            "\u{1025}" if self.has('\u{102e}') => Some(("\u{1026}", "\u{102e}")),
            "\u{1025}" if self.under.is_some() || self.has('\u{103a}') || self.has('\u{102c}') => {
                Some(("\u{1009}", ""))
            }
            "\u{1005}" if is_only(self, '\u{103b}') => Some(("\u{1008}", "\u{103b}")),
            "\u{101e}" if is_only(self, '\u{103c}') && self.has('\u{1031}') && self.has('\u{103a}') => {
                Some(("\u{102a}", "\u{103c}\u{1031}\u{102b}\u{102c}\u{103a}"))
            }
            "\u{101e}" if is_only(self, '\u{103c}') => Some(("\u{1029}", "\u{103c}")),
            _ => None,
        };
        if let Some((letter, dropped)) = letter {
            letter.clone_into(&mut self.consonant);
            self.drop(dropped);
        }
    }

    fn write(mut self, text: &mut String) {
        self.mend();
        if self.has('\u{1039}') {
            self.drop("\u{1039}");
            text.push_str("\u{1004}\u{103a}\u{1039}");
        }
        text.push_str(&self.consonant);
        if let Some(under) = self.under {
            text.extend(['\u{1039}', under]);
        }
        if self.asat_first {
            self.drop("\u{103a}");
            text.push('\u{103a}');
        }
        text.extend(MARKS.iter().zip(self.marks).filter(|(_, has)| *has).map(|(mark, _)| mark));
    }
}

/// A piece of Zawgyi in Unicode. What stands where Zawgyi has nothing stays what it is.
fn converted(piece: &[char]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while let Some(first) = piece.get(at) {
        let rest = &piece[at..];
        let ahead = rest.iter().take_while(|sign| **sign == '\u{1031}' || is_ra(**sign)).count();
        match rest.get(ahead) {
            Some(sign) if is_base(*sign) => {
                let (syllable, length) = syllable(piece, at, ahead, *sign);
                syllable.write(&mut text);
                at += length;
            }
            // The one short word that is written with a digit or a sign of its own.
            Some('\u{1044}') if ahead == 0 && rest.starts_with(&['\u{1044}', '\u{1004}', '\u{1039}']) => {
                text.push('\u{104e}');
                at += 1;
            }
            Some('\u{104e}') if ahead == 0 && rest.get(1) != Some(&'\u{1004}') => {
                text.push_str("\u{104e}\u{1004}\u{103a}\u{1038}");
                at += 1;
            }
            _ => {
                match (marks(*first), stacked(*first)) {
                    (_, Some(under)) => text.extend(['\u{1039}', under]),
                    ("", _) if is_ra(*first) => text.push('\u{103c}'),
                    ("" | "\u{1039}", _) => text.push(*first),
                    (marks, _) => text.push_str(marks),
                }
                at += 1;
            }
        }
    }
    text
}

/// The syllable that begins at a place, with so many signs typed ahead of its consonant, and how many signs it has.
fn syllable(piece: &[char], at: usize, ahead: usize, consonant: char) -> (Syllable, usize) {
    let mut syllable = Syllable::default();
    for sign in &piece[at..at + ahead] {
        syllable.mark(if *sign == '\u{1031}' { "\u{1031}" } else { "\u{103c}" });
    }
    let mut length = ahead + 1;
    let mut ended = false;
    while let Some(sign) = piece.get(at + length) {
        let (marks, under) = (marks(*sign), stacked(*sign));
        // Behind a visarga only the dot that belongs before it.
        let fits = !ended || marks == "\u{1037}";
        if !fits || (marks.is_empty() && (under.is_none() || syllable.under.is_some())) {
            break;
        }
        syllable.under = syllable.under.or(under);
        syllable.asat_first |= matches!(marks, "\u{103b}" | "\u{102f}") && piece[at + length - 1] == '\u{1039}';
        syllable.mark(marks);
        ended |= *sign == '\u{1038}';
        length += 1;
    }
    let has_marks = length > 1;
    let beside = |other: Option<&char>| match other {
        Some('\u{1040}'..='\u{1049}') => Some(true),
        Some(_) => Some(false),
        None => None,
    };
    let neighbours = [at.checked_sub(1).and_then(|before| beside(piece.get(before))), beside(piece.get(at + length))];
    let in_word = neighbours.contains(&Some(false)) && !neighbours.contains(&Some(true));
    syllable.consonant = match (base(consonant), consonant) {
        // Nought for wa, seven for ra.
        ("", '\u{1040}') if has_marks || in_word => "\u{101d}".to_owned(),
        ("", '\u{1047}') if has_marks => "\u{101b}".to_owned(),
        ("", _) => consonant.to_string(),
        (letters, _) => letters.to_owned(),
    };
    (syllable, length)
}
