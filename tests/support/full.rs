//! A full case, the measure of what has to fit: every step done on its day, twenty notes of 120 characters, six consents,
//! fifteen papers, and beyond that every question answered and every red flag looked at. Written over twelve days by three
//! officials, each day by a tab of its own, as in life.

use std::sync::LazyLock;

use serde_json::Value;
use sop_checklist::journal::{
    Act, Answer, By, Consent, Entry, EntryId, Form, Giver, Journal, PaperState, Stamp, Status, StopMark, When, Writer,
};

use super::{consent, day, fact, opened, shipped};

/// The notes' language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notes {
    /// One byte per character.
    English,
    /// Three bytes per character.
    Burmese,
}

/// Real sentences, for made-up ones compress too well.
fn prose(notes: Notes) -> &'static [char] {
    static ENGLISH: LazyLock<Vec<char>> =
        LazyLock::new(|| sentences(include_str!("../../public/sop/th-mm-return.en.json")));
    static BURMESE: LazyLock<Vec<char>> =
        LazyLock::new(|| sentences(include_str!("../../public/sop/th-mm-return.my.json")));
    match notes {
        Notes::English => &ENGLISH,
        Notes::Burmese => &BURMESE,
    }
}

fn sentences(words: &str) -> Vec<char> {
    let words: Value = serde_json::from_str(words).unwrap_or_else(|_| panic!("no words"));
    let texts = words.as_object().into_iter().flatten().filter_map(|(_, text)| text.as_str());
    texts.filter(|text| text.chars().count() > 60).collect::<Vec<_>>().join(" ").chars().collect()
}

/// What happens in a full case, in order.
pub fn acts(number: u64, notes: Notes) -> Vec<Act> {
    let procedure = shipped();
    let prose = prose(notes);
    let note = |at: usize| {
        let start = (number as usize * 4801 + at * 977) % (prose.len() - 120);
        prose[start..start + 120].iter().collect::<String>()
    };
    let steps: Vec<_> = procedure.steps().map(|step| step.id.clone()).collect();
    let mut acts = vec![opened(&format!("MW-{:04}", number * 7 % 10_000))];
    for (at, step) in steps.iter().enumerate() {
        let when = When::On(day(2026, 11, 1 + (at / 9) as u8));
        let other = at % 4 == 3;
        let status = match other {
            true => Status::ReportedDone { when, by: "MM-DOR".into(), how: String::new() },
            false => Status::Done { when },
        };
        acts.push(Act::Status { step: step.clone(), status });
        if at % 5 == 2 && at / 5 < 20 {
            acts.push(Act::Note { step: step.clone(), text: note(at / 5) });
        }
        if at % 3 == 1
            && let Some(asked) = procedure.facts.get(at / 3)
        {
            let value = asked.values.get(number as usize % asked.values.len().max(1));
            acts.push(fact(asked.id.as_str(), &[value.map_or("yes", |value| &**value)]));
        }
        if at % 8 == 5
            && let Some(stop) = procedure.stops.get(at / 8)
        {
            acts.push(Act::Stop { stop: stop.id.clone(), mark: StopMark::Clear, reason: String::new() });
        }
        if at % 16 == 7
            && let Some(kind) = procedure.consents.get(at / 16)
        {
            acts.push(Act::Consent(Consent {
                when,
                language: "Shan".into(),
                interpreter: Some(true),
                private: Some(true),
                present: "TH-SHE, interpreter".into(),
                form: Some(Form::Thumb),
                ..consent(kind.id.as_str(), Giver::Person, Answer::Given)
            }));
        }
        if at % 7 == 6
            && let Some(paper) = procedure.papers.get(at / 7)
        {
            acts.push(Act::Paper {
                paper: paper.id.clone(),
                state: PaperState::Present,
                place: "Case file, tab 3".into(),
            });
        }
    }
    acts
}

/// The entries of a full case.
pub fn full(number: u64, notes: Notes) -> Vec<Entry> {
    let people = [("TH-SHE", "Kredtrakarn", "SK"), ("TH-MDT", "Bangkok", "PN"), ("MM-DSW", "Myawaddy", "TZ")];
    let acts = acts(number, notes);
    let (per_day, mut entries) = (acts.len().div_ceil(12), Vec::new());
    for (at, act) in acts.into_iter().enumerate() {
        let (today, place) = ((at / per_day) as u64, (at % per_day) as u64);
        let (role, office, initials) = people[today as usize % 3];
        // As random as a writer is.
        let writer = Writer((number * 12 + today + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        entries.push(Entry {
            id: EntryId { writer, number: place as u32 + 1 },
            lamport: at as u64 + 1,
            over: vec![],
            at: Stamp {
                unix: 1_793_520_000 + (today * 86_400 + place * 137 + at as u64 * 29 % 61) as i64,
                offset: if today % 3 == 2 { 390 } else { 420 },
            },
            by: By { role: role.into(), office: office.into(), initials: initials.into() },
            act,
            thin: false,
        });
    }
    entries
}

/// A full case that went on until it had so many entries: some of its steps, ticked and reopened over and over.
pub fn long(count: usize, wanted: fn(&str) -> bool) -> Journal {
    let mut journal: Journal = full(0, Notes::English).into_iter().collect();
    let steps: Vec<_> = shipped().steps().map(|step| step.id.clone()).filter(|id| wanted(id.as_str())).collect();
    let (writer, mut last) = (Writer(0xfeed), journal.entries().next().map(|entry| entry.at));
    for number in 1..=(count.saturating_sub(journal.len())) as u32 {
        let step = steps[number as usize % steps.len()].clone();
        let done = Status::Done { when: When::On(day(2026, 11, 25)) };
        let act = Act::Status { step, status: if number % 2 == 0 { done } else { Status::ToDo } };
        let heads = act.field().map(|field| journal.heads(&field)).unwrap_or_default();
        let over = heads.into_iter().map(|head| head.id).collect();
        if let Some(at) = &mut last {
            at.unix += 60;
        }
        journal.insert(Entry {
            id: EntryId { writer, number },
            lamport: journal.next_lamport(),
            over,
            at: last.unwrap_or(Stamp { unix: 0, offset: 0 }),
            by: By { role: "TH-SHE".into(), office: "Kredtrakarn".into(), initials: "SK".into() },
            act,
            thin: false,
        });
    }
    journal
}
