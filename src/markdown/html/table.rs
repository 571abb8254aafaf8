//! Renders tables. A row is paid for with all its cells. If the budget does not suffice for the
//! next row, the table ends, and the remaining rows follow it as text.

use pulldown_cmark::Alignment;

use crate::markdown::html::Writer;

const START: &str =
    "<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead><tr>";
const HEAD_END: &str = "</tr></thead>\n<tbody>\n";
const END: &str = "</tbody></table></div>\n";
const ROW_END: &str = "</tr>\n";

impl Writer<'_> {
    /// Starts a table and its head, which always follows.
    pub(super) fn table(&mut self, alignments: Vec<Alignment>) {
        let classes: usize = alignments
            .iter()
            .map(|alignment| class(Some(alignment)).len())
            .sum();
        let head_bytes = classes + alignments.len() * "<th scope=\"col\"></th>".len();
        self.row_bytes =
            classes + alignments.len() * "<td></td>".len() + "<tr>".len() + ROW_END.len();
        self.alignments = alignments;
        self.open(START, head_bytes + HEAD_END.len() + END.len(), "");
        self.table_end = if self.budget.is_paid() { END } else { "" };
    }

    pub(super) fn end_table_head(&mut self) {
        self.in_head = false;
        self.out.push_str(if self.budget.is_paid() {
            HEAD_END
        } else {
            "\n"
        });
    }

    pub(super) fn table_row(&mut self) {
        self.cell = 0;
        let is_paid = self.budget.open(self.row_bytes);
        if !is_paid {
            self.out.push_str(std::mem::take(&mut self.table_end));
        }
        self.out.push_str(if is_paid { "<tr>" } else { "" });
    }

    pub(super) fn end_table_row(&mut self) {
        self.close(ROW_END, "\n");
    }

    pub(super) fn table_cell(&mut self) {
        if self.budget.is_paid() {
            self.out.push_str(if self.in_head {
                "<th scope=\"col\""
            } else {
                "<td"
            });
            self.out.push_str(class(self.alignments.get(self.cell)));
            self.out.push('>');
        }
    }

    pub(super) fn end_table_cell(&mut self) {
        self.cell += 1;
        match self.budget.is_paid() {
            true => self
                .out
                .push_str(if self.in_head { "</th>" } else { "</td>" }),
            // CommonMark adds the missing cells of a short row.
            false if !self.out.ends_with(' ') => self.out.push(' '),
            false => {}
        }
    }

    pub(super) fn end_table(&mut self) {
        self.budget.close();
        self.out.push_str(std::mem::take(&mut self.table_end));
    }
}

/// The class attribute of a cell with this alignment.
fn class(alignment: Option<&Alignment>) -> &'static str {
    match alignment {
        Some(Alignment::Right) => " class=\"align-right\"",
        Some(Alignment::Center) => " class=\"align-center\"",
        _ => "",
    }
}
