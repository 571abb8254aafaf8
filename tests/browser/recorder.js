// Runs in each page before its own scripts, and records transient events for the tests.
if (window === top) {
  /** The events of the fake player, oldest first. */
  window.playerEvents = [];
  addEventListener("message", ({ data }) => data?.playerEvent && playerEvents.push(data.playerEvent));

  /** The sources of all layout shifts, including those after user input. */
  window.shiftSources = [];
  /** The sum of the layout shift scores. */
  window.shiftScore = 0;
  const describe = ({ node, previousRect, currentRect }) =>
    `${node?.className || node?.nodeName} ${JSON.stringify(previousRect)} ${JSON.stringify(currentRect)}`;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      shiftSources.push(...shift.sources.map(describe));
      shiftScore += shift.value;
    }
  }).observe({ type: "layout-shift", buffered: true });

  /** Tasks of more than 50 ms: their start times and durations in milliseconds. */
  window.longTasks = [];
  new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration]));
  }).observe({ type: "longtask", buffered: true });

  /** The theme when the body is inserted, which is before the first paint. */
  window.firstTheme = undefined;
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    firstTheme = document.documentElement.dataset.theme ?? "system";
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}
