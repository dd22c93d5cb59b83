// The search index as the browser reads it: the same cutter, the same files and the same order of results as
// `site-gen/src/search`, which also documents them. `site-gen/tests/search-vectors.json` holds both to it.
// Nothing here touches the page (search.js does) and nothing is fetched but by the `load` that is passed in:
// `load(file)` gives a file's text, or null where there is no such file.

const FORMAT = 2;
const SEGMENT = 256;
const TEXTS = 8;
const FEWEST = 4;
const END = "\n";
const LONGEST_QUERY = 100;
const MOST_TERMS = 4;
const MOST_LOADED = 150_000;
const FEW = 3;
const MOST_READ = 60;
const PORTION = 10;
const HEAD = "search/index.json";
const CHARACTERS = "search/characters.json";
// Anything else is never traditional: most questions need no table.
const HAN = /[\u3400-\u9fff]/u;

// ---- cut

const KEPT = /^[\p{Alphabetic}\p{N}]$/u;
const COMBINING = /^\p{M}$/u;
const PASSED_OVER =
  /^[ \t\u3000\-_./'"*·•・~\u2010-\u2015\u2212\u2018-\u201f\u300a-\u300f\u200b-\u200f\ufe00-\ufe0f\u2060\ufeff\u00ad]$/u;

/** A text as it is compared: its characters, and for each the number of the character it came from. */
export function fold(text) {
  const chars = [];
  const places = [];
  let at = -1;
  for (const original of text) {
    at += 1;
    for (const c of original.toLowerCase().normalize("NFKD")) {
      if (KEPT.test(c) && !COMBINING.test(c)) {
        chars.push(c);
        places.push(at);
      } else if (!PASSED_OVER.test(c) && !COMBINING.test(c) && chars.length && chars.at(-1) !== END) {
        chars.push(END);
        places.push(at);
      }
    }
  }
  return { chars, places };
}

/** What must stand in a page, each phrase without a break. */
export function phrases(query) {
  const found = new Set();
  for (const word of [...query].slice(0, LONGEST_QUERY).join("").split(/\p{White_Space}/u)) {
    for (const phrase of fold(word).chars.join("").split(END)) if (phrase) found.add(phrase);
  }
  return [...found].map((phrase) => [...phrase]);
}

function scatter(number) {
  let n = Math.imul(number ^ (number >>> 16), 0x21f0aaad);
  n = Math.imul(n ^ (n >>> 15), 0x735a2d97);
  return (n ^ (n >>> 15)) >>> 0;
}

/** One character, or a pair, as it is looked up. */
export function term(first, second) {
  const high = first.codePointAt(0);
  const low = second === undefined ? 0 : second.codePointAt(0);
  const joined = ((high << 16) ^ low ^ Math.imul(high >>> 16, 0x9e37)) >>> 0;
  return { isPair: second !== undefined, number: scatter(joined) };
}

/** The terms by which pages with all phrases are looked up. */
export function lookups(wanted) {
  const cover = [];
  const between = [];
  for (const phrase of wanted) {
    const last = phrase.length - 2;
    if (last < 0) cover.push(term(phrase[0]));
    for (let at = 0; at <= last; at += 1) {
      (at % 2 === 0 || at === last ? cover : between).push(term(phrase[at], phrase[at + 1]));
    }
  }
  const terms = [];
  for (const one of [...cover, ...between]) {
    const known = terms.some((other) => other.number === one.number && other.isPair === one.isPair);
    if (terms.length < MOST_TERMS && !known) terms.push(one);
  }
  return terms;
}

// ---- layout

/** The runs of a set of so many documents, and its tail. */
export function spans(set, count) {
  const all = [];
  let start = 0;
  if (set === "replies") {
    for (let size = SEGMENT * 2 ** 20; size >= SEGMENT; size /= 2) {
      if (Math.floor(count / size) % 2 === 1) {
        all.push({ set, start, count: size, isTail: false });
        start += size;
      }
    }
  }
  if (start < count) all.push({ set, start, count: count - start, isTail: true });
  return all;
}

function pairBits(span) {
  const small = span.count <= SEGMENT * 16 ? 4 : 8;
  const ofTail = span.set === "replies" ? 32 : 8;
  const documents = span.isTail ? ofTail : small;
  return Math.ceil(Math.log2(Math.max(FEWEST, Math.floor(span.count / documents))));
}

const folder = (span) => `search/${span.set}/${span.start}-${span.isTail ? "tail" : span.count}`;

/** The file of a term, its number in there and the bound of such numbers. */
export function placeOf(span, { isPair, number }) {
  const pairs = pairBits(span);
  const bits = isPair ? pairs : pairs - 2;
  const bound = 2 ** (32 - bits);
  const bucket = (isPair ? 0 : 2 ** pairs) + Math.floor(number / bound);
  return { file: `${folder(span)}/${bucket.toString(16).padStart(2, "0")}.json`, number: number % bound, bound };
}

const markFile = (span, mark) => `${folder(span)}/${span.isTail ? "marks" : mark.replace(":", "-")}.json`;
const textsFile = (set, number) => `search/texts/${set}-${Math.floor(number / TEXTS)}.json`;

// ---- postings

const SIX = new Map([..."ABCEFGHJKLMNPRSTUXYZabcdefghijkmnpqrstuxyz!$&')*+,-/;<=>?]^_`{}~"].map((c, at) => [c, at]));

class Reader {
  constructor(letters) {
    this.letters = letters;
    this.at = 0;
  }

  bit() {
    const six = SIX.get(this.letters[Math.floor(this.at / 6)]);
    if (six === undefined) throw new Error("damaged");
    const bit = (six >> (5 - (this.at % 6))) & 1;
    this.at += 1;
    return bit;
  }

  bits(count) {
    let bits = 0;
    for (let at = 0; at < count; at += 1) bits = bits * 2 + this.bit();
    return bits;
  }

  zeros() {
    let zeros = 0;
    while (!this.bit()) zeros += 1;
    return zeros;
  }

  count() {
    const width = this.zeros();
    return 2 ** width + this.bits(width);
  }

  /** A function that gives one number after another. */
  distances(count, bound) {
    const size = (k) => count * (k + 1) + Math.floor(Math.max(0, bound - count) / 2 ** k);
    let k = 0;
    for (let other = 1; other < 40; other += 1) if (size(other) < size(k)) k = other;
    let next = 0;
    return () => {
      const number = next + this.zeros() * 2 ** k + this.bits(k);
      next = number + 1;
      return number;
    };
  }

  numbers(bound) {
    const count = this.count() - 1;
    const number = this.distances(count, bound);
    return Array.from({ length: count }, number);
  }
}

/** The documents of a bucket with a term. */
export function postings(letters, span, wanted) {
  const { number, bound } = placeOf(span, wanted);
  const reader = new Reader(letters);
  const count = reader.count() - 1;
  const next = reader.distances(count, bound);
  for (let at = 0; at < count; at += 1) {
    const here = next();
    const numbers = reader.numbers(span.count);
    if (here === number) return numbers;
  }
  return [];
}

// ---- what is shown

function findAll(chars, phrase) {
  const found = [];
  for (let at = 0; at + phrase.length <= chars.length; at += 1) {
    if (phrase.every((c, more) => chars[at + more] === c)) found.push(at);
  }
  return found;
}

function placesOf(text, wanted) {
  const { chars, places } = fold(text);
  const marked = new Set();
  for (const phrase of wanted) {
    for (const at of findAll(chars, phrase)) {
      for (let place = places[at]; place <= places[at + phrase.length - 1]; place += 1) marked.add(place);
    }
  }
  return marked;
}

function pieces(chars, marked, from, to) {
  const all = [];
  for (let at = from; at < to; at += 1) {
    const mark = marked.has(at);
    if (all.length && all.at(-1).mark === mark) all.at(-1).text += chars[at];
    else all.push({ text: chars[at], mark });
  }
  return all;
}

/** A whole text in pieces, what was asked for marked. */
export function marked(text, wanted) {
  const chars = [...text];
  return pieces(chars, placesOf(text, wanted), 0, chars.length);
}

/** The surroundings of the first place where a phrase stands, or the beginning. */
export function snippet(text, wanted) {
  const chars = [...text].map((c) => (c === "\n" ? " " : c));
  const places = placesOf(text, wanted);
  const first = places.size ? Math.min(...places) : 0;
  const from = first < 40 ? 0 : first - 20;
  let to = Math.min(chars.length, from + 100);
  // It never ends inside of what was asked for.
  while (to < Math.min(chars.length, from + 200) && places.has(to - 1) && places.has(to)) to += 1;
  const dots = { text: "…", mark: false };
  return [...(from > 0 ? [dots] : []), ...pieces(chars, places, from, to), ...(to < chars.length ? [dots] : [])];
}

function holds(document, wanted) {
  const { chars } = fold([document.title, ...document.about, document.text].join(END));
  const text = chars.join("");
  return wanted.every((phrase) => text.includes(phrase.join("")));
}

// ---- query

async function json(load, file) {
  const text = await load(file);
  if (text === null) throw new Error(`no ${file}`);
  return JSON.parse(text);
}

function keep(run, found) {
  if (!run.left) run.left = found;
  else {
    const here = new Set(found);
    run.left = run.left.filter((number) => here.has(number));
  }
}

async function candidates(load, head, terms, marks) {
  const runs = ["pages", "replies"].flatMap((set) => spans(set, head[set].count)).map((span) => ({ span, left: null }));
  let loaded = 0;
  for (const mark of marks) {
    // A mark that no document of the set bears has no files; one that none of a tail bears is not named there.
    const bearers = async ({ span }) => {
      if (!head[span.set].marks.includes(mark)) return null;
      const file = await json(load, markFile(span, mark));
      return span.isTail ? (file[mark] ?? null) : file;
    };
    const files = await Promise.all(runs.map(bearers));
    runs.forEach((run, at) => {
      loaded += files[at]?.length ?? 0;
      keep(run, files[at] === null ? [] : new Reader(files[at]).numbers(run.span.count));
    });
  }
  let dearest = 0;
  let isWhole = true;
  for (const [at, one] of terms.entries()) {
    const left = runs.reduce((sum, run) => sum + (run.left ? run.left.length : FEW + 1), 0);
    if (at > 0 && (left <= FEW || loaded + dearest > MOST_LOADED)) {
      isWhole = false;
      break;
    }
    const all = await Promise.all(runs.map(({ span }) => json(load, placeOf(span, one).file)));
    const size = all.reduce((sum, letters) => sum + letters.length, 0);
    runs.forEach((run, number) => keep(run, postings(all[number], run.span, one)));
    loaded += size;
    dearest = Math.max(dearest, size);
  }
  const numbers = (set) =>
    runs.filter((run) => run.span.set === set).flatMap((run) => (run.left ?? []).map((n) => [set, run.span.start + n]));
  return { all: [...numbers("pages"), ...numbers("replies").reverse()], isWhole };
}

/** The text in simplified characters, each for itself. */
async function inSimplified(load, text) {
  const known = HAN.test(text) ? await load(CHARACTERS) : null;
  // A site that was built before has no such file.
  if (known === null) return text;
  const table = JSON.parse(known);
  return [...text].map((c) => table[c] ?? c).join("");
}

/**
 * Asks the index. The site is written in simplified characters: what is typed in traditional ones and finds nothing is
 * asked once more in those. A later portion, which begins at `from`, is one of the answer that the first was.
 */
export async function query(load, question) {
  const { text, from = 0 } = question;
  const answer = await queryAsTyped(load, question);
  if (answer.hits.length > 0) return answer;
  const first = from === 0 ? answer : await queryAsTyped(load, { ...question, from: 0 });
  if (first.count > 0) return answer;
  const simplified = await inSimplified(load, text);
  return simplified === text ? answer : queryAsTyped(load, { ...question, text: simplified });
}

/**
 * Asks the index. `question` is {text, marks, from}; the answer is {count, atMost, hits, next}, each hit
 * {document, title, snippet} with the last two in pieces {text, mark}.
 */
async function queryAsTyped(load, { text, marks = [], from = 0 }) {
  const wanted = phrases(text);
  if (!wanted.length && !marks.length) return { count: 0, atMost: false, hits: [], next: null };
  const head = await json(load, HEAD);
  if (head.format !== FORMAT) throw new Error("another format");
  const { all, isWhole } = await candidates(load, head, lookups(wanted), marks);
  const hits = [];
  let at = from;
  while (at < all.length && hits.length < PORTION && at - from < MOST_READ) {
    // Together what can be needed at most, one after the other what is shown.
    const some = all.slice(at, Math.min(at + PORTION - hits.length, from + MOST_READ));
    const files = [...new Set(some.map(([set, number]) => textsFile(set, number)))];
    const texts = new Map(await Promise.all(files.map(async (file) => [file, await json(load, file)])));
    for (const [set, number] of some) {
      const document = texts.get(textsFile(set, number))[number % TEXTS];
      if (document && holds(document, wanted)) {
        hits.push({ document, title: marked(document.title, wanted), snippet: snippet(document.text, wanted) });
      }
      at += 1;
    }
  }
  const next = at < all.length ? at : null;
  if (next === null && from === 0) return { count: hits.length, atMost: false, hits, next };
  const isExact = isWhole && wanted.length <= MOST_TERMS && wanted.every((phrase) => phrase.length <= 2);
  return { count: all.length, atMost: !isExact, hits, next };
}
