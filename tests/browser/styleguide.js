// Copies the components of real pages, and composes a page of the copies. Runs in each page.
(() => {
  /** Attributes that refer to ids. */
  const REFERENCES = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant"];

  /** A copy is not placed as its component is on its page. */
  const STYLES = `
    body { padding: 0 !important; }
    .styleguide { padding: 1.5rem 1rem; font: 400 0.875rem/1.4 var(--ui); }
    .styleguide > section { margin-top: 1.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
    .styleguide > section > h2 { margin: 0 0 0.75rem; font: 600 1rem/1.3 var(--ui); }
    .styleguide > section > div { display: flex; flex-wrap: wrap; align-items: start; gap: 1.25rem 2rem; }
    .styleguide figure { margin: 0; max-width: 100%; }
    .styleguide figure.is-block { flex: 1 1 18rem; min-width: 0; max-width: 38rem; }
    .styleguide figure:has(.site-title) { flex-basis: 100%; max-width: none; }
    .styleguide figcaption { margin-bottom: 0.4rem; color: var(--muted); font-size: 0.75rem; }
    .copy { font: 400 1.0625rem/1.6 var(--text); }
    .copy :has([data-copy]) { margin: 0 !important; padding: 0 !important; border: 0 !important; }
    .copy :is(.page, article, .sidebar-start, .sidebar-end, .player-card, .map-layout):has([data-copy]) {
      display: block !important; position: static !important; max-width: none !important;
      max-height: none !important; overflow: visible !important;
    }
    .copy .site-header:has([data-copy]) { display: contents !important; }
    .copy :is(.site-header, dialog, .toast, .preview-card, .mini-player, .skip-link) {
      position: static !important; max-width: 100% !important;
    }
    .copy [data-copy]:not(.site-header) { margin-block: 0 !important; }
    .copy [data-copy][popover] {
      position: absolute !important; inset: anchor(top) auto auto anchor(left) !important;
      position-anchor: auto; max-height: none !important;
    }
    @media (min-width: 46.01rem) { figure:has(.site-nav[data-copy]) { display: none; } }`;

  const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });
  const styleSheets = () => [...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => href);

  /** Puts a mark at both ends of the sentence that is said, because markup has no highlights. */
  function markSentence() {
    const [range] = CSS.highlights.get("current-sentence") ?? [];
    if (!range || document.querySelector("[data-sentence]")) return;
    const end = range.cloneRange();
    end.collapse(false);
    for (const place of [end, range]) {
      const mark = document.createElement("i");
      mark.dataset.sentence = "";
      place.insertNode(mark);
    }
  }

  /**
   * The markup of the first visible element that matches a selector, in empty copies of its
   * ancestors, and the style sheets of the page; null if there is none. `inner` selects the part of
   * it that has the state.
   */
  window.copyOf = (selector, inner, state) => {
    markSentence();
    const original = [...document.querySelectorAll(selector)].find(isVisible);
    const part = inner ? original?.querySelector(inner) : original;
    if (!part || !isVisible(part)) return null;
    part.dataset.state = state;
    let copy = original.cloneNode(true);
    delete part.dataset.state;
    copy.dataset.copy = getComputedStyle(original).display;
    for (const input of copy.querySelectorAll("input")) {
      input.toggleAttribute("checked", input.checked);
      input.setAttribute("value", input.value);
    }
    for (const frame of copy.querySelectorAll("iframe")) frame.remove();
    for (let parent = original.parentElement; parent !== document.body; parent = parent.parentElement) {
      const wrapper = document.createElement(parent.localName === "main" ? "div" : parent.localName);
      for (const { name, value } of parent.attributes) if (name !== "popover") wrapper.setAttribute(name, value);
      wrapper.append(copy);
      copy = wrapper;
    }
    for (const element of [copy, ...copy.querySelectorAll("[style]")]) element.removeAttribute("style");
    return { markup: copy.outerHTML, urls: styleSheets() };
  };

  /** Gives a number to the ids of a copy that the page has already, and removes references to none. */
  function separateIds(copy, number) {
    const elements = [...copy.querySelectorAll("[id]")];
    const names = new Map(elements.map(({ id }) => [id, document.getElementById(id) ? `${id}_${number}` : id]));
    for (const element of elements) element.id = names.get(element.id);
    for (const attribute of REFERENCES)
      for (const element of copy.querySelectorAll(`[${attribute}]`)) {
        const name = names.get(element.getAttribute(attribute));
        if (name) element.setAttribute(attribute, name);
        else element.removeAttribute(attribute);
      }
  }

  function createFigure(state, markup, number) {
    const figure = document.createElement("figure");
    figure.innerHTML = `<figcaption>${state}</figcaption><div class="copy">${markup}</div>`;
    const { copy: display } = figure.querySelector("[data-copy]").dataset;
    figure.classList.toggle("is-block", !display.startsWith("inline"));
    separateIds(figure, number);
    return figure;
  }

  /** Replaces the content of the page by components: `[name, state, copy][]`. Hides it until `fit`. */
  window.compose = async (copies) => {
    const main = document.querySelector("main");
    main.className = "styleguide";
    main.innerHTML = "<h1>Components</h1>";
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    document.adoptedStyleSheets.push(sheet);
    for (const [name, states] of Map.groupBy(copies, ([component]) => component)) {
      const section = document.createElement("section");
      section.innerHTML = `<h2>${name}</h2><div></div>`;
      main.append(section);
      for (const copy of states)
        section.lastChild.append(createFigure(copy[1], copy[2].markup, copies.indexOf(copy)));
    }
    for (const popover of main.querySelectorAll("[data-copy][popover]")) {
      popover.popover = "manual";
      popover.showPopover({ source: popover.closest(".copy") });
    }
    document.activeElement.blur();
    const [start, end] = main.querySelectorAll("[data-sentence]");
    const range = document.createRange();
    range.setStartAfter(start);
    range.setEndBefore(end);
    CSS.highlights.set("current-sentence", new Highlight(range));
    const urls = new Set(copies.flatMap(([, , copy]) => copy.urls)).difference(new Set(styleSheets()));
    for (const href of urls) {
      const link = document.createElement("link");
      const loaded = new Promise((resolve) => link.addEventListener("load", resolve));
      document.head.append(Object.assign(link, { rel: "stylesheet", href }));
      await loaded;
    }
    main.hidden = true;
  };

  /** Hides what this width does not show, reserves the space of popovers, and returns the height. */
  window.fit = () => {
    document.querySelector(".styleguide").hidden = false;
    for (const figure of document.querySelectorAll(".styleguide figure")) {
      figure.hidden = false;
      const copy = figure.querySelector("[data-copy]");
      if (copy.popover) Object.assign(figure.lastChild.style, { width: `${copy.offsetWidth}px`, height: `${copy.offsetHeight}px` });
      figure.hidden = !isVisible(copy);
    }
    for (const section of document.querySelectorAll(".styleguide > section"))
      section.hidden = !section.querySelector("figure:not([hidden])");
    return document.documentElement.scrollHeight;
  };
})();
