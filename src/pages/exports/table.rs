//! A table of comma-separated values (RFC 4180), with a row for each moment.

use csv::{Terminator, Writer, WriterBuilder};

use crate::pages::exports::moments::{ExportedMoment, Moments};

const HEADER: [&str; 7] = ["video", "seconds", "end", "display", "text", "note", "url"];

/// The maximum size of the quotes, commas and numbers of a row, in bytes.
const ROW_BYTES: usize = 60;

/// The table of all moments.
pub(super) fn write(moments: &Moments<'_>) -> String {
    let mut budget = moments.budget();
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    write_row(&mut table, &HEADER.map(str::to_owned));
    for moment in &moments.all {
        let row = row(moments, moment);
        // A quote in a cell is doubled.
        let cell_bytes = |cell: &String| cell.len() + cell.matches('"').count();
        if !budget.spend(row.iter().map(cell_bytes).sum::<usize>() + ROW_BYTES) {
            break;
        }
        write_row(&mut table, &row);
    }
    // Writing to memory does not fail, and cells are UTF-8.
    let bytes = table.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn write_row(table: &mut Writer<Vec<u8>>, row: &[String; HEADER.len()]) {
    // Writing to memory does not fail.
    let _ = table.write_record(row);
}

fn row(moments: &Moments<'_>, moment: &ExportedMoment<'_>) -> [String; HEADER.len()] {
    let archive = moments.archive;
    let end = moment.end().map_or_else(String::new, |end| end.to_string());
    [
        moment.video_url(archive),
        moment.seconds().to_string(),
        end,
        harmless(&moment.moment.resolved.format_start()),
        harmless(&moment.text(archive)),
        harmless(&archive.note(moment.note).title),
        archive.base().url_for_others(&moment.url()),
    ]
}

/// A cell that spreadsheets take for text: an apostrophe precedes what could begin a formula.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}
