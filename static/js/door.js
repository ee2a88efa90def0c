/* A door: the camera looks for codes, and answers come without leaving the page. All else works without this. */

const door = document.querySelector("[data-door]");
const camera = door?.querySelector("[data-camera]");
const picture = door?.querySelector("[data-picture]");
const start = door?.querySelector("[data-start]");
const stop = door?.querySelector("[data-stop]");
const refused = door?.querySelector("[data-refused]");
const answers = door?.querySelector("[data-answers]");
const codeForm = door?.querySelector("[data-code-form]");

const AGAIN = 4000; // milliseconds before the same code is taken for somebody who came again
const PAUSE = 300;
const FRAME = 900; // pixels of a frame that goes to the server
const COUNT = 15000;

let stream = null;
let last = { code: "", at: 0 };

function arrived(number) {
  for (const each of door.querySelectorAll("[data-arrived]")) each.textContent = number.toLocaleString(document.documentElement.lang);
}

async function send(fields) {
  const body = new FormData(codeForm);
  body.delete("code");
  for (const [name, value] of Object.entries(fields)) body.set(name, value, value instanceof Blob ? "frame.jpg" : undefined);
  const response = await fetch(codeForm.action, { method: "POST", body, headers: { "X-Door": "1" } });
  if (response.status === 204) return null;
  if (!response.ok) {
    location.reload(); // signed out, or the link has ended: the page itself says so
    return null;
  }
  const told = document.createRange().createContextualFragment(await response.text());
  const answer = told.querySelector("[data-answered]");
  answers.replaceChildren(told);
  arrived(Number(answer.dataset.arrivedNow));
  navigator.vibrate?.(answer.dataset.answered === "in" ? 80 : [80, 80, 80]);
  return answer.dataset.answered;
}

async function lookHere(detector) {
  const found = await detector.detect(picture);
  const code = found[0]?.rawValue ?? "";
  if (!code || (code === last.code && Date.now() - last.at < AGAIN)) return;
  last = { code, at: Date.now() };
  await send({ code, door: "qr" });
}

async function lookThere(canvas) {
  if (Date.now() - last.at < AGAIN) return; // the server says who; the one just told may still hold the code up
  const scale = Math.min(1, FRAME / Math.max(picture.videoWidth, picture.videoHeight));
  canvas.width = Math.round(picture.videoWidth * scale);
  canvas.height = Math.round(picture.videoHeight * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const frame = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  if (frame && (await send({ frame }))) last = { code: "", at: Date.now() };
}

async function detectorOf() {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const formats = await BarcodeDetector.getSupportedFormats();
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

async function look() {
  const detector = await detectorOf();
  const canvas = document.createElement("canvas");
  while (stream) {
    try {
      if (picture.readyState >= 2) await (detector ? lookHere(detector) : lookThere(canvas));
    } catch {
      // one frame that cannot be read, or a line that is down for a moment: the next one is tried
    }
    await new Promise((done) => setTimeout(done, detector ? PAUSE : 2 * PAUSE));
  }
}

function end() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  picture.hidden = stop.hidden = true;
  start.hidden = false;
}

async function begin() {
  refused.hidden = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    refused.hidden = false;
    return;
  }
  picture.srcObject = stream;
  picture.hidden = stop.hidden = false;
  start.hidden = true;
  await picture.play();
  look();
}

if (camera && codeForm) {
  camera.hidden = false;
  start.addEventListener("click", begin);
  stop.addEventListener("click", end);
  codeForm.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = codeForm.elements.code;
    try {
      await send({ code: field.value });
      field.value = "";
      field.focus();
    } catch {
      codeForm.submit();
    }
  });
}

if (door) {
  setInterval(async () => {
    if (document.hidden) return;
    const address = `${door.dataset.door}/count${location.search}`;
    const response = await fetch(address).catch(() => null);
    if (response?.ok) arrived((await response.json()).arrived);
  }, COUNT);
}
