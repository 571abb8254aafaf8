// Runs in each page before its own scripts, and keeps what a console would show as an error: WebKit's driver tells none.
window.complaints = [];
const toldOf = ({ message, target }) => message ?? `not loaded: ${target.src ?? target.href}`;
addEventListener("error", (event) => complaints.push(toldOf(event)), true);
addEventListener("unhandledrejection", ({ reason }) => complaints.push(`rejected: ${reason}`));
addEventListener("securitypolicyviolation", (event) => complaints.push(`${event.violatedDirective}: ${event.blockedURI}`));
const told = console.error;
console.error = (...words) => {
  complaints.push(words.join(" "));
  told(...words);
};
