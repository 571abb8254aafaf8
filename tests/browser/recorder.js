// Runs in each page before its own scripts, and keeps for the tests what would otherwise be gone.
if (window === top) {
  /** What the stand-in for YouTube told, oldest first. */
  window.standIn = [];
  addEventListener("message", ({ data }) => data?.standIn && standIn.push(data.standIn));

  /** What moved by itself; also just after a click, which browsers excuse. */
  window.moved = [];
  /** How much it was, as browsers reckon it. */
  window.shifted = 0;
  const place = ({ node, previousRect, currentRect }) =>
    `${node?.className || node?.nodeName} ${JSON.stringify(previousRect)} ${JSON.stringify(currentRect)}`;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      moved.push(...shift.sources.map(place));
      shifted += shift.value;
    }
  }).observe({ type: "layout-shift", buffered: true });

  /** Tasks of more than 50 ms: when they began, and how long they took, in milliseconds. */
  window.longTasks = [];
  new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration]));
  }).observe({ type: "longtask", buffered: true });

  /** The theme when there was a body for the first time, so before anything was painted. */
  window.firstTheme = undefined;
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    firstTheme = document.documentElement.dataset.theme ?? "system";
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}
