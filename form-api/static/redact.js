// The redaction page by keyboard. Without this file everything works by the form's own buttons; with it, a decision
// shows in the public text at once, made by the same server that will check it.
//
// Keys decide and move; they never edit. So the focus goes to buttons and choices, and never by itself into a text.
(() => {
  const form = document.querySelector('[data-redaction]');
  if (!form) return;
  document.addEventListener('keydown', (event) => {
    if (!event.ctrlKey || event.key !== 'Enter') return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value=send]'));
  });
  const list = form.querySelector('.proposals') ?? document.createElement('ol');
  const proposals = [...list.querySelectorAll('[data-proposal]')];
  const showKeys = () => {
    for (const hint of form.querySelectorAll('[data-keys], [data-key]')) hint.hidden = false;
  };
  showKeys();
  let now = -1;

  const isOpen = (one) => !one.querySelector('input[type=radio]:checked');
  const focusOn = (one) => {
    (one.querySelector('input[type=radio]:checked') ?? one.querySelector('input[type=radio]')).focus();
    one.scrollIntoView({ block: 'nearest' });
  };

  // Behind the last find come the risks, and then the button: what is left to do is asked there.
  const goToRisk = (after) => {
    const risks = [...form.querySelectorAll('[data-risk]')];
    const open = risks.find((risk, at) => at > after && isOpen(risk) && !risk.querySelector('[name^=risk_]').value);
    if (open) focusOn(open);
    else form.querySelector('button[value=send]').focus();
  };

  const goTo = (at) => {
    if (at >= proposals.length) {
      const open = proposals.findIndex(isOpen);
      if (open === -1) {
        goToRisk(-1);
        return;
      }
      at = open;
    }
    now = Math.max(0, at);
    focusOn(proposals[now]);
  };

  list.addEventListener('focusin', (event) => {
    const one = event.target.closest('[data-proposal]');
    now = proposals.indexOf(one);
    for (const other of proposals) other.classList.toggle('now', other === one);
  });

  // One question at a time; what was decided meanwhile is asked next.
  let isAsking = false;
  let isStale = false;
  const apply = async () => {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    form.setAttribute('aria-busy', 'true');
    while (isStale) {
      isStale = false;
      const data = new URLSearchParams(new FormData(form));
      data.set('action', 'apply');
      const sent = ['title', 'letter', 'answer'].map((name) => form.elements[name].value);
      try {
        // The form has buttons named action, so the property of that name is theirs.
        const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: data });
        if (!answer.ok) break;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const made = page.querySelector('[data-redaction]');
        const areUntouched = ['title', 'letter', 'answer'].every((name, at) => form.elements[name].value === sent[at]);
        if (!made || !areUntouched) continue;
        for (const name of ['title', 'letter', 'answer', 'applied']) {
          form.elements[name].value = made.elements[name].value;
        }
        const focused = document.activeElement?.closest('.risks');
        if (!focused) form.querySelector('.risks').replaceWith(made.querySelector('.risks'));
        for (const old of form.querySelectorAll('.reads')) {
          old.replaceChildren(...(made.querySelector(`#${old.id}`)?.childNodes ?? []));
        }
        showKeys();
      } catch {
        // The line is down: the decisions stand in the form, and sending it will say so.
        break;
      }
    }
    isAsking = false;
    form.removeAttribute('aria-busy');
  };

  const decide = (way) => {
    const radio = proposals[now]?.querySelector(`input[type=radio][value=${way}]`);
    if (!radio) return;
    radio.checked = true;
    proposals[now].querySelector('[data-open]')?.remove();
    proposals[now].classList.remove('missing');
    apply();
    // What only may be somebody's stays without a reason.
    if (way === 'keep' && !proposals[now].hasAttribute('data-question')) proposals[now].querySelector('[name^=reason_]').focus();
    else goTo(now + 1);
  };

  const KEYS = { a: 'replace', s: 'surname', g: 'generalise', d: 'drop', k: 'keep' };

  list.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const isTyping = event.target.matches('input:not([type=radio])');
    if (isTyping) {
      if (event.key === 'Enter') {
        event.preventDefault();
        goTo(now + 1);
      } else if (event.key === 'Escape') goTo(now);
      return;
    }
    const key = event.key.toLowerCase();
    if (key === 'n') goTo(now + 1);
    else if (key === 'p') goTo(now - 1);
    else if (KEYS[key]) decide(KEYS[key]);
    else return;
    event.preventDefault();
  });

  list.addEventListener('change', (event) => {
    // A word or a reason that is typed chooses its way.
    const way = event.target.name.startsWith('word_') ? 'replace' : event.target.name.startsWith('reason_') ? 'keep' : '';
    if (way) event.target.closest('.way').querySelector('input[type=radio]').checked = true;
    event.target.closest('[data-proposal]').querySelector('[data-open]')?.remove();
    apply();
  });

  // Scope and place change which risks there are.
  for (const name of ['scope', 'name_village']) {
    for (const input of form.querySelectorAll(`input[name=${name}]`)) input.addEventListener('change', apply);
  }

  // A risk is answered by the number of a reason.
  form.addEventListener('keydown', (event) => {
    const risk = event.target.closest('[data-risk]');
    if (!risk || event.target.type !== 'radio' || event.ctrlKey || event.altKey || event.metaKey) return;
    const answer = risk.querySelectorAll('input[type=radio]')[Number(event.key) - 1];
    if (!answer) return;
    event.preventDefault();
    answer.checked = true;
    goToRisk([...form.querySelectorAll('[data-risk]')].indexOf(risk));
  });

  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && event.target.matches('textarea')) goTo(now);
  });

  // What was refused is read first.
  if (!document.querySelector('[role=alert]') && proposals.length > 0) goTo(0);
})();
