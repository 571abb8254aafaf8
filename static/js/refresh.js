// Shows the page anew when the archive changes, where the operator watches the folder: in its place, and the video plays on.

import { BASE } from "./base.js";
import { FRESH } from "./navigation.js";

/** Begins to listen. What was missed while the server was away is shown when it answers again. */
export function refreshOnChange() {
  const changes = new EventSource(`${BASE}api/changes`);
  let wasAway = false;
  const show = () => (window.navigation ? navigation.reload({ info: FRESH }) : location.reload());
  changes.addEventListener("message", show);
  changes.addEventListener("error", () => (wasAway = true));
  changes.addEventListener("open", () => {
    if (wasAway) show();
    wasAway = false;
  });
}
