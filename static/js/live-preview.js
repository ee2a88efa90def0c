/* Shows how a letter reads while it is written. Without script the button "Preview" does. */

const form = document.getElementById("words");
const button = form?.querySelector("[name=preview]");
let waiting;
let latest = 0;

const look = async () => {
  const mine = ++latest;
  const sent = new FormData(form);
  sent.set("preview", "yes");
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = page.getElementById("preview");
  if (answer.ok && shown && mine === latest) document.getElementById("preview").replaceWith(shown);
};

/* Half a second after the last letter, so that nobody is hurried; what is unfinished, a brace say, leaves the last one. */
if (button) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look().catch(() => {}), 500);
  });
}
