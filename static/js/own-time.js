/* Adds the time on the reader's own clock beside the event's, where the two differ. The page says all without it.

   Only the reader's own zone is worked with, never the event's by name: an old browser may not know it. */

const language = document.documentElement.lang.replace(/^en$/, "en-GB") + "-u-nu-latn"; // as the server writes days
const written = (options) => new Intl.DateTimeFormat(language, options);
const clock = written({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = written({ day: "numeric", month: "long", year: "numeric" });
const zone = written({ timeZoneName: "long" });

const two = (number) => String(number).padStart(2, "0");
const date = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
const reading = (moment) => `${date(moment)}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
const nameOfZone = (moment) => zone.formatToParts(moment).find(({ type }) => type === "timeZoneName").value;

function hours(from, until, eventDay) {
  const [start, end] = [clock.format(from), clock.format(until)];
  if (date(from) !== date(until)) return `${day.format(from)}, ${start} – ${day.format(until)}, ${end}`;
  return date(from) === eventDay ? `${start}–${end}` : `${day.format(from)}, ${start}–${end}`;
}

for (const place of document.querySelectorAll("[data-start][data-local]")) {
  const { start, end, local, words } = place.dataset;
  const [from, until] = [new Date(start), new Date(end)];
  const isShownAsUtc = place.textContent.trim() && reading(from) === start.slice(0, 16);
  if (reading(from) === local || isShownAsUtc) continue;

  const own = document.createElement("bdi");
  own.textContent = words.replace("{hours}", hours(from, until, local.slice(0, 10))).replace("{zone}", nameOfZone(from));
  place.append(place.textContent.trim() ? " · " : "", own);
}
