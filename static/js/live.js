/* Keeps the marked part of a page as the server has it, sends its buttons without leaving the page, and lets clocks run.
   Without script every button sends its form, and the page is as new as when it was opened. The server's time is the truth. */

const live = document.querySelector("[data-live]");
const two = (number) => String(number).padStart(2, "0");
let tag = `W/"${live.dataset.tag}"`;
const PAUSE = 400; // milliseconds
let stepping = null;
let turn = Promise.resolve();
let ahead = 0; // how far the server's clock is before this one, in milliseconds
let sending = 0;

const tick = () => {
  for (const place of live.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(place.dataset.since)) / 1000));
    place.textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  }
};

const setClock = () => {
  const now = live.querySelector("[data-now]")?.dataset.now;
  if (now) ahead = Date.parse(now) - Date.now();
  tick();
};

/* The button that has the focus is found again by what it does; what was unfolded stays so. */
const keeping = (change) => {
  const focused = document.activeElement;
  const action = live.contains(focused) ? focused.closest("form")?.getAttribute("action") : null;
  const { id, value } = focused;
  const open = [...live.querySelectorAll("details[open][id]")].map((each) => each.id);
  change();
  for (const name of open) document.getElementById(name)?.setAttribute("open", "");
  if (action) {
    const form = [...live.querySelectorAll("form")].find((each) => each.getAttribute("action") === action);
    const again = id ? document.getElementById(id) : [...(form?.querySelectorAll("button") ?? [])].find((each) => each.value === value);
    (again ?? live.querySelector("section")).focus({ preventScroll: true });
  }
  setClock();
  tell();
};

/* Who has the floor is said to those who cannot see it change. */
const news = document.getElementById("news");
const told = () => live.querySelector(".floor-now__who")?.textContent.trim();
let before = told();
const tell = () => {
  if (news && told() !== before) news.textContent = before = told();
};

const lost = (isLost) => {
  document.getElementById("lost")?.remove();
  if (!isLost) return;
  const words = document.createElement("p");
  words.id = "lost";
  words.className = "notice notice--bad";
  words.setAttribute("role", "status");
  words.textContent = live.dataset.lost;
  live.before(words);
};

const isBusy = () => sending || document.hidden || live.contains(document.activeElement?.closest("select"));

const look = async () => {
  if (isBusy()) return;
  const answer = await fetch(live.dataset.live, { headers: { "If-None-Match": tag }, cache: "no-store" });
  if (answer.redirected) return location.reload(); // signed out meanwhile
  if (answer.status === 200 && !isBusy()) {
    const text = await answer.text();
    tag = answer.headers.get("ETag");
    keeping(() => (live.innerHTML = text));
  }
  lost(!answer.ok && answer.status !== 304);
};

const send = async (form, body) => {
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return location.reload();
  document.querySelectorAll(".notice--toast").forEach((each) => each.remove());
  keeping(() => (live.innerHTML = fresh.innerHTML));
  tag = `W/"${fresh.dataset.tag}"`;
  for (const mine of document.querySelectorAll("form[data-lives]")) {
    const own = mine === form ? page.getElementById(mine.id) : null;
    if (!own) continue;
    mine.replaceWith(own);
    (own.querySelector("[aria-invalid=true]") ?? own.querySelector("input:not([type=hidden]):not([name=speaker])")).focus();
  }
  const told = page.querySelector(".notice--toast");
  if (told) live.before(told);
};

/* Whatever is typed or tapped is sent in its turn, and none is lost. A step of the list is taken once: the same
   again within the pause is taken for a double tap, because what was under the thumb has changed. */
addEventListener("submit", (event) => {
  const form = event.target;
  if (!live.contains(form) && !form.matches("[data-lives]")) return;
  event.preventDefault();
  const step = form.matches("[data-lives], [data-taps]") ? null : form.action.split("/").pop();
  if (step && step === stepping) return;
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
  stepping = step ?? stepping;
  sending += 1;
  turn = turn
    .then(() => send(form, body))
    .then(() => lost(false))
    .catch(() => lost(true))
    .finally(() => {
      sending -= 1;
      if (step) setTimeout(() => (stepping = stepping === step ? null : stepping), PAUSE);
    });
});

setClock();
setInterval(tick, 1000);
setInterval(() => look().catch(() => lost(true)), 1000 * live.dataset.every);
addEventListener("visibilitychange", () => look().catch(() => lost(true)));
