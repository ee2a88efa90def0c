/* A dialog unfolds and folds without this; here Escape closes it and gives the focus back to its button, and only one stands open. */

const dialogs = document.querySelectorAll("details.dialog");

for (const dialog of dialogs) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !dialog.open) return;
    dialog.open = false;
    dialog.querySelector("summary").focus();
  });
  dialog.addEventListener("toggle", () => {
    if (!dialog.open) return;
    for (const other of dialogs) if (other !== dialog) other.open = false;
  });
}
