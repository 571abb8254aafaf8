// Runs in each page before its own scripts, and records console errors, which WebKit's driver does not report, and the events of
// the fake player.
window.pageErrors = [];
const describe = ({ message, target }) => message ?? `not loaded: ${target.src ?? target.href}`;
addEventListener("error", (event) => pageErrors.push(describe(event)), true);
addEventListener("unhandledrejection", ({ reason }) => pageErrors.push(`rejected: ${reason}`));
addEventListener("securitypolicyviolation", (event) => pageErrors.push(`${event.violatedDirective}: ${event.blockedURI}`));
const consoleError = console.error;
console.error = (...args) => {
  pageErrors.push(args.join(" "));
  consoleError(...args);
};

window.playerEvents = [];
addEventListener("message", ({ data }) => data?.playerEvent && playerEvents.push(data.playerEvent));
