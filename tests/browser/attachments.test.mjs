// Files with a letter: chosen, looked at, kept when going back, sent, seen at the desk; with and without scripts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  axe,
  launchBrowser,
  letterForm,
  noComplaints,
  noHorizontalScroll,
  openPage,
  previewForm,
  setField,
  signIn,
  staffWith,
  startDemo,
  submit,
  visit,
} from './harness.mjs';

const LETTER = {
  kind: 'help_request',
  title: '村口的路灯坏了，有照片',
  text: '村口的路灯坏了半个月，照片在附件里，请派人看看。',
  village: 'shuikou',
  consent: 'no',
  rules_read: true,
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

/** A picture that a browser has made. */
async function picture() {
  const page = await browser.newPage({ viewport: { width: 320, height: 240 } });
  const buffer = await page.screenshot({ type: 'jpeg' });
  await page.close();
  return { name: '路灯.jpg', mimeType: 'image/jpeg', buffer };
}

const DOCUMENT = {
  name: '报修单.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n'),
};

const names = async (page) => (await page.locator('.file-list li').allInnerTexts()).map((line) => line.split(/\s/)[0]);

test('files_are_chosen_kept_when_going_back_sent_and_seen_at_the_desk', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await openPage(browser, { javaScriptEnabled });
    await visit(page, service, 'mailbox/');
    for (const [name, value] of Object.entries(LETTER)) await setField(letterForm(page), name, value);
    await page.locator('#files').setInputFiles([await picture(), DOCUMENT]);
    // With a script the field speaks Chinese in every browser; without one it is the browser's own.
    const face = page.locator('.file-face');
    assert.equal(await face.isVisible(), javaScriptEnabled);
    if (javaScriptEnabled) assert.match(await face.innerText(), /选择附件\s*路灯\.jpg、报修单\.pdf/);
    await submit(letterForm(page));
    assert.deepEqual(await names(page), ['路灯.jpg', '报修单.pdf']);

    await submit(previewForm(page), 'edit');
    assert.equal(await letterForm(page).locator('[name=text]').inputValue(), LETTER.text);
    assert.deepEqual(await names(page), ['路灯.jpg', '报修单.pdf']);
    if (javaScriptEnabled) await axe(page);
    await page.locator('#files').setInputFiles([{ ...DOCUMENT, name: '多余的.pdf', buffer: Buffer.concat([DOCUMENT.buffer, Buffer.from('\n%%EOF\n')]) }]);
    await submit(letterForm(page));
    assert.deepEqual(await names(page), ['路灯.jpg', '报修单.pdf', '多余的.pdf']);
    if (javaScriptEnabled) await axe(page);
    await noHorizontalScroll(page);
    await Promise.all([page.waitForNavigation(), page.locator('.file-list li button').nth(2).click()]);
    assert.deepEqual(await names(page), ['路灯.jpg', '报修单.pdf']);
    await submit(previewForm(page));
    const number = await page.locator('[data-submission-no]').innerText();
    noComplaints(page);
    await page.context().close();

    const desk = await openPage(browser, { javaScriptEnabled });
    await signIn(desk, service, staffWith(service, 'registrar')[0]);
    await visit(desk, service, `desk/cases/${number}`);
    const image = desk.locator('[data-files] img');
    await image.scrollIntoViewIfNeeded();
    await desk.waitForFunction(() => document.querySelector('[data-files] img').complete);
    assert.deepEqual(await image.evaluate((img) => [img.naturalWidth, img.naturalHeight]), [320, 240]);
    assert.deepEqual(await desk.locator('[data-files] a').allInnerTexts(), ['路灯.jpg', '报修单.pdf']);
    const loaded = desk.waitForEvent('download');
    await desk.locator('[data-files] a').nth(1).click();
    assert.equal((await loaded).suggestedFilename(), '报修单.pdf');
    if (javaScriptEnabled) await axe(desk);
    noComplaints(desk);
    await desk.context().close();
  }
});

test('a_file_that_is_not_taken_is_said_beside_the_field', async () => {
  const page = await openPage(browser, { width: 360, height: 740 });
  await visit(page, service, 'mailbox/');
  for (const [name, value] of Object.entries(LETTER)) await setField(letterForm(page), name, value);
  const program = { name: '照片.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('MZ this is a program, not a picture') };
  await page.locator('#files').setInputFiles([program]);
  await submit(letterForm(page));
  assert.match(await page.locator('.error-summary').innerText(), /照片\.jpg/);
  assert.equal(await letterForm(page).locator('[name=text]').inputValue(), LETTER.text);
  await axe(page);
  await noHorizontalScroll(page);
  await page.context().close();
});
