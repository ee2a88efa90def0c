/* Shows a question once what it depends on says so. Without script all are shown, each with the line of whom it is asked.
   Files that together are more than can be sent at once are stopped here, where nothing that was typed is lost. */

const conditional = [...document.querySelectorAll("[data-conditions]")];
const news = document.querySelector("[data-questions-added]");

const isSaid = (field) => !field.closest("[data-conditions][hidden]") && (["radio", "checkbox"].includes(field.type) ? field.checked : true);

const said = (name) => [...document.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter(isSaid).map((field) => field.value);

/* In the order of the page: a question depends only on what stands before it. Whoever is writing is not interrupted. */
const show = () => {
  let isMore = false;
  for (const question of conditional) {
    const isAsked = JSON.parse(question.dataset.conditions).every(([name, values]) => said(name).some((value) => values.includes(value)));
    if (isAsked === !question.hidden || question.contains(document.activeElement)) continue;
    question.hidden = !isAsked;
    isMore ||= isAsked;
  }
  return isMore;
};

if (conditional.length) {
  for (const line of document.querySelectorAll("[data-only-if]")) line.hidden = true;
  addEventListener("pageshow", show);
  addEventListener("change", () => {
    news.textContent = "";
    if (show()) requestAnimationFrame(() => (news.textContent = news.dataset.questionsAdded));
  });
  show();
}

const files = [...document.querySelectorAll("[data-together]")];
const weigh = () => {
  const chosen = files.filter((field) => field.files.length);
  const total = chosen.reduce((sum, field) => sum + field.files[0].size, 0);
  for (const field of files) field.setCustomValidity("");
  const last = chosen.at(-1);
  if (last && total > Number(last.dataset.together)) last.setCustomValidity(last.dataset.tooMuch);
  return !last || last.reportValidity();
};

addEventListener("change", (event) => files.includes(event.target) && weigh());
addEventListener("submit", (event) => weigh() || event.preventDefault());
