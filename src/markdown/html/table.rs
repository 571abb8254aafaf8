//! Tables as HTML. A row is paid for with all of its cells: where there is no budget for the next
//! one, the table ends and what follows is text behind it.

use pulldown_cmark::Alignment;

use crate::markdown::html::Writer;

const START: &str =
    "<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead><tr>";
const END_OF_HEAD: &str = "</tr></thead>\n<tbody>\n";
const END: &str = "</tbody></table></div>\n";
const END_OF_ROW: &str = "</tr>\n";

impl Writer<'_> {
    /// The start of a table, with that of its head, which always follows.
    pub(super) fn table(&mut self, alignments: Vec<Alignment>) {
        let classes: usize = alignments
            .iter()
            .map(|alignment| class(Some(alignment)).len())
            .sum();
        let head_bytes = classes + alignments.len() * "<th scope=\"col\"></th>".len();
        self.row_bytes =
            classes + alignments.len() * "<td></td>".len() + "<tr>".len() + END_OF_ROW.len();
        self.alignments = alignments;
        self.open(START, head_bytes + END_OF_HEAD.len() + END.len(), "");
        self.table_end = if self.budget.is_paid() { END } else { "" };
    }

    pub(super) fn end_table_head(&mut self) {
        self.in_head = false;
        self.out.push_str(if self.budget.is_paid() {
            END_OF_HEAD
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
        self.close(END_OF_ROW, "\n");
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
            // CommonMark gives a short row all cells that it lacks.
            false if !self.out.ends_with(' ') => self.out.push(' '),
            false => {}
        }
    }

    pub(super) fn end_table(&mut self) {
        self.budget.close();
        self.out.push_str(std::mem::take(&mut self.table_end));
    }
}

fn class(alignment: Option<&Alignment>) -> &'static str {
    match alignment {
        Some(Alignment::Right) => " class=\"align-right\"",
        Some(Alignment::Center) => " class=\"align-center\"",
        _ => "",
    }
}
