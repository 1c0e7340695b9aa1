//! The permanent samples. See `tests/samples/README.md`: a sample is never changed.

use sop_checklist::exchange::casefile::{CaseFile, FileKind};
use sop_checklist::journal::{Act, Answer, Consent, Form, Giver, Status, StopMark};
use sop_checklist::procedure::{Partner, PartnerKind};

use crate::hands::{CASE, MADE, file, open};
use crate::support::{Device, consent, on, shipped};

const OWN: &str = include_str!("../samples/casefile-1-own.sopcase");
const PARTNER: &str = include_str!("../samples/casefile-1-partner.sopcase");
const OPEN: &str = include_str!("../samples/casefile-1-open.sopcase");

/// The case of the samples.
fn device() -> Device {
    let mut device = Device::opened(shipped(), 0xfeed);
    device.fact("age", &["child"]);
    device.fact("fear", &["yes"]);
    device.done("1.1");
    device.status("1.1", Status::ToDo);
    device.done("1.1");
    device.act(Act::Note { step: "1.1".into(), text: "မြဝတီ, asked at the gate".into() });
    device.act(Act::Stop { stop: "S2".into(), mark: StopMark::Raised, reason: "the uncle".into() });
    device.act(Act::Consent(Consent {
        when: on(2026, 11, 20),
        interpreter: Some(true),
        form: Some(Form::Thumb),
        present: "TH-PSD".into(),
        ..consent("return", Giver::Person, Answer::Given)
    }));
    device
}

/// The file with the edition that shipped then, and for a partner under the white list of then.
fn made(kind: FileKind, read: &CaseFile) -> CaseFile {
    let device = device();
    let white = Partner {
        kinds: vec![PartnerKind::Steps, PartnerKind::Consents],
        facts: vec!["age".into()],
        stops: vec!["S2".into()],
        without: vec![],
    };
    let made = match kind {
        FileKind::Own => file(&device, kind),
        FileKind::Partner => {
            device.see(|view| CaseFile::partner(view, &white, CASE, &device.journal, MADE)).unwrap_or_else(|_| panic!())
        }
    };
    CaseFile { edition: read.edition.clone(), ..made }
}

#[test]
fn the_samples_open_for_ever() {
    for (sample, kind) in [(OWN, FileKind::Own), (PARTNER, FileKind::Partner), (OPEN, FileKind::Own)] {
        let read = open(sample).unwrap_or_else(|fault| panic!("{kind:?}: {fault}"));
        assert_eq!(read, made(kind, &read));
        assert_eq!(read.edition, "2026-11 draft 1");
    }
}

#[test]
fn the_written_form_does_not_drift() {
    let read = open(OPEN).unwrap();
    assert_eq!(made(FileKind::Own, &read).to_open_text(), OPEN);
}
