/* One key for each decision: what has data-key is pressed by its key. All of it works by pointer and by Tab without this. */

const typing = "input:not([type=hidden], [type=checkbox]), select, textarea, [contenteditable]";
const remembered = "keys-off";
const box = document.querySelector("[data-keys]");
let isSent = false;

/* Whoever speaks to the computer, or shakes, can switch the keys off (WCAG 2.1.4); the browser remembers it. */
if (box) {
  box.closest("[hidden]")?.removeAttribute("hidden");
  try {
    box.checked = localStorage.getItem(remembered) === null;
  } catch {
    /* Nothing may be kept: the switch holds for this page. */
  }
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(remembered);
      else localStorage.setItem(remembered, "yes");
    } catch {
      /* As above. */
    }
  });
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isSent || (box && !box.checked)) return;
  if (event.target instanceof Element && event.target.closest(typing)) return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!pressed) return;
  event.preventDefault();
  isSent = true;
  pressed.click();
});

/* Whoever comes back to the page by its history may press again. */
addEventListener("pageshow", () => {
  isSent = false;
});
