//! Reports as an official sees them: rows of the data standard that leave as a file, and a month in numbers.

use std::fs;

use serde_json::Value;

use crate::harness::stage;
use crate::official::{Official, id, saved};

async fn makes_rows(official: &Official) {
    official.tap(&id("make-rows")).await;
    official.chooses(&id("make-rows-receiver"), "own-office").await;
    official.chooses(&id("make-rows-purpose"), "record").await;
    official.tap(&id("make-rows")).await;
}

/// An adult who agreed to the sharing of her data, with a note that must not leave.
async fn shares(official: &Official, code: &str) {
    official.begin_case(code).await;
    official.open("1.6").await;
    official.answer("age", "adult").await;
    official.answer("gender", "female").await;
    official.goes_into_note("1.6").await;
    official.types("PLANTED Aye Aye").await;
    official.leaves_field().await;
    official.close().await;
    official.part("consents").await;
    official.consents("data").await;
    official.back().await;
    official.back().await;
}

#[test]
fn rows_of_the_data_standard_leave_as_a_file_and_say_who_is_left_out() {
    let folder = std::env::temp_dir().join(format!("sop-reports-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let to = folder.clone();
    stage().needs_chromium("files where a test finds them").run(async move |official| {
        official.keeps_files_in(&to).await;
        official.open_app().await;
        shares(official, "=R-1").await;
        official.begin_case("R-2").await;
        official.back().await;
        official.tap(&id("reports")).await;
        official.reads(&id("rows-count"), "1 of 2 chosen cases have a row.").await;
        official.reads(&id("rows-left-out"), "Consent to share data is not recorded as given (1): R-2").await;
        makes_rows(official).await;
        official.reads(&id("rows-made"), "The file is ready. Rows: 1.").await;
        official.tap(&id("save-rows")).await;
        let text = fs::read_to_string(saved(&to, "csv").await).unwrap();
        let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
        let [head, row, ""] = lines[..] else { panic!("{lines:?}") };
        assert_eq!(head.split(',').count(), row.split(',').count());
        let told: Vec<_> = head.split(',').zip(row.split(',')).collect();
        for cell in [
            ("prs_Gender", "Feminine"),
            ("cas_Status", "Active"),
            ("sopc_CaseCode", "\"'=R-1\""),
            ("sopc_age", "adult"),
        ] {
            assert!(told.contains(&cell), "{cell:?} in {told:?}");
        }
        assert!(!text.contains("PLANTED") && !text.contains("Aye"), "{text}");
        // It is in the history of the case that it left.
        official.tap(&id("kind-json")).await;
        official.tap(&id("save-rows")).await;
        let file: Value = serde_json::from_str(&fs::read_to_string(saved(&to, "json").await).unwrap()).unwrap();
        assert_eq!(file["rows"][0]["sopc_CaseCode"], "=R-1");
        official.tap("[data-testid=rows-which] summary").await;
        official.tap(&id("row-=R-1")).await;
        official.reads(&id("rows-count"), "0 of 1 chosen cases have a row.").await;
        official.sees_no(&id("rows-made")).await;
    });
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_month_in_numbers_tells_no_small_one() {
    stage().needs_chromium("a PDF").run(async |official| {
        official.open_app().await;
        for code in ["M-1", "M-2"] {
            official.begin_case(code).await;
            official.back().await;
        }
        official.tap(&id("reports")).await;
        let numbers = "[data-testid=month] .numbers";
        official.reads(numbers, "All\t<5").await;
        let text = official.text("[data-testid=month]").await;
        assert!(text.contains("<5") && !text.contains("M-1") && !text.contains("\t2"), "{text}");
        // On paper: the month alone, on a sheet that says what it is.
        let pdf = official.print().await;
        assert!(pdf.pages.len() <= 2, "{:?}", pdf.pages);
        let page = &pdf.pages.concat();
        for part in ["A month in numbers", "Working note", "<5"] {
            assert!(page.contains(part), "no “{part}” in {page}");
        }
        assert!(!page.contains("M-1") && !page.contains("HTCDS"), "{page}");
    });
}
