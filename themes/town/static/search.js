// The search page: asks the index (search-index.js) and shows what it says. What was found is put in as text, never as
// HTML. Without this file the form goes to the mailbox service, which answers the same.

import { query } from "./search-index.js";

const form = document.getElementById("search");
const rows = document.getElementById("found");
const status = document.getElementById("found-count");
const more = document.getElementById("found-more");
const words = form.dataset;
const NAMES = ["column", "village", "office", "year", "kind"];

// A tail changes with each publication; a full run never does, but for a withdrawal.
const load = async (file) => {
  const response = await fetch(words.root + file, { cache: "no-cache" });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
};

const read = () => {
  const fields = new URLSearchParams();
  for (const name of ["q", ...NAMES]) {
    const value = form.elements[name].value.trim();
    if (value) fields.set(name, value);
  }
  return fields;
};

const fill = (fields) => {
  for (const name of ["q", ...NAMES]) form.elements[name].value = fields.get(name) ?? "";
  if (NAMES.some((name) => fields.get(name))) form.querySelector("details").open = true;
};

const say = (text) => {
  status.textContent = text;
};

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
};

const pieces = (all) => all.map(({ text, mark }) => (mark ? element("mark", "", text) : text));

const day = (date) => {
  const [year, month, number] = date.split("-").map(Number);
  const time = element("time", "", words.day.replace("{y}", year).replace("{m}", month).replace("{d}", number));
  time.dateTime = date;
  return time;
};

const row = ({ document: page, title, snippet }) => {
  const link = element("a", "", ...pieces(title));
  link.href = words.root + page.url;
  const column = page.marks.find((mark) => mark.startsWith("column:"))?.slice(7) ?? "";
  const name = [...form.elements.column.options].find((option) => option.value === column)?.text ?? "";
  const facts = [element("span", "badge", name), ...page.about.map((about) => element("span", "", about))];
  if (page.date) facts.push(element("span", "", day(page.date)));
  const line = element("p", "row-facts", ...facts.flatMap((fact) => [fact, " "]));
  return element("li", "row", element("h3", "", link), element("p", "search-snippet", ...pieces(snippet)), line);
};

// Only the newest question is answered.
let asked = 0;

const ask = async (fields, from = 0) => {
  asked += 1;
  const mine = asked;
  more.replaceChildren();
  if (from === 0) rows.replaceChildren();
  if (![...fields].length) return say("");
  say(words.busy);
  rows.setAttribute("aria-busy", "true");
  const marks = NAMES.filter((name) => fields.get(name)).map((name) => `${name}:${fields.get(name)}`);
  const question = { text: fields.get("q") ?? "", marks, from };
  let answer;
  try {
    // The site may have been changed in the middle: once more from the head.
    answer = await query(load, question).catch(() => query(load, question));
  } catch {
    answer = null;
  }
  if (mine !== asked) return;
  rows.removeAttribute("aria-busy");
  if (!answer) return say(words.failed);
  const made = answer.hits.map(row);
  rows.append(...made);
  if (!answer.count) say(words.none);
  else if (!made.length) say(words.narrow);
  else say((answer.atMost ? words.atMost : words.count).replace("{n}", answer.count));
  if (answer.next !== null) {
    const button = element("button", "button-quiet", words.more);
    button.type = "button";
    button.addEventListener("click", () => ask(fields, answer.next));
    more.append(button);
  }
  // Who went on with the keyboard goes on at the first new result, not at the top of the page.
  if (from > 0) made[0]?.querySelector("a").focus();
};

const go = () => {
  const fields = read();
  history.pushState(null, "", `?${fields}`);
  ask(fields);
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go();
});
for (const name of NAMES) form.elements[name].addEventListener("change", go);
window.addEventListener("popstate", () => {
  const fields = new URLSearchParams(location.search);
  fill(fields);
  ask(fields);
});

// What the service has answered already is not asked again.
if (!("answered" in rows.dataset)) {
  fill(new URLSearchParams(location.search));
  ask(read());
  if (!location.search) form.elements.q.focus();
}
