//! A temporary folder with two notes about a long video: the timestamps of one are exact, those of
//! the other have lost the units of their minutes.

use std::path::Path;
use std::sync::Arc;

use cueleaf::pages::Site;
use tempfile::TempDir;

use super::media::write;

/// The exact times of the video.
const EXACT: &str = "---
title: A year of sourdough
videoId: L0ngBread00
---
The jar stood on the oven all winter [00:02:10]. Rye flour wakes a tired starter [00:14:05].
Cold water slows it down [00:24:00]. The dough rests twice [00:33:30]. Steam keeps the crust
soft at first [00:45:12]. The loaf sings when it cools [00:52:40]. Stale bread makes good soup
[01:02:15]. The last slice goes to the hens [01:06:20].
";

/// `02:41:00` is 20:41 to 29:41, and so on; the first three are of the opening, and exact.
const LOST_UNITS: &str = "---
title: What the baker does by hand
videoId: L0ngBread00
---
She sifts the bran twice [01:12:00]. Salt goes in late [01:47:00]. A wet
thumb tests the gluten [01:05:00]. Each fold turns the bowl a quarter [01:33:00].

## The oven

The peel is dusted with semolina [02:50:00]. The bricks hold the heat of
yesterday, see [[sourdough_year]] [02:08:00]. A
cardamom pod tells the temperature [02:41:00]. The door stays shut for a third of the time
[03:15:00]. She listens for a hollow knock [03:52:00]. Two loaves share a stone [03:20:00].

## The shop

The first customer comes before light [04:06:00]. Rolls are sold by weight [04:48:00]. Yesterday's
bread costs half [04:30:00]. The scale is older than the shop [05:19:00]. A slate lists the debts
[05:02:00]. Nobody pays on Sundays [05:44:00]. The shutters close at noon [06:10:00].
";

/// A note about another video that links to the one with the lost units.
const LINKING: &str = "---
title: Tools of the bakery
videoId: AAAAAAAAAA1
---
Hands are the first tool, as [[by_hand]] shows [00:01:05].
";

/// The folder and its site.
pub fn site() -> (TempDir, Arc<Site>) {
    let folder = tempfile::tempdir().expect("a folder");
    write_notes(folder.path());
    let site = super::site(folder.path());
    (folder, site)
}

/// Writes the channel of the notes into a folder.
pub fn write_notes(folder: &Path) {
    for (path, text) in [
        ("bread/sourdough_year.md", EXACT),
        ("bread/by_hand.md", LOST_UNITS),
        ("bread/tools.md", LINKING),
    ] {
        write(folder, path, text);
    }
}
