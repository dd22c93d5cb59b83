// What a resident gets to see of a mail, and what a browser does for a letter without being asked: in light and dark, narrow, and
// with a proof of work.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  axe,
  launchBrowser,
  letterForm,
  noComplaints,
  noHorizontalScroll,
  openPage,
  pressToNext,
  previewForm,
  setField,
  startProgram,
  submit,
  tabTo,
  visit,
} from './harness.mjs';
import { startSink } from './smtp-sink.mjs';
import { prepare, sendLetter } from './township.mjs';

let browser;

before(async () => {
  browser = await launchBrowser();
});

after(() => browser?.close());

/** The HTML of a mail: its last part, base64 or quoted-printable. */
function pageOf(raw) {
  const part = raw.slice(raw.indexOf('Content-Type: text/html'));
  const [head, ...rest] = part.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n').split('\r\n--part-')[0];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** How well a text stands out from its ground (WCAG 2, relative luminance). */
const contrast = (element) =>
  element.evaluate((node) => {
    const canvas = (name) => {
      const probe = document.createElement('i');
      probe.style.color = name;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    };
    let ground = null;
    for (let at = node; at && !ground; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/, 0\)$/.test(backgroundColor)) ground = backgroundColor;
    }
    const light = (color) => {
      const parts = color.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
      const [r, g, b] = parts.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const both = [light(getComputedStyle(node).color), light(ground ?? canvas('Canvas'))].sort((a, b) => b - a);
    return (both[0] + 0.05) / (both[1] + 0.05);
  });

test('a_mail_reads_well_on_a_narrow_phone_in_light_and_dark_and_its_link_only_asks', { timeout: 240_000 }, async (t) => {
  let taken;
  const mail = new Promise((resolve) => {
    taken = resolve;
  });
  const sink = await startSink({ onMail: taken });
  t.after(sink.stop);
  const service = await startProgram(['serve', '--settings', await prepare(t, sink.port)]);
  t.after(service.stop);
  await sendLetter(service);
  const html = pageOf((await mail).raw);
  assert.match(html, /<html lang="zh-Hans"/);

  for (const colorScheme of ['light', 'dark']) {
    const page = await openPage(browser, { width: 360, height: 740, javaScriptEnabled: false });
    await page.emulateMedia({ colorScheme });
    await page.setContent(html);
    await noHorizontalScroll(page);
    for (const part of ['h1', 'p', 'p a', 'p:last-of-type a']) {
      const found = await contrast(page.locator(part).first());
      assert.ok(found >= 4.5, `${part} in ${colorScheme}: ${found.toFixed(2)}`);
    }
    if (process.env.LIANXIN_SHOTS) await page.screenshot({ path: `${process.env.LIANXIN_SHOTS}/mail-${colorScheme}.png`, fullPage: true });
    await page.context().close();
  }

  const link = /href="([^"]*stop-mail[^"]*)"/.exec(html)[1].replace(/&amp;/g, '&');
  const url = new URL(link);
  const asked = async (options) => {
    const page = await openPage(browser, { width: 360, height: 740, ...options });
    await visit(page, service, `track/stop-mail${url.search}`);
    assert.equal(await page.locator('[data-stopped]').count(), 0, 'a link only asks');
    return page;
  };
  const isStopped = async (page) => {
    assert.equal(await page.locator('[data-stopped]').count(), 1);
    noComplaints(page);
    await page.context().close();
  };
  const page = await asked();
  await axe(page);
  await noHorizontalScroll(page);
  await tabTo(page, 'the button', ({ tag, action }) => tag === 'BUTTON' && action === '');
  await pressToNext(page);
  await axe(page);
  await isStopped(page);

  const plain = await asked({ javaScriptEnabled: false });
  await submit(plain.locator('form', { has: plain.locator('[name="List-Unsubscribe"]') }));
  await isStopped(plain);
});

test('a_browser_brings_its_proof_while_the_letter_is_written', { timeout: 240_000 }, async (t) => {
  const more = '[abuse]\nproof_of_work = true';
  const service = await startProgram(['serve', '--settings', await prepare(t, 1, more)]);
  t.after(service.stop);
  const page = await openPage(browser);
  await visit(page, service, 'mailbox/');
  const proof = letterForm(page).locator('[name=proof]');
  await page.waitForFunction(() => document.querySelector('[name=proof]').value !== '');
  assert.match(await proof.inputValue(), /^[A-Za-z0-9+/]+=*$/);
  await axe(page);
  assert.equal(await page.locator('[name=website]').evaluate((node) => node.tabIndex), -1, 'the keyboard passes by the trap');
  const letter = { kind: 'inquiry', title: '水费在哪里交', text: '请问水费可以在手机上交吗？', rules_read: true };
  for (const [name, value] of Object.entries(letter)) await setField(letterForm(page), name, value);
  await submit(letterForm(page));
  assert.equal(await page.locator('[data-challenge]').count(), 0, 'proved once');
  await submit(previewForm(page));
  assert.equal(await page.locator('[data-query-code]').count(), 1);
  noComplaints(page);
});
