//! Tables as text that a spreadsheet opens: RFC 4180, UTF-8 with its mark, and no cell that a spreadsheet takes for a formula.

/// What spreadsheets take for the beginning of a formula, also in its wide forms, or for none of the cell's own.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The text of a table.
pub fn csv(rows: &[Vec<String>]) -> String {
    // Without the mark, Excel takes UTF-8 for another encoding.
    let mut text = String::from("\u{feff}");
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            put(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

/// An apostrophe before what would be a formula: spreadsheets show the rest as the text that it is.
fn put(text: &mut String, cell: &str) {
    let apostrophe = if cell.starts_with(FORMULA) { "'" } else { "" };
    // Where a list separator is a semicolon, an unquoted one would end the cell.
    if apostrophe.is_empty() && !cell.contains([',', ';', '"', '\r', '\n']) {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(apostrophe);
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("MS-12", "MS-12")]
    #[case("", "")]
    #[case("a;b", "\"a;b\"")]
    #[case("a,\"b\"\n", "\"a,\"\"b\"\"\n\"")]
    #[case("=1+1", "\"'=1+1\"")]
    #[case("+66", "\"'+66\"")]
    #[case("-2", "\"'-2\"")]
    #[case("@SUM(A1)", "\"'@SUM(A1)\"")]
    #[case("\tx", "\"'\tx\"")]
    #[case("\r=1", "\"'\r=1\"")]
    #[case("＝1", "\"'＝1\"")]
    #[case("<5", "<5")]
    fn cells_are_quoted_and_no_formula(#[case] cell: &str, #[case] written: &str) {
        assert_eq!(csv(&[vec![cell.to_owned()]]), format!("\u{feff}{written}\r\n"));
    }
}
