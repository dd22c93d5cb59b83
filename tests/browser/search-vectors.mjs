// Compares the browser's half of the search with the vectors that Rust wrote. Runs as it stands in a page: it is handed
// the module and the vectors, and gives what differs.

export async function differences(search, vectors) {
  const wrong = [];
  const same = (name, now, known) => {
    if (JSON.stringify(now) !== JSON.stringify(known)) wrong.push({ name, now, known });
  };
  for (const { text, chars, places } of vectors.folds) {
    const folded = search.fold(text);
    same(`fold ${text}`, [folded.chars.join(''), folded.places], [chars, places]);
  }
  for (const { text, phrases, terms } of vectors.queries) {
    const wanted = search.phrases(text);
    const looked = search.lookups(wanted).map(({ isPair, number }) => [isPair, number]);
    same(`query ${text}`, [wanted.map((phrase) => phrase.join('')), looked], [phrases, terms]);
  }
  const [pair, single] = ['路灯', '路'].map((text) => search.lookups(search.phrases(text))[0]);
  for (const { set, count, files } of vectors.layouts) {
    const spans = search.spans(set, count);
    same(`layout ${set} ${count}`, spans.map((s) => [pair, single].map((t) => search.placeOf(s, t).file)), files);
  }
  // Members in the order in which Rust writes them.
  const pieces = (all) => all.map(({ text, mark }) => ({ mark, text }));
  for (const { text, query, marked, snippet } of vectors.snippets) {
    const wanted = search.phrases(query);
    same(`marked ${text}`, pieces(search.marked(text, wanted)), pieces(marked));
    same(`snippet ${text}`, pieces(search.snippet(text, wanted)), pieces(snippet));
  }
  const load = async (file) => vectors.files[file] ?? null;
  for (const { question, count, atMost, next, hits } of vectors.answers) {
    const answer = await search.query(load, question);
    const shown = (all) =>
      all.map((hit) => [hit.url ?? hit.document.url, pieces(hit.title), pieces(hit.snippet)]);
    same(
      `answer ${JSON.stringify(question)}`,
      [answer.count, answer.atMost, answer.next, shown(answer.hits)],
      [count, atMost, next, shown(hits)],
    );
  }
  return wrong;
}
