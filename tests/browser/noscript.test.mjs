// After a letter is sent, without scripts: the receipt again, a question answered with a file, another consent, a request,
// no more mail, taking the letter back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  launchBrowser,
  letterForm,
  lookUp,
  noComplaints,
  oneHeading,
  openPage,
  sendForm,
  sendLetter,
  setField,
  startDemo,
  submit,
  takeAs,
  unfold,
  visit,
} from './harness.mjs';
import { postLetter } from './township.mjs';

const FILE = {
  name: '过磅单.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n'),
};

let service;
let browser;
let letter;

before(async () => {
  service = await startDemo();
  browser = await launchBrowser();
  letter = await postLetter(service);
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** The letter's own page, in a browser that runs nothing. */
async function follow(which = letter) {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await lookUp(page, service, which);
  return page;
}

async function leave(page) {
  await oneHeading(page);
  noComplaints(page);
  await page.context().close();
}

test('a_receipt_is_shown_again_until_it_is_put_away', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await visit(page, service, 'mailbox/');
  const fields = { kind: 'inquiry', title: '水费在哪里交', text: '请问水费可以在手机上交吗？', rules_read: true };
  for (const [name, value] of Object.entries(fields)) await setField(letterForm(page), name, value);
  await sendLetter(page);
  const number = await page.locator('[data-submission-no]').innerText();
  const code = await page.locator('[data-query-code]').innerText();
  await visit(page, service, 'track/');
  await page.locator('main a[href$="mailbox/receipt"]').click();
  await page.waitForURL('**/mailbox/receipt');
  assert.equal(await page.locator('[data-submission-no]').innerText(), number);
  assert.equal(await page.locator('[data-query-code]').innerText(), code);
  await submit(page.locator('form.saved'));
  await visit(page, service, 'mailbox/receipt', 404);
  assert.ok(!(await page.content()).includes(code));
  await leave(page);
});

test('a_question_is_answered_with_a_file_without_scripts', async () => {
  await takeAs(browser, service, letter.number, 'registrar', [
    ['register', { text: '农业补贴' }],
    ['request_information', { text: '请问是哪个收储点？有过磅单请拍照交来。' }],
  ]);
  const page = await follow();
  // An answer without a word is refused with its reason, and nothing is lost.
  await setField(page.locator('form[action=inform]'), 'text', '　');
  await submit(page.locator('form[action=inform]'));
  assert.equal(await page.locator('[role=alert]').count(), 1);
  await setField(page.locator('form[action=inform]'), 'text', '是桥头收储点，过磅单在附件里。');
  await page.locator('form[action=inform] [type=file]').setInputFiles([FILE]);
  await submit(page.locator('form[action=inform]'));
  assert.match(await page.locator('.message-sender').innerText(), /桥头收储点/);
  assert.match(await page.locator('.message-sender .file-name').innerText(), /过磅单\.pdf/);
  assert.equal(await page.locator('form[action=inform]:visible').count(), 0);
  await leave(page);
});

test('a_consent_is_changed_without_scripts', async () => {
  const page = await follow();
  await sendForm(page, 'consent', { consent: 'no' });
  assert.match(await page.locator('.way-now').first().innerText(), /不公开/);
  await leave(page);
});

test('a_correction_is_asked_for_without_scripts', async () => {
  const page = await follow();
  const form = page.locator('form', { has: page.locator('#correction-phone') });
  await unfold(form);
  await setField(form, 'phone', '0880-5519998');
  await setField(form, 'text', '原来没有留电话。');
  await submit(form);
  assert.match(await page.locator('[data-request]').innerText(), /原来没有留电话/);
  await leave(page);
});

test('mail_is_stopped_and_wanted_again_without_scripts', async () => {
  const page = await follow();
  await sendForm(page, 'mail');
  assert.equal(await page.locator('[data-mail]').getAttribute('data-mail'), 'stopped');
  await sendForm(page, 'mail');
  assert.equal(await page.locator('[data-mail]').getAttribute('data-mail'), 'on');
  await leave(page);
});

test('a_letter_is_taken_back_only_with_a_tick_without_scripts', async () => {
  const page = await follow(await postLetter(service, { title: '写错了要撤回的来信' }));
  await sendForm(page, 'withdraw');
  assert.equal(await page.locator('[role=alert]').count(), 1);
  assert.equal(await page.locator('.state-withdrawn').count(), 0);
  await sendForm(page, 'withdraw', { sure: true });
  assert.equal(await page.locator('.state-withdrawn').count(), 1);
  await leave(page);
});

test('the_guardians_tick_comes_with_the_childs', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await visit(page, service, 'mailbox/');
  const guardian = page.locator('[name=guardian_agrees]');
  assert.ok(!(await guardian.isVisible()), 'nobody else is asked');
  await setField(letterForm(page), 'under_14', true);
  assert.ok(await guardian.isVisible());
  const child = { kind: 'inquiry', title: '学校的操场', text: '学校的操场什么时候修好？', rules_read: true };
  for (const [name, value] of Object.entries(child)) await setField(letterForm(page), name, value);
  await submit(letterForm(page));
  assert.match(await page.locator('#guardian-error').innerText(), /家长/);
  await setField(letterForm(page), 'guardian_agrees', true);
  await sendLetter(page);
  assert.equal(await page.locator('[data-submission-no]').count(), 1);
  await leave(page);
});
