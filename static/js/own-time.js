/* Adds the reader's own time beside the event's, where the two differ. The page says all without it. */

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = document.documentElement.lang;

const clock = (timeZone) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
const day = (timeZone) => new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone });

for (const place of document.querySelectorAll("[data-zone][data-start]")) {
  const { zone, start, end, words } = place.dataset;
  const [from, until] = [new Date(start), new Date(end)];
  const isShown = (timeZone) => clock(timeZone).format(from) === clock(own).format(from);
  if (!own || isShown(zone) || isShown("UTC")) continue;

  const hours = `${clock(own).format(from)}–${clock(own).format(until)}`;
  const isSameDay = day(own).format(from) === day(zone).format(from);
  place.append(" · ", words.replace("{}", isSameDay ? hours : `${day(own).format(from)}, ${hours}`));
}
