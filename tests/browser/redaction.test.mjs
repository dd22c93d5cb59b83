// The redaction page by keyboard: decide finding by finding, see the public text change, hand it on.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  axe,
  launchBrowser,
  letterForm,
  noComplaints,
  noHorizontalScroll,
  openPage,
  sendLetter,
  setField,
  signIn,
  staffWith,
  startDemo,
  submit,
  visit,
} from './harness.mjs';

const LETTER = {
  kind: 'help_request',
  title: '村口路灯坏了',
  text: '我叫尉迟翀，住水口村三组12号，电话14012345678。邻居上官翾也说路灯坏了。尉迟翀敬上',
  village: 'shuikou',
  consent: 'anonymised',
  name: '尉迟翀',
  phone: '14012345678',
};

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

/** Takes a step on a case as somebody who may. */
async function takes(role, number, step, fields = {}) {
  for (const person of staffWith(service, role)) {
    const page = await openPage(browser, { javaScriptEnabled: false });
    await signIn(page, service, person);
    await page.goto(new URL(`desk/cases/${number}`, service.url).href);
    const form = page.locator(`form[action$="/desk/cases/${number}/${step}"]`);
    const isOffered = (await form.count()) === 1;
    if (isOffered) {
      await page.locator('details:not([open]) > summary').evaluateAll((folded) => {
        for (const summary of folded) summary.parentElement.open = true;
      });
      for (const [name, value] of Object.entries(fields)) await setField(form, name, value);
      await submit(form);
    }
    await page.context().close();
    if (isOffered) return;
  }
  assert.fail(`nobody with the role ${role} is offered ${step}`);
}

test('a_text_is_redacted_by_keyboard_and_shows_each_decision_at_once', async () => {
  const writer = await openPage(browser, { javaScriptEnabled: false });
  await visit(writer, service, 'mailbox/');
  const form = letterForm(writer);
  for (const [name, value] of Object.entries(LETTER)) await setField(form, name, value);
  await setField(form, 'rules_read', true);
  await sendLetter(writer);
  const number = await writer.locator('[data-submission-no]').first().innerText();
  await writer.context().close();
  await takes('registrar', number, 'register', { text: '路灯' });
  await takes('registrar', number, 'accept', { office: 'chengjian' });
  await takes('handler', number, 'handle');
  await takes('handler', number, 'answer', { text: '尉迟翀您好！路灯已经换好，当晚恢复照明，再坏请打村镇建设办公室电话。' });
  await takes('reviewer', number, 'review');
  await takes('registrar', number, 'close');
  await takes('redactor', number, 'nominate');

  for (const size of [{ width: 360, height: 740 }, { width: 1280, height: 900 }]) {
    const page = await openPage(browser, size);
    await signIn(page, service, staffWith(service, 'redactor')[0]);
    await visit(page, service, `desk/cases/${number}/redact`);
    await noHorizontalScroll(page);
    await axe(page);
    const letter = page.locator('[name=letter]');
    const becomes = (pattern) =>
      page.waitForFunction((source) => new RegExp(source).test(document.querySelector('[name=letter]').value), pattern);
    assert.match(await letter.inputValue(), /我叫某甲，/);
    assert.equal(await page.locator('[data-proposal] input[type=radio]:checked').count(), 0, 'nothing is decided beforehand');
    assert.equal(await page.locator('[name=scope]:checked, [name=name_village]:checked').count(), 0, 'nor is scope or place');
    // The first finding has the focus: its surname stays, and the next one is asked about.
    await page.keyboard.press('s');
    await becomes('我叫尉迟某，');
    assert.match(await page.locator('[name=answer]').inputValue(), /^尉迟某您好/, 'the same person, the same word');
    // What is typed by hand stays when a decision changes.
    await letter.fill((await letter.inputValue()).replace('敬上', '写'));
    await page.locator('#proposal-1 input:checked').focus();
    await page.keyboard.press('a');
    await becomes('我叫某甲，.*群众甲写$');
    // A finding that stays asks for its reason; letters typed there are letters.
    await page.keyboard.press('k');
    await page.keyboard.type('andk');
    await page.keyboard.press('Escape');
    assert.match(await page.evaluate(() => document.activeElement.id), /^way-\d+-keep$/);
    await page.keyboard.press('a');
    // One key a find; behind the last one the focus is on a button, and keys that are pressed on write nothing.
    const texts = () => page.$$eval('textarea', (all) => all.map((one) => one.value));
    for (let left = await page.locator('[data-open]').count(); left > 0; left -= 1) await page.keyboard.press('a');
    assert.equal(await page.locator('[data-open]').count(), 0);
    for (const risk of await page.locator('[data-risk]').all()) {
      await risk.locator('input').first().focus();
      await page.keyboard.press('1');
    }
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BUTTON');
    // The server has written what was decided last.
    const settled = () => page.locator('[data-redaction]:not([aria-busy])').waitFor();
    await settled();
    const before = await texts();
    for (const key of 'asgdknp123') await page.keyboard.press(key);
    await settled();
    assert.deepEqual(await texts(), before, 'keys never edit');
    await page.locator('[name=scope][value=township]').check();
    await page.locator('[name=name_village][value=no]').check();
    await noComplaints(page);
    if (size.width === 1280) {
      const next = page.waitForEvent('domcontentloaded');
      await page.keyboard.press('Control+Enter');
      await next;
      assert.ok(page.url().endsWith(`/desk/cases/${number}`), `refused: ${await page.innerText('main')}`);
    }
    await page.context().close();
  }

  for (const size of [{ width: 360, height: 740 }, { width: 1280, height: 900 }]) {
    const page = await openPage(browser, size);
    await signIn(page, service, staffWith(service, 'approver')[0]);
    await visit(page, service, `desk/cases/${number}`);
    assert.equal(await page.locator(`form[action$="/publish"]`).count(), 0, 'nothing is approved beside the original');
    await page.locator(`a[href$="/desk/cases/${number}/publish"]`).click();
    await page.waitForURL(`**/desk/cases/${number}/publish`);
    await noHorizontalScroll(page);
    await axe(page);
    const shown = page.frameLocator('iframe').locator('main');
    assert.match(await shown.innerText(), /路灯已经换好/, 'the public page itself is there');
    assert.ok((await page.locator('.taken-out').innerText()).includes('尉迟翀'), 'beside what was taken out');
    for (const doubt of await page.locator('[data-doubt]').all()) {
      await doubt.locator('input').first().focus();
      await page.keyboard.press('y');
    }
    await noComplaints(page);
    if (size.width === 1280) {
      await submit(page.locator('[data-approval]'));
      assert.ok(page.url().endsWith(`/desk/cases/${number}`), `refused: ${await page.innerText('main')}`);
      await visit(page, service, `replies/${number.slice(0, 4)}/${number}/`);
    }
    await page.context().close();
  }
});
