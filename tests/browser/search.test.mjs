// Search: the browser's half agrees with the vectors, and people find by keyboard, by ear and without scripts.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, axe, launchBrowser, openPage, setField, startDemo, submit, visit } from './harness.mjs';
import { differences } from './search-vectors.mjs';

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

/** Waits until the page says what it found. */
async function told(page) {
  await page.waitForFunction(() => /\S/.test(document.querySelector('#found-count')?.textContent ?? '')
    && !document.querySelector('#found[aria-busy]'));
  return page.locator('#found-count').textContent();
}

const links = (page) => page.locator('#found h3 a').evaluateAll((all) => all.map((a) => a.href));

test('the browser cuts, reads and finds as the vectors say', async () => {
  const page = await openPage(browser);
  await page.addInitScript({ content: `globalThis.differences = ${differences};` });
  await visit(page, service, 'search/');
  const vectors = JSON.parse(await readFile(path.join(ROOT, 'site-gen/tests/search-vectors.json'), 'utf8'));
  // The module comes from the site, the comparison from here: what is evaluated is not under the page's policy.
  const wrong = await page.evaluate(
    async ({ known, compare }) => {
      const search = await import(new URL('../assets/search-index.js', document.baseURI).href);
      const differences = globalThis[compare] ?? (() => ['no comparison']);
      return differences(search, known);
    },
    { known: vectors, compare: 'differences' },
  );
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('what is typed in the head is found, told and marked, all by keyboard', async () => {
  const page = await openPage(browser);
  await visit(page, service, '');
  await page.locator('#seek').focus();
  await page.keyboard.type('低保');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\/\?q=/);
  assert.match(await told(page), /找到 \d+ 条/);
  assert.equal(await page.locator('#found-count').getAttribute('role'), 'status');
  const marks = await page.locator('#found mark').allTextContents();
  assert.ok(marks.length > 0 && marks.every((text) => text === '低保'), marks.join(' '));
  await axe(page);

  const all = await links(page);
  const more = page.locator('#found-more button');
  if (await more.count()) {
    await more.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((n) => document.querySelectorAll('#found h3').length > n, all.length);
    const focused = await page.evaluate(() => document.activeElement.href);
    assert.equal(focused, (await links(page))[all.length], 'goes on at the first new result');
  }

  await page.locator('main summary').focus();
  await page.keyboard.press('Enter');
  await page.locator('#by-column').selectOption('contacts');
  await page.waitForURL(/column=contacts/);
  await page.waitForFunction(() => [...document.querySelectorAll('#found h3 a')].every((a) => a.href.includes('/contacts/')));
  await told(page);
  assert.ok((await links(page)).length > 0);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('#by-column').value === '');
  await told(page);
  assert.deepEqual(await links(page), all, 'the way back shows what was there');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('what is asked for is text and never markup', async () => {
  const page = await openPage(browser);
  await visit(page, service, `search/?q=${encodeURIComponent('<img src=x onerror=alert(1)>低保')}`);
  await told(page);
  assert.equal(await page.locator('#found img').count(), 0);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('without scripts the service finds the same, in the same order', async () => {
  for (const text of ['低保', '路灯', '养老 材料', '没有这样的词']) {
    const scripted = await openPage(browser);
    await visit(scripted, service, `search/?q=${encodeURIComponent(text)}`);
    const said = await told(scripted);
    const plain = await openPage(browser, { javaScriptEnabled: false });
    await visit(plain, service, '');
    const form = plain.locator('form.seek');
    await setField(form, 'q', text);
    await submit(form);
    assert.match(plain.url(), /\/search\?q=/);
    assert.deepEqual(await links(plain), await links(scripted), text);
    assert.equal(await plain.locator('#found-count').textContent(), said);
    await scripted.context().close();
    await plain.context().close();
  }
});

test('the search page is clean at 360 px', async () => {
  const page = await openPage(browser, { width: 360, height: 740 });
  await visit(page, service, `search/?q=${encodeURIComponent('低保')}`);
  await told(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await axe(page);
  await page.context().close();
});
