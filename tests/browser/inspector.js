// Runs in each page before its own scripts: keeps what ran that must not, and finds what must not be there.
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = (...said) => void ran.push(`${name} ${said}`);
}
addEventListener("securitypolicyviolation", (event) => {
  ran.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample} ${event.lineNumber}`);
});

window.inspector = {
  elements: /^(iframe|frame|frameset|object|embed|applet|base|style|portal|fencedframe|foreignobject|animate|set|use|image|audio|video|template|marquee|textarea|select(?!or))$/i,
  urls: ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite", "manifest"],
  never: ["srcdoc", "ping", "srcset", "http-equiv", "values", "to", "from"],

  /** What is in a document that only a stranger can have put there. */
  faults(page) {
    const found = [];
    const every = [...page.querySelectorAll("*")];
    for (const element of every) {
      const wrong = (what) => found.push(`${what} in ${element.outerHTML.slice(0, 200)}`);
      const isOurs = element.matches("form.search, form.search *, dialog.search-dialog *, .map *, .player *, .player-card *, main form *");
      if (this.elements.test(element.localName) && !isOurs) wrong("element");
      if (element.localName === "script" && !element.getAttribute("src")?.startsWith("/static/")) wrong("script");
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) wrong(name);
        if (name === "style" && element.closest(".text")) wrong(name);
        if (this.never.includes(name)) wrong(name);
        if (this.urls.includes(name) && !this.isHarmless(value)) wrong(name);
      }
    }
    return found;
  },

  isHarmless(url) {
    try {
      return ["http:", "https:", "mailto:"].includes(new URL(url, location.href).protocol);
    } catch {
      return true;
    }
  },

  /** Text as it is compared: spaces are one, and what nobody sees is nothing. */
  seen(text) {
    return text
      .replace(/\s+/g, " ")
      .replace(/[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/gu, "")
      .replace(/ +/g, " ")
      .trim();
  },

  /** Which texts a document does not show: in its text, in its title, or in its fields. */
  lost(page, texts) {
    const fields = [...page.querySelectorAll("input")].map((input) => input.getAttribute("value") ?? "");
    const shown = this.seen([page.title, page.body.textContent, ...fields].join("\n"));
    return texts.filter((text) => !shown.includes(this.seen(text)));
  },

  /** Both, of pages of this server that are not visited but read as a browser reads them. */
  async read(pages) {
    const found = [];
    for (const [url, texts] of pages) {
      const answer = await fetch(url);
      const [kind, sniffs] = ["content-type", "x-content-type-options"].map((name) => answer.headers.get(name));
      if (sniffs !== "nosniff") found.push(`${url} may be taken for ${kind}`);
      if (kind === "application/json") continue;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found.push(...this.faults(page).map((fault) => `${url}: ${fault}`));
      found.push(...this.lost(page, texts).map((text) => `${url} lost ${text}`));
      if (answer.status >= 500) found.push(`${url}: ${answer.status}`);
    }
    return found;
  },
};
