// Runs in each page before its own scripts: records executed payloads, and finds unsafe markup.
window.executed = [];
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = (...args) => void executed.push(`${name} ${args}`);
}
addEventListener("securitypolicyviolation", (event) => {
  executed.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample} ${event.lineNumber}`);
});

window.inspector = {
  unsafeElements: /^(iframe|frame|frameset|object|embed|applet|base|style|portal|fencedframe|foreignobject|animate|set|use|image|audio|video|template|marquee|textarea|select(?!or))$/i,
  urlAttributes: ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite", "manifest"],
  unsafeAttributes: ["srcdoc", "ping", "srcset", "http-equiv", "values", "to", "from"],

  /** The elements and attributes of a document that only untrusted text can have created. */
  unsafeMarkup(page) {
    const found = [];
    for (const element of page.querySelectorAll("*")) {
      const report = (name) => found.push(`${name} in ${element.outerHTML.slice(0, 200)}`);
      const isOurs = element.matches("form.search, form.search *, dialog.search-dialog *, .map *, .player *, .player-card *, main form *");
      if (this.unsafeElements.test(element.localName) && !isOurs) report("element");
      if (element.localName === "script" && !element.getAttribute("src")?.startsWith("/static/")) report("script");
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) report(name);
        if (name === "style" && element.closest(".text")) report(name);
        if (this.unsafeAttributes.includes(name)) report(name);
        if (this.urlAttributes.includes(name) && !this.isSafeUrl(value)) report(name);
      }
    }
    return found;
  },

  isSafeUrl(url) {
    try {
      return ["http:", "https:", "mailto:"].includes(new URL(url, location.href).protocol);
    } catch {
      return true;
    }
  },

  /** Normalizes text for comparison: collapses white space and removes invisible characters. */
  normalize(text) {
    return text
      .replace(/\s+/g, " ")
      .replace(/[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/gu, "")
      .replace(/ +/g, " ")
      .trim();
  },

  /** The texts that are neither in a document's text nor in its title or input fields. */
  missingTexts(page, texts) {
    const fields = [...page.querySelectorAll("input")].map((input) => input.getAttribute("value") ?? "");
    const visible = this.normalize([page.title, page.body.textContent, ...fields].join("\n"));
    return texts.filter((text) => !visible.includes(this.normalize(text)));
  },

  /** Fetches and parses pages of this server without visiting them. Returns their problems. */
  async checkPages(pages) {
    const found = [];
    for (const [url, texts] of pages) {
      const response = await fetch(url);
      const [contentType, contentTypeOptions] = ["content-type", "x-content-type-options"].map((name) => response.headers.get(name));
      if (contentTypeOptions !== "nosniff") found.push(`${url}: ${contentType} may be sniffed`);
      if (contentType === "application/json") continue;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      found.push(...this.unsafeMarkup(page).map((problem) => `${url}: ${problem}`));
      found.push(...this.missingTexts(page, texts).map((text) => `${url}: missing ${text}`));
      if (response.status >= 500) found.push(`${url}: ${response.status}`);
    }
    return found;
  },
};
