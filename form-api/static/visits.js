// A visit on a telephone in a village with a bad line. What is typed is kept on the telephone with each key, photos before
// anything is sent; it goes when the server's sheet was seen, and not before. Three states are said: kept here, delivered (the
// sheet itself is shown), not delivered with the reason and the ways out. Without this file the form is sent as any other.
(() => {
  const editor = document.querySelector('[data-visit-form]');
  const waiting = document.querySelector('[data-waiting-visits]');
  if (!editor && !waiting) return;
  const words = (editor ?? waiting).dataset;
  const who = document.querySelector('.who-name')?.textContent ?? '';

  // The telephone's own store.
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open('lianxin-visits', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('visits', { keyPath: 'id' });
      request.result.createObjectStore('photos', { autoIncrement: true }).createIndex('visit', 'visit');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const ask = async (store, mode, work) => {
    const transaction = (await opened).transaction(store, mode);
    const request = work(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  const keep = (visit) => ask('visits', 'readwrite', (store) => store.put(visit));
  const find = (id) => ask('visits', 'readonly', (store) => store.get(id));
  const all = () => ask('visits', 'readonly', (store) => store.getAll());
  const addPhoto = (photo) => ask('photos', 'readwrite', (store) => store.add(photo));
  const dropPhoto = (key) => ask('photos', 'readwrite', (store) => store.delete(key));
  const photoKeys = (id) => ask('photos', 'readonly', (store) => store.index('visit').getAllKeys(id));
  const photo = (key) => ask('photos', 'readonly', (store) => store.get(key));
  const drop = async (id) => {
    for (const key of await photoKeys(id)) await dropPhoto(key);
    await ask('visits', 'readwrite', (store) => store.delete(id));
  };

  // Sending. A page of today gives its token; a page for signing in says that nobody is signed in.
  class NotSent extends Error {}
  const fetched = async (address, body) => {
    let response;
    try {
      response = await fetch(address, { method: body ? 'POST' : 'GET', body, credentials: 'same-origin' });
    } catch {
      throw new NotSent(words.offline);
    }
    if (new URL(response.url).pathname.startsWith('/desk/sign-in')) throw new NotSent(words.signedOut);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    return { page, isGood: response.ok, status: response.status };
  };
  const reason = (page) => (page.querySelector('[role=alert]') ?? page.querySelector('main'))?.textContent.trim();
  const token = (page, name = 'csrf') => page.querySelector(`input[name=${name}]`)?.value ?? '';

  /** Sends what is left of the photos. One that is refused keeps none of the others here. */
  const sendPhotos = async (visit, sheet) => {
    const refused = [];
    for (const key of await photoKeys(visit.id)) {
      const { blob, name } = await photo(key);
      const body = new FormData();
      body.append('form', token(sheet, 'form'));
      body.append('csrf', token(sheet));
      body.append('files', blob, name);
      const answer = await fetched(`/desk/visits/${visit.id}/photos`, body);
      if (answer.isGood) await dropPhoto(key);
      else refused.push(`${name}：${reason(answer.page)}`);
    }
    if (refused.length > 0) throw new NotSent(`${words.delivered}${refused.join(' ')}`);
  };

  /** Sends a visit that is kept here, with its photos; it is dropped when its sheet was seen. */
  const send = async (visit) => {
    const { page } = await fetched('/desk/visits');
    const post = (csrf, version) => {
      const fields = visit.fields.map(([name, value]) => [name, name === 'version' ? version ?? value : value]);
      return fetched(`/desk/visits/${visit.id}`, new URLSearchParams([['csrf', csrf], ...fields]));
    };
    let answer = await post(token(page));
    // An earlier text of the same visit has arrived before, and the answer was lost: this one takes its place.
    if (answer.status === 409) answer = await post(token(answer.page), token(answer.page, 'version'));
    const sheet = answer.page.querySelector('[data-receipt]');
    if (!answer.isGood || sheet?.dataset.receipt !== visit.id) throw new NotSent(reason(answer.page));
    await sendPhotos(visit, answer.page);
    await drop(visit.id);
  };
  const tryToSend = async (visit) => {
    try {
      await send(visit);
      return null;
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      visit.reason = error.message;
      await keep(visit);
      return visit.reason;
    }
  };

  const element = (name, text, attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.textContent = text;
    return made;
  };

  // The form.
  const edit = async (form) => {
    const wanted = new URLSearchParams(location.search).get('draft');
    const isNew = 'new' in editor.dataset;
    const found = wanted ? await find(wanted) : null;
    // What a colleague has written on the same telephone is theirs, with its photos: it is not gone on with under another name.
    const kept = found?.who === who ? found : null;
    const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
    const id = kept?.id ?? (isNew ? newId() : form.getAttribute('action').split('/').pop());
    form.action = `/desk/visits/${id}`;
    const says = element('p', '', { className: 'notice', hidden: true });
    says.setAttribute('role', 'status');
    says.dataset.phoneSays = '';
    form.prepend(says);
    const say = (text, isBad = false) => {
      says.hidden = false;
      says.textContent = text;
      says.classList.toggle('bad', isBad);
    };
    const read = () => [...new FormData(form)].filter(([name, value]) => name !== 'csrf' && typeof value === 'string');
    const visit = () => ({
      id,
      who,
      address: `${location.pathname}${location.search}`,
      whom: document.querySelector('[data-household] h2')?.textContent.trim() ?? form.elements.visited?.value ?? '',
      text: form.elements.text.value,
      fields: read(),
      at: Date.now(),
      reason: '',
    });
    if (kept) {
      for (const input of form.elements) {
        const values = kept.fields.filter(([name]) => name === input.name).map(([, value]) => value);
        if (input.type === 'hidden' || !input.name) continue;
        if (input.type === 'checkbox') input.checked = values.includes(input.value);
        else if (input.type !== 'file') input.value = values[0] ?? '';
      }
      say(words.back);
    }
    let saving = Promise.resolve();
    const save = () => {
      saving = saving.then(() => keep(visit())).then(() => say(words.phone), () => say(words.notKept, true));
      return saving;
    };
    form.addEventListener('input', (event) => {
      if (event.target.type !== 'file') save();
    });

    // Photos: kept first, sent after the text.
    const photos = element('div', '', { className: 'field' });
    const input = element('input', '', { type: 'file', accept: 'image/*', multiple: true, id: 'visit-photos-here' });
    const list = element('ul', '');
    photos.append(element('label', words.photoLabel, { htmlFor: input.id }), input, element('p', words.photoKept, { className: 'hint' }), list);
    form.querySelector('.go').before(photos);
    const show = async () => {
      list.replaceChildren();
      for (const key of await photoKeys(id)) {
        const line = element('li', (await photo(key)).name + ' ');
        const button = element('button', words.photoDrop, { type: 'button' });
        button.addEventListener('click', () => dropPhoto(key).then(show));
        line.append(button);
        list.append(line);
      }
    };
    input.addEventListener('change', async () => {
      await save();
      for (const file of input.files) await addPhoto({ visit: id, name: file.name, blob: file });
      input.value = '';
      await show();
    });
    await show();

    const button = form.querySelector('.go button');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!form.elements.text.value.trim()) return form.elements.text.focus();
      button.disabled = true;
      await save();
      say(words.sending);
      const fault = await tryToSend(visit());
      button.disabled = false;
      if (fault === null) location.assign(`/desk/visits/${id}`);
      else say(`${words.failed}${fault}`, true);
    });
    editor.dataset.ready = id;
  };

  // What waits on this telephone, on the list of visits.
  const list = async () => {
    const visits = (await all()).filter((visit) => visit.who === who);
    waiting.replaceChildren();
    waiting.hidden = visits.length === 0;
    waiting.dataset.count = visits.length;
    if (visits.length === 0) return;
    waiting.className = 'card';
    waiting.append(element('h2', `${words.title} (${visits.length})`));
    for (const visit of visits.sort((one, other) => one.at - other.at)) {
      const line = element('article', '');
      line.dataset.waits = visit.id;
      const at = new Date(visit.at);
      line.append(element('p', `${visit.whom} ${at.toLocaleString('zh-CN')}`));
      const left = (await photoKeys(visit.id)).length;
      const state = element('p', visit.reason ? `${words.failed}${visit.reason}` : words.phone, { className: 'hint' });
      state.setAttribute('role', 'status');
      if (left > 0) state.textContent += ` ${left} ${words.photos}`;
      const buttons = element('p', '', { className: 'go' });
      const again = element('button', words.send, { type: 'button' });
      again.addEventListener('click', async () => {
        again.disabled = true;
        state.textContent = words.sending;
        const fault = await tryToSend(visit);
        if (fault === null) location.assign(`/desk/visits/${visit.id}`);
        else await list();
      });
      const way = new URL(visit.address, location.href);
      way.searchParams.set('draft', visit.id);
      const open = element('a', words.open, { href: way.href, className: 'button' });
      const text = element('button', words.text, { type: 'button' });
      text.addEventListener('click', () => text.after(element('pre', visit.text, { className: 'as-typed' })), { once: true });
      const away = element('button', words.drop, { type: 'button', className: 'careful' });
      away.addEventListener('click', () => {
        if (away.dataset.sure) drop(visit.id).then(list);
        away.dataset.sure = 'yes';
        away.textContent = words.dropSure;
      });
      buttons.append(again, ' ', open, ' ', text, ' ', away);
      line.append(state, buttons);
      waiting.append(line);
    }
  };

  if (waiting) list();
  if (editor) edit(editor.querySelector('form')).catch(() => {});
})();
