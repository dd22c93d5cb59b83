// The approver's page by keyboard: one key a doubt. Keys choose and move; they never approve and never write. Without
// this file everything works by the form's own buttons.
(() => {
  const form = document.querySelector('[data-approval]');
  if (!form) return;
  const doubts = [...form.querySelectorAll('[data-doubt]')];
  for (const hint of form.querySelectorAll('[data-keys], [data-key]')) hint.hidden = false;
  const isAnswered = (doubt) => doubt.querySelector('input:checked') !== null;

  const goTo = (at) => {
    const open = doubts.find((doubt, index) => index >= at && !isAnswered(doubt)) ?? doubts.find((doubt) => !isAnswered(doubt));
    if (open) {
      open.querySelector('input').focus();
      open.scrollIntoView({ block: 'nearest' });
    } else if (form.querySelector('input[value=wrong]:checked')) {
      document.querySelector('[data-return]').focus();
    } else {
      form.querySelector('[data-approve]').focus();
    }
  };

  const KEYS = { y: 'fine', n: 'wrong' };

  form.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    const doubt = event.target.closest('[data-doubt]');
    const answer = KEYS[event.key.toLowerCase()];
    if (!doubt || !answer) return;
    event.preventDefault();
    doubt.querySelector(`input[value=${answer}]`).checked = true;
    goTo(doubts.indexOf(doubt) + 1);
  });

  // The public page begins at its text; its head is the same on every page. Nothing takes the focus: reading comes first.
  const frame = document.querySelector('[data-page]');
  const toText = () => {
    const main = frame.contentDocument?.querySelector('main');
    if (main) frame.contentWindow.scrollTo(0, main.getBoundingClientRect().top + frame.contentWindow.scrollY);
  };
  frame.addEventListener('load', toText);
  if (frame.contentDocument?.readyState === 'complete') toText();
})();
