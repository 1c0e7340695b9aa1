//! The end of a case and what surrounds it: papers, handover, the way back, closing and reopening, a begin in the middle.

use crate::harness::stage;
use crate::official::{id, word};

/// Says where a paper stands.
async fn paper_is(official: &crate::official::Official, paper: &str, state: &str) {
    official.tap(&id(&format!("paper-{paper}-{state}"))).await;
    official.has(&id(&format!("paper-{paper}")), "data-state", state).await;
}

#[test]
fn each_paper_is_told_in_a_tap_where_it_is_made_and_stands_on_the_sheet() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("D-1").await;
        official.part("facts").await;
        official.answer("age", "adult").await;

        // From the step that makes it, and from there to all of them.
        official.part("steps").await;
        official.open("2.6").await;
        official.reads(&id("paper-D2"), "Needed · Not checked").await;
        official.reads(&id("paper-D2"), "Keep out: The story").await;
        paper_is(official, "D2", "present").await;
        official.tap("#paper-place-D2").await;
        official.types("cabinet 3").await;
        official.leaves_field().await;
        official.reads(&id("paper-D2"), "present, cabinet 3").await;
        official.reads(&id("papers-present"), "1 of 10 needed papers present").await;
        official.tap(&id("to-dossier")).await;
        official.reads(&id("paper-D2"), "present, cabinet 3").await;
        official.reads(&id("paper-D7"), "Not needed (Age: Adult").await;
        official.reads(&id("paper-D6"), "May be needed (Family").await;
        official.reads(&id("paper-D12"), "step 4.6, 4.7").await;

        // A mistake is undone, and what was said before is there again.
        paper_is(official, "D2", "missing").await;
        official.reads(&id("papers-present"), "0 of 10 needed papers present").await;
        official.undo().await;
        official.has(&id("paper-D2"), "data-state", "present").await;
        paper_is(official, "D1", "not-needed").await;
        official.reads(&id("paper-D1"), "the procedure asks for it").await;
        official.reads(&id("papers-present"), "1 of 9 needed papers present").await;

        official.part("history").await;
        official.reads(&id("history-list"), "D2 Identification result: present, cabinet 3").await;
        official.part("paper").await;
        official.reads(".sheet", "1 of 9 needed papers present").await;
        official.reads(".sheet", "D2 Identification result: Needed · present, cabinet 3").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("D-1").await;
        official.open("8.10").await;
        official.reads(&id("papers-present"), "1 of 9 needed papers present").await;
    });
}

#[test]
fn a_handover_waits_for_her_yes_and_says_that_the_gate_was_not_open() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("H-1").await;
        official.part("facts").await;
        official.answer("age", "adult").await;
        official.answer("crossing_point", "mae_sot_myawaddy").await;
        official.part("paper").await;
        official.reads(".sheet .handover", "Signature, receiver").await;
        official.part("steps").await;
        official.open("9.5").await;
        official.tap(&id("handover")).await;
        official.tap(&format!("{} button", id("handover-day"))).await;
        official.chooses(&id("giver-role"), "TH-PSD").await;
        official.tap(&id("giver-office")).await;
        official.types("Tak 0412").await;
        official.chooses(&id("receiver-role"), "MM-DOR").await;
        official.tap(&id("despite")).await;
        official.types("All was told by telephone").await;
        official.tap(&id("record-handover")).await;
        official.reads(".handover-form", "No handover can be recorded now").await;
        official.tap(&format!("{} .buttons button:nth-of-type(2)", ".handover-form >")).await;
        official.sees_no(&id("record-handover")).await;
        official.close().await;

        // She says yes. The flags were not looked at: it can be recorded, and says so.
        official.open("9.2").await;
        official.consents("crossing").await;
        official.close().await;
        official.open("9.5").await;
        official.reads(".panel", "No handover is recorded.").await;
        official.tap(&id("handover")).await;
        official.reads(&id("handover-shut"), "The gate does not stand open (Wait)").await;
        official.tap(&id("record-handover")).await;
        official.reads(".handover-form", "Say on which day.").await;
        official.tap(&format!("{} button", id("handover-day"))).await;
        official.tap(&id("record-handover")).await;
        official.reads(".handover-form", "Say who gave and who received").await;
        official.chooses(&id("giver-role"), "TH-PSD").await;
        official.tap(&id("giver-office")).await;
        official.types("Tak 0412").await;
        official.chooses(&id("receiver-role"), "MM-DOR").await;
        official.tap(&id("record-handover")).await;
        official.reads(".handover-form", "Write the reason in a few words.").await;
        official.tap(&id("despite")).await;
        official.types("All was told by telephone").await;
        official.tap(&id("gave-D1")).await;
        official.tap(&id("record-handover")).await;
        official.reads(&id("handover-recorded"), "All was told by telephone").await;
        official.reads(&id("handover-recorded"), "Tak 0412").await;
        official.tap(".step-history summary").await;
        official.reads(".step-history", "Handed over: Date and time").await;
        official.close().await;
        official.part("paper").await;
        for said in ["Mae Sot–Myawaddy", "Tak 0412", "Papers handed over", "D1", "The gate did not stand open"] {
            official.reads(".sheet", said).await;
        }
        official.part("history").await;
        official.reads(&id("history-list"), "Handed over: Date and time").await;

        // Who was handed over has crossed, and the step is done: nobody records that three times.
        official.part("steps").await;
        official.row_is("9.5", "done").await;
        official.tick("9.5").await;
        official.row_is("9.5", "todo").await;
        // Who did not cross was not handed over, whatever the tick.
        official.open("9.5").await;
        official.has(&id("answer-crossed-crossed"), "checked", true).await;
        official.answer("crossed", "not_crossed").await;
        official.reads(&id("blocks"), "Did not cross").await;
        official.close().await;
        assert!(!official.box_is_ticked("9.5").await);
        official.row_is("9.9", "todo").await;
        official.sees(&id("way-back")).await;
    });
}

#[test]
fn who_says_no_at_the_gate_is_shown_the_way_back() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("W-1").await;
        official.part("facts").await;
        official.answer("age", "adult").await;
        official.answer("return", "wanted").await;
        official.part("consents").await;
        official.consents("return").await;
        official.consents("crossing").await;
        official.sees_no(&id("way-back")).await;
        official.tap(&id("withdraw-crossing")).await;
        let way = word("back.do");
        for line in way.lines() {
            official.reads(&id("way-back"), line).await;
        }
        official.reads(&id("way-back"), &word("step.9.9")).await;
        official.part("steps").await;
        for step in ["9.2", "9.9"] {
            official.open(step).await;
            official.reads(&format!(".panel {}", id("way-back")), &word("back")).await;
            official.close().await;
        }
        official.part("paper").await;
        official.reads(".sheet", way.lines().next().unwrap()).await;
        // From the box straight to what is next.
        official.tap(&format!("{} .next-item", id("way-back"))).await;
        official.step_is_open("9.9").await;
        official.close().await;
        official.part("facts").await;
        official.answer("crossed", "crossed").await;
        official.sees_no(&id("way-back")).await;
        official.reads(&id("disagree"), "Noted as crossed").await;
    });
}

#[test]
fn a_closed_case_says_so_takes_no_tick_and_is_opened_again_when_there_is_danger() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("E-1").await;
        official.part("paper").await;
        official.tap(&id("close-case-paper")).await;
        official.tap(&id("record-closing-paper")).await;
        official.reads(".closing", "Choose first why the case is closed.").await;
        official.answer("closing_reason", "moved").await;
        official.tap("#close-words-paper").await;
        official.types("Both offices agree").await;
        official.tap(&id("record-closing-paper")).await;
        official.reads(&id("closed"), "Closed since").await;
        official.reads(&id("closed"), "Moved away, “Both offices agree”").await;
        official.reads(&id("closed"), "No public rule says how long").await;
        official.tap(&id("to-removal-closed")).await;
        official.focus_is_on("#remove-heading").await;

        // No tick gets lost in silence, and none is recorded.
        official.part("steps").await;
        official.tick("1.2").await;
        official.focus_is_on(&id("closed")).await;
        assert!(!official.box_is_ticked("1.2").await);
        official.open("1.2").await;
        official.tap(&id("mark-1.2")).await;
        official.focus_is_on(&id("closed-step")).await;
        official.close().await;
        official.is_saved().await;

        // The list has it below the open ones, also after a new start.
        official.reload().await;
        official.begin_case("E-2").await;
        official.back().await;
        official.open_case("E-1").await;
        official.part("consents").await;
        official.check_clear("S11").await;
        official.is_saved().await;
        official.reload().await;
        official.reads(&format!("{}:nth-of-type(1)", id("case-row")), "E-2").await;
        official.reads(&format!("{}:nth-of-type(2)", id("case-row")), "Closed").await;

        official.open_case("E-1").await;
        official.tap(&id("reopen-closed")).await;
        official.tap(&id("record-reopening-closed")).await;
        official.reads(&id("closed"), "Write the reason in a few words.").await;
        official.tap(&id("why-closed-danger")).await;
        official.tap("#reopen-words-closed").await;
        official.types("Calls at night").await;
        // Where the browser ends in that moment, no case is open again without the flag that goes with it.
        official.ends_after_the_next_piece().await;
        official.tap(&id("record-reopening-closed")).await;
        official.sees_no(&id("closed")).await;
        official.reload().await;
        official.open_case("E-1").await;
        official.sees_no(&id("closed")).await;
        official.row_is("11.9", "todo").await;
        official.part("consents").await;
        official.has(&id("stop-S12"), "data-state", "raised").await;
        // Who is in danger is not closed away.
        official.part("paper").await;
        official.tap(&id("close-case-paper")).await;
        official.tap(&id("record-closing-paper")).await;
        official.reads(".closing", "It cannot be closed while a red flag stands against it.").await;
        official.sees_no(&id("closed")).await;
        official.part("history").await;
        official.reads(&id("history-list"), "Case reopened: Danger, or a sign of new harm, “Calls at night”").await;
    });
}

#[test]
fn a_case_is_closed_at_its_step_and_a_flag_raised_afterwards_says_to_open_it_again() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("E-3").await;
        official.open("11.10").await;
        official.answer("closing_reason", "goals_met").await;
        official.tap(&id("close-case-step")).await;
        official.tap(&id("record-closing-step")).await;
        official.focus_is_on(&id("closed-step")).await;
        official.reads(&id("closed-step"), "Goals met").await;
        official.close().await;
        official.part("consents").await;
        official.raise("S12", "No answer for a week").await;
        official.reads(&id("closed-danger"), "S12 is raised in a case that is closed: open it again.").await;
        // A closing by mistake is undone like anything else.
        official.undo().await;
        official.sees_no(&id("closed")).await;
    });
}

#[test]
fn a_case_that_begins_in_the_middle_has_nothing_ticked_and_says_what_was_not_seen() {
    stage().run(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        official.types("M-1").await;
        official.tap(&format!("{} summary", id("under-way"))).await;
        official.chooses(&id("stood"), "7").await;
        official.tap(&id("create-case")).await;
        official.reads(&id("not-seen"), "Earlier steps were not seen on this device: they stay not checked.").await;
        official.reads(&id("progress"), "0 of").await;
        official.reads(".journey .meta", &word("phase.7")).await;
        official.gate_is("wait").await;
        official.sees_no(&id("fold-told-7")).await;
        official.tap(&format!("{} summary", id("fold-told-1"))).await;
        official.chooses(&id("told-1"), "TH-PSD").await;
        official.tap(&id("mark-told-1")).await;
        official.row_is("1.8", "elsewhere").await;
        official.reads(&id("step-1.8"), "Done elsewhere (Provincial office)").await;
        // What has to be asked stays as it is.
        official.row_is("1.1", "todo").await;
        official.sees_no(&id("mark-told-1")).await;
        official.reads(&id("rest-told-1"), "1.1").await;
        official.part("consents").await;
        official.has(&id("stop-S9"), "data-state", "unchecked").await;
        official.part("paper").await;
        official.reads(".sheet", "Earlier steps were not seen on this device").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("M-1").await;
        official.sees(&id("not-seen")).await;
        official.row_is("1.8", "elsewhere").await;
    });
}
