/* Keeps what is typed, a moment after the last letter. Without script, or when this fails, the button saves all of it. */

const form = document.getElementById("wording");
const told = document.getElementById("autosave");
const kept = new Map();
let waiting;
let underWay = false;

const texts = () => [...form.querySelectorAll("[data-sentence] textarea")];
const place = (key) => form.querySelector(`[data-sentence="${CSS.escape(key)}"]`);
const mark = (key) => form.elements[`was:${key}`];

const send = async (options = {}) => {
  const typed = texts().filter((text) => text.value !== kept.get(text.name) && !text.closest("[data-sentence]").querySelector(".conflict"));
  if (!typed.length || underWay) return;
  underWay = true;
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  for (const text of typed) {
    body.set(text.name, text.value);
    body.set(text.name.replace("text:", "was:"), mark(text.name.replace("text:", "")).value);
    kept.set(text.name, text.value);
  }
  try {
    const answer = await fetch(told.dataset.address, { method: "POST", body, ...options });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.refused);
    for (const [key, now] of Object.entries(said.marks)) mark(key).value = now;
    for (const [key, both] of Object.entries(said.conflicts)) place(key)?.querySelector(".conflict-place").replaceChildren(document.createRange().createContextualFragment(both));
    told.textContent = said.sentence;
  } catch (fault) {
    for (const text of typed) kept.delete(text.name);
    told.textContent = fault.message && !(fault instanceof TypeError || fault instanceof SyntaxError) ? fault.message : told.dataset.failed;
  } finally {
    underWay = false;
  }
};

if (form && told) {
  for (const text of texts()) kept.set(text.name, text.value);
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(send, 1500);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send({ keepalive: true }));
}
