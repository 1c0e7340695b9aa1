//! What reports ask of several cases at once.

use super::App;
use crate::case::{Group, View, YearMonth, is_counted, monthly, opened_in};
use crate::exchange::{LeftOut, Row, row};
use crate::text::local;
use crate::vault::CaseId;

/// How far back months are offered.
const MOST_MONTHS: usize = 60;

impl App {
    /// Reads every case that was only listed: a report is of all that is known.
    pub fn read_all(self) {
        for id in self.case_ids() {
            self.read(id);
        }
    }

    /// The row of a case, or why it has none.
    pub fn report_row(self, id: CaseId) -> Result<Row, LeftOut> {
        let annex = self.annex().ok_or(LeftOut::Unread)?;
        self.see(id, |view, _| row(view, annex)).unwrap_or(Err(LeftOut::Unread))
    }

    /// Looks at all cases at once; none where this procedure has no reports.
    fn see_all<T>(self, look: impl FnOnce(&crate::procedure::Report, Vec<View>) -> T) -> Option<T> {
        let report = self.annex()?.report.as_ref()?;
        let ids = self.case_ids();
        let cases = self.0.cases.borrow();
        let known = ids.iter().filter_map(|id| cases.get(id));
        Some(look(report, known.map(|open| View::new(&self.0.procedure, &open.case)).collect()))
    }

    /// The months in which a case that is counted was opened, and those up to today, the latest first.
    pub fn report_months(self) -> Vec<YearMonth> {
        let first = |_: &_, views: Vec<View>| {
            let counted = views.into_iter().filter(|view| is_counted(*view));
            counted.filter_map(|view| opened_in(view, |at| local(at).map(|(day, _)| day))).min()
        };
        let Some(last) = self.now().map(|(day, _)| YearMonth::of(day)) else { return Vec::new() };
        let first = self.see_all(first).flatten().unwrap_or(last);
        // Where a clock was wrong, a case can be of any year.
        let months = std::iter::successors(Some(last), |month| Some(month.before()));
        months.take(MOST_MONTHS).take_while(|month| *month >= first).collect()
    }

    /// The numbers of a month, and how many cases are not counted.
    pub fn month_numbers(self, month: YearMonth) -> Option<(Vec<Group>, usize)> {
        let all = self.case_ids().len();
        let count = |report: &_, views: Vec<View>| {
            let counted = views.iter().filter(|view| is_counted(**view)).count();
            let day = |at| local(at).map(|(day, _)| day);
            (monthly(&self.0.procedure, report, &views, month, day), all.saturating_sub(counted))
        };
        self.see_all(count)
    }
}
