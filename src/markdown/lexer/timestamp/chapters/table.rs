//! Tracks the tables of a text, whose column headers may say that a number is no time of a video.

/// The maximum number of cells of a row that are tried.
const MAX_CELLS: usize = 50;

/// Words in the header of a column whose numbers are no times of a video.
const OTHER_NUMBERS: [&str; 16] = [
    "verse",
    "verses",
    "passage",
    "reference",
    "scripture",
    "score",
    "scores",
    "result",
    "results",
    "set",
    "ratio",
    "length",
    "duration",
    "runtime",
    "dauer",
    "durée",
];

/// Words in the header of a column of dates. Times beside them are times of day.
const DATES: [&str; 7] = ["date", "day", "weekday", "datum", "fecha", "日期", "日付"];

/// The table that the current line belongs to.
#[derive(Default)]
pub(super) struct Table<'s> {
    /// Whether each column may contain times; `None` outside tables.
    columns: Option<Vec<bool>>,
    /// The previous line, which is the header if a delimiter follows.
    previous: &'s str,
}

impl<'s> Table<'s> {
    /// Updates it with the next line of the text.
    pub(super) fn next_line(&mut self, line: &'s str) {
        if !line.contains('|') {
            self.columns = None;
        } else if self.columns.is_none() && is_delimiter(line) {
            self.columns = Some(time_columns(self.previous));
        }
        self.previous = line;
    }

    /// Whether a line is a row, the current one.
    pub(super) fn is_row(&self, line: &str) -> bool {
        line.trim_start().starts_with('|') || self.columns.is_some()
    }

    /// The byte offsets of the cells of the current row that may contain times.
    pub(super) fn time_cells(&self, line: &str) -> impl Iterator<Item = usize> {
        let columns = self.columns.as_deref().unwrap_or_default();
        let may_contain_times = |index: usize| columns.get(index).is_none_or(|column| *column);
        cells(line)
            .enumerate()
            .filter(move |(index, _)| may_contain_times(*index))
            .map(|(_, (start, _))| start)
    }
}

/// The cells of a row, each with its byte offset.
fn cells(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let indent = line.len() - line.trim_start().len();
    let mut start = indent + usize::from(line[indent..].starts_with('|'));
    line[start..].split('|').take(MAX_CELLS).map(move |cell| {
        let cell_start = start;
        start += cell.len() + 1;
        (cell_start, cell)
    })
}

/// For each column of a header, whether it may contain times.
fn time_columns(header: &str) -> Vec<bool> {
    let names = |words: &[&str], cell: &str| {
        let mut in_cell = cell.split(|c: char| !c.is_alphanumeric());
        in_cell.any(|word| words.contains(&word.to_lowercase().as_str()))
    };
    let has_dates = cells(header).any(|(_, cell)| names(&DATES, cell));
    cells(header)
        .map(|(_, cell)| !has_dates && !names(&OTHER_NUMBERS, cell))
        .collect()
}

/// Whether a line separates the header of a table from its rows: `| --- | :-: |`.
fn is_delimiter(line: &str) -> bool {
    line.contains('-') && line.trim().chars().all(|c| "|-: ".contains(c))
}
