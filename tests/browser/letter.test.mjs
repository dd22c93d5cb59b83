// A letter from the form over the preview to the slip: without scripts, going back, pressing twice, on paper.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  axe,
  launchBrowser,
  letterForm,
  noComplaints,
  noHorizontalScroll,
  oneHeading,
  openPage,
  previewForm,
  sendLetter,
  setField,
  startDemo,
  submit,
  visit,
} from './harness.mjs';

const LETTER = {
  kind: 'complaint',
  title: '秸秆粉碎还田的补助没有到账',
  text: '我叫尉迟翀，电话14012345678。\n\n秸秆粉碎还田每亩的补助没有到账，收储点说已经报了，请问补助什么时候发？',
  village: 'shuikou',
  consent: 'anonymised',
  name: '尉迟翀',
  rules_read: true,
};
/** What a resident would have lost. */
const TYPED = ['title', 'text', 'name'];

let service;
let browser;

before(async () => {
  service = await startDemo();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Fills the form as it is opened. */
async function write(page, changes = {}) {
  await visit(page, service, 'mailbox/');
  for (const [name, value] of Object.entries({ ...LETTER, ...changes })) await setField(letterForm(page), name, value);
}

async function isStillThere(page) {
  for (const name of TYPED) assert.equal(await letterForm(page).locator(`[name=${name}]`).inputValue(), LETTER[name]);
  assert.ok(await page.locator('[name=kind][value=complaint]').isChecked());
  assert.ok(await page.locator('[name=consent][value=anonymised]').isChecked());
}

test('a_letter_is_seen_before_it_is_sent_without_scripts', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await write(page);
  await submit(letterForm(page));
  await oneHeading(page);
  assert.match(await page.locator('[data-office-sees]').innerText(), /尉迟翀.*14012345678/);
  const seen = await page.locator('[data-all-see]').innerText();
  assert.doesNotMatch(seen, /尉迟翀|14012345678/);
  assert.equal(await page.locator('[data-all-see] mark').count(), 2, 'a name and a number are marked');
  assert.notEqual(await page.locator('[data-answers] a[href*="policies/jiegan-buzhu/"]').count(), 0);
  await submit(previewForm(page));
  assert.match(await page.locator('[data-submission-no]').innerText(), /^\d{4}-\d{4}-\d{4}$/);
  noComplaints(page);
  await page.context().close();
});

test('how_much_can_still_be_written_is_seen_at_once_and_heard_when_the_hands_rest', async () => {
  const page = await openPage(browser);
  await visit(page, service, 'mailbox/');
  const left = page.locator('[data-left=text]');
  for (const [text, words] of [
    ['𠮷'.repeat(10), '还可以写 9990 个字'],
    ['字'.repeat(10_002), '多了 2 个字'],
  ]) {
    await page.locator('[name=text]').fill(text);
    assert.equal(await left.locator('[aria-hidden]').innerText(), words);
    await page.getByRole('status').filter({ hasText: words }).waitFor();
  }
  await axe(page);
  await page.context().close();
  const plain = await openPage(browser, { javaScriptEnabled: false });
  await visit(plain, service, 'mailbox/');
  assert.ok(!(await plain.locator('[data-left=text]').isVisible()), 'nothing counts without a script');
  await plain.context().close();
});

test('back_never_loses_a_word', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await openPage(browser, { javaScriptEnabled });
    await write(page);
    await submit(letterForm(page));
    await page.goBack();
    await isStillThere(page);
    await submit(letterForm(page));
    await submit(previewForm(page), 'edit');
    await isStillThere(page);
    await setField(letterForm(page), 'title', '');
    await submit(letterForm(page));
    assert.equal(await letterForm(page).locator('[name=text]').inputValue(), LETTER.text, 'with an error too');
    await page.context().close();
  }
});

test('a_confirmation_pressed_twice_is_one_letter', async () => {
  const page = await openPage(browser);
  await write(page, { title: '只该有一封的来信' });
  await submit(letterForm(page));
  const posts = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request));
  const body = await previewForm(page).evaluate((form) => {
    const fields = new FormData(form);
    fields.append('action', 'confirm');
    return new URLSearchParams(fields).toString();
  });
  // The bad line: the first confirmation arrives, and its answer never does.
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const lost = await page.request.post(page.url(), { data: body, headers });
  const [number] = /\d{4}-\d{4}-\d{4}/.exec(await lost.text());
  const receipt = page.waitForURL('**/mailbox/receipt');
  await previewForm(page).locator('[value=confirm]').dblclick();
  await receipt;
  await page.locator('[data-submission-no]').waitFor();
  assert.equal(await page.locator('[data-submission-no]').innerText(), number, 'the same letter');
  assert.notEqual(posts.length, 0, 'the button was pressed');
  await page.context().close();
});

test('preview_and_receipt_are_read_by_everybody_at_both_widths', async () => {
  for (const size of [{ width: 1280 }, { width: 360, height: 740 }]) {
    const page = await openPage(browser, size);
    await write(page, { title: '我要信访：补助没有到账' });
    await submit(letterForm(page));
    assert.equal(await page.locator('[data-elsewhere]').count(), 1);
    for (const look of [axe, noHorizontalScroll, oneHeading, noComplaints]) await look(page);
    await submit(previewForm(page));
    for (const look of [axe, noHorizontalScroll, oneHeading, noComplaints]) await look(page);
    const number = await page.locator('[data-submission-no]').innerText();
    await visit(page, service, 'mailbox/receipt');
    assert.equal(await page.locator('[data-submission-no]').innerText(), number, 'shown again');
    await submit(page.locator('form', { has: page.locator('[data-print]') }), undefined);
    await page.context().close();
  }
});

test('the_receipt_is_one_slip_of_a6_on_paper', async () => {
  const page = await openPage(browser);
  // The longest title there is.
  await write(page, { title: '路'.repeat(60) });
  await sendLetter(page);
  // The sheet for paper comes last.
  await page.waitForLoadState('load');
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type \/Page\b/g).length, 1, 'one sheet');
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf);
  assert.ok(Math.abs(width - 297.6) < 2 && Math.abs(height - 419.5) < 2, `A6, not ${width} by ${height} points`);
  await page.context().close();
});
