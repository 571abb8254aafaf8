// Runs in each page before its own scripts, and keeps for the tests what would otherwise be gone.
if (window === top) {
  /** What the stand-in for YouTube told, oldest first. */
  window.standIn = [];
  addEventListener("message", ({ data }) => data?.standIn && standIn.push(data.standIn));

  /** What moved by itself; also just after a click, which browsers excuse. */
  window.moved = [];
  const place = ({ node, previousRect, currentRect }) =>
    `${node?.className || node?.nodeName} ${JSON.stringify(previousRect)} ${JSON.stringify(currentRect)}`;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) moved.push(...shift.sources.map(place));
  }).observe({ type: "layout-shift", buffered: true });

  /** The theme when there was a body for the first time, so before anything was painted. */
  window.firstTheme = undefined;
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    firstTheme = document.documentElement.dataset.theme ?? "system";
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}
