//! Words that have broken programs before, and a case that holds them wherever somebody can type some.

use sop_checklist::journal::{
    Act, Answer, CaseKind, Consent, Form, Giver, Handover, Kin, PaperState, Party, Status, StopMark, Told,
};

use super::{Device, at, consent, on, ready, shipped};

/// Each begins with `Odd` and ends with `end`, so that it can be looked for.
pub fn odd_texts() -> Vec<(&'static str, String)> {
    let all = [
        ("control", "a\0b\u{1}c\u{7}d\u{1b}[2Je\u{7f}f\u{9f}g\th"),
        ("direction", "MS\u{202e}21\u{202c} \u{2067}x\u{2069}\u{200f}\u{61c}y\u{202a}"),
        ("line ends", "one\r\ntwo\rthree\u{85}four\u{2028}five\u{2029}six\n\nseven"),
        ("from the right", "קוד 12 עברית, العربية 7 \u{202e}ب"),
        ("half a sign", "x\u{fffd}y"),
        ("noncharacters", "p\u{fdd0}q\u{fdd0}en\u{fdd1}r\u{fdd2}s\u{fffe}\u{ffff}\u{10ffff}t\u{e000}"),
        ("astral", "😀\u{1f9d1}\u{200d}\u{1f33e}𠮷𝒳e\u{301}"),
        ("joiners", "မြ\u{200b}ဝတီ\u{200c}က\u{200d}ခ\u{2060}ဂ\u{feff} ก\u{200b}ำ้"),
        ("markup", "\"'></span><script>window.hit=1</script>&amp;&#0;{code}{count}{when}\\u0000%00"),
        ("formula", "=1+1;\"a\",b"),
    ];
    let mut all: Vec<(&str, String)> = all.map(|(name, words)| (name, format!("Odd {words} end"))).into();
    all.push(("very long", format!("Odd {}{} end", "x".repeat(3_000), "ကခ 😀ไทย ".repeat(2_000))));
    all
}

/// What no text on a screen or a sheet may hold: marks that turn it, control characters, ends of lines that nobody sees.
pub fn turns_or_hides(sign: char) -> bool {
    (sign.is_control() && !matches!(sign, '\n' | '\t'))
        || matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}')
        || matches!(sign, '\u{2028}' | '\u{2029}')
}

/// A case in which each word that somebody can type, and each that a file of another office can bring, is what `word` gives.
pub fn odd_case(writer: u64, code: &str, word: &mut dyn FnMut() -> String) -> Device {
    let procedure = shipped();
    let mut device = ready(procedure, writer, "adult");
    device.act(Act::Opened {
        code: code.into(),
        procedure: procedure.id.clone(),
        edition: procedure.edition.clone(),
        kind: CaseKind::Real,
    });
    for step in ["1.1", "1.8", "2.1", "2.4", "5.1"] {
        device.done(step);
    }
    let acts = [
        Act::Note { step: "1.8".into(), text: word() },
        Act::Note { step: "3.9".into(), text: word() },
        Act::Place { step: "1.8".into(), text: word() },
        Act::Status { step: "4.1".into(), status: Status::Waiting { on: word(), since: on(2026, 11, 20) } },
        Act::Status {
            step: "10.8".into(),
            status: Status::ReportedDone { when: on(2026, 11, 20), by: word(), how: word() },
        },
        Act::Status { step: "2.7".into(), status: Status::DoneElsewhere { when: on(2026, 11, 20), by: word() } },
        Act::Status { step: "4.5".into(), status: Status::NotNeeded { reason: word() } },
        Act::Stop { stop: "S2".into(), mark: StopMark::Raised, reason: word() },
        Act::Stop { stop: "S9".into(), mark: StopMark::Raised, reason: word() },
        Act::Stop { stop: "S9".into(), mark: StopMark::Clear, reason: word() },
        Act::Consent(Consent {
            when: on(2026, 11, 21),
            language: word(),
            present: word(),
            scope: word(),
            interpreter: Some(true),
            private: Some(true),
            form: Some(Form::Spoken),
            ..consent("data", Giver::Person, Answer::Given)
        }),
        Act::Paper { paper: "D3".into(), state: PaperState::Present, place: word() },
        Act::Question { text: word() },
        Act::Link { code: word(), kin: Kin::Sibling },
        Act::Shared { receiver: word(), purpose: word(), form: word() },
        Act::Incident { step: "9.5".into(), reason: word(), told: Told { role: word(), when: on(2026, 11, 22) } },
        Act::Handover(Handover {
            when: at(2026, 11, 25, 6, 30),
            giver: Party { role: "TH-SHE".into(), office: word() },
            receiver: Party { role: word(), office: word() },
            papers: vec!["D3".into()],
            despite: word(),
        }),
        // What this edition does not have.
        Act::Note { step: "99.1".into(), text: word() },
        Act::Closed { reason: word() },
        Act::Reopened { why: "asks".into(), reason: word() },
    ];
    for act in acts {
        device.act(act);
    }
    device
}
