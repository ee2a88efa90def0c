/* What is asked of a page that is shown; each answer is a list of faults, empty when there is none. */
({
  /* The document and its text stay within the screen, but for what scrolls in a box of its own. */
  overflow() {
    const root = document.documentElement;
    const faults = root.scrollWidth > root.clientWidth ? [`the document is ${root.scrollWidth} wide`] : [];
    const outside = this.texts().find(
      ({ box, isFramed }) => !isFramed && (box.left < -1 || box.right > root.clientWidth + 1),
    );
    return outside ? [...faults, `beyond the edge: ${outside.words}`] : faults;
  },

  /* No text is cut off by its box, and no two texts lie over each other. */
  legibility() {
    const cut = [...document.body.querySelectorAll("*")].filter((element) => this.isCut(element));
    const faults = cut.map((element) => `cut off: ${this.name(element)}`);
    const texts = this.texts().sort((one, other) => one.box.top - other.box.top);
    texts.forEach((one, place) => {
      for (let next = place + 1; next < texts.length && texts[next].box.top < one.box.bottom; next += 1) {
        const other = texts[next];
        const isApart = other.node === one.node || other.box.left >= one.box.right || other.box.right <= one.box.left;
        if (!isApart) faults.push(`one over the other: ${one.words} / ${other.words}`);
      }
    });
    return faults.slice(0, 5);
  },

  /* Everything that can be operated takes the focus, shows it, and is in view and uncovered while it has it. */
  focus() {
    const faults = [];
    const all = "a[href], button, input, select, textarea, summary, iframe, [tabindex]";
    for (const element of document.querySelectorAll(all)) {
      if (element.disabled || element.type === "hidden" || element.tabIndex < 0 || !element.checkVisibility()) continue;
      document.activeElement?.blur();
      const before = this.ring(element);
      element.focus({ focusVisible: true });
      if (document.activeElement !== element) faults.push(`takes no focus: ${this.name(element)}`);
      else if (this.ring(element) === before) faults.push(`shows no focus: ${this.name(element)}`);
      else if (!this.isInView(element)) faults.push(`focused out of view: ${this.name(element)}`);
    }
    document.activeElement?.blur();
    return faults;
  },

  /* Where the keyboard is: what it is called, what it is, and what keeps people from seeing it. */
  stop() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const named = element.labels?.[0] ?? element;
    const name = named.innerText?.trim().replace(/\s+/g, " ") || element.getAttribute("aria-label") || "";
    const isBrowsers = !element.matches(":focus"); // a button within a date field has a ring that pages cannot see
    const faults = isBrowsers || this.ring(element) !== "none" ? [] : ["shows no focus"];
    return { name, kind: element.localName, faults: this.isInView(element) ? faults : [...faults, "out of view"] };
  },

  /* WCAG 1.4.12, by a style sheet that no content policy has a word on. */
  space(isSpaced) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-block-end: 2em !important; }
    `);
    document.adoptedStyleSheets = isSpaced ? [sheet] : [];
    return [];
  },

  /* The lines of visible text: their middle thirds, for the boxes of two lines may well touch. */
  texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true }) || this.isUnseen(parent)) continue;
      if (parent.closest("select, textarea, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const frame = this.frame(parent);
      for (const line of range.getClientRects()) {
        const third = line.height / 3;
        const box = {
          left: Math.max(line.left, frame?.left ?? -Infinity) + 1,
          right: Math.min(line.right, frame?.right ?? Infinity) - 1,
          top: Math.max(line.top, frame?.top ?? -Infinity) + third,
          bottom: Math.min(line.bottom, frame?.bottom ?? Infinity) - third,
        };
        if (box.left >= box.right || box.top >= box.bottom) continue;
        found.push({ node, box, words: `“${node.data.trim().slice(0, 40)}”`, isFramed: Boolean(frame) });
      }
    }
    return found;
  },

  isCut(element) {
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (value) => value === "hidden" || value === "clip";
    if (!(hides(overflowX) || hides(overflowY)) || !element.innerText?.trim() || this.isUnseen(element)) return false;
    return (
      (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
    );
  },

  /* Text for those who hear the page is there, clipped to nothing. */
  isUnseen(element) {
    for (let each = element; each; each = each.parentElement) {
      if (getComputedStyle(each).clipPath === "inset(50%)") return true;
    }
    return false;
  },

  /* The box that an element scrolls in or is cut off by, if there is one. */
  frame(element) {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      if (getComputedStyle(each).overflowX !== "visible") return each.getBoundingClientRect();
    }
    return null;
  },

  ring(element) {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
    return outlineStyle === "none" || outlineWidth === "0px" ? boxShadow : outlineStyle + outlineWidth + outlineColor;
  },

  isInView(element) {
    for (const { left, right, top, bottom } of element.getClientRects()) {
      for (const x of [(left + right) / 2, left + 3, right - 3]) {
        for (const y of [(top + bottom) / 2, top + 3, bottom - 3]) {
          const hit = document.elementFromPoint(x, y);
          if (hit && (element.contains(hit) || hit.contains(element))) return true;
        }
      }
    }
    return false;
  },

  name(element) {
    const word = element.name || element.getAttribute("href") || element.className || element.id;
    return `<${element.localName} ${word}> ${(element.innerText ?? "").trim().slice(0, 40)}`;
  },
})
