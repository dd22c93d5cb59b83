// Every type of page at two widths and with doubled text: axe finds nothing, nothing scrolls sideways, there is one h1,
// the console is silent and the Content-Security-Policy stops nothing. And what a person does without a mouse.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  axe,
  doubleText,
  focused,
  launchBrowser,
  noComplaints,
  noHorizontalScroll,
  oneHeading,
  openPage,
  signIn,
  staffWith,
  startDemo,
  visit,
} from './harness.mjs';

/** Public pages by type, with their status where it is not 200. A detail page is the first that its list links to. */
const PUBLIC = [
  ['home', ''],
  ['contacts', 'contacts/'],
  ['villages', 'villages/'],
  ['offices', 'offices/'],
  ['policies', 'policies/'],
  ['replies', 'replies/'],
  ['topics of replies', 'replies/topics/'],
  ['search', 'search/?q=%E4%BD%8E%E4%BF%9D'],
  ['search without scripts', 'search?q=%E4%BD%8E%E4%BF%9D'],
  ['feeds and data', 'data/'],
  ['figures', 'figures/'],
  ['sheet of cards', 'villages/shuikou/cards/'],
  ['events', 'events/'],
  ['improvements', 'improvements/'],
  ['privacy notice', 'privacy/'],
  ['mailbox rules', 'mailbox-rules/'],
  ['mailbox form', 'mailbox/'],
  ['tracking form', 'track/'],
  ['desk sign-in', 'desk/sign-in'],
  ['receipt that is gone', 'mailbox/receipt', 404],
  ['error page', 'track/stop-mail?mail=cut', 422],
  ['404', 'nowhere/at/all/', 404],
];
/** Pages of the desk that an administrator opens, with their status where it is not 200. */
const DESK = [
  ['mail', 'desk/mail'],
  ['turned away', 'desk/turned-away'],
  ['error page', 'desk/cases/2011-0000-0000', 404],
];
const DETAILS = [
  ['contact card', 'contacts/', /\/contacts\/[^/]+\/$/],
  ['village', 'villages/', /\/villages\/[^/]+\/$/],
  ['office', 'offices/', /\/offices\/[^/]+\/$/],
  ['policy', 'policies/', /\/policies\/[^/]+\/$/],
  ['reply', 'replies/', /\/replies\/\d{4}\/[\d-]+\/$/],
  ['event', 'events/', /\/events\/[^/]+\/$/],
  ['improvement', 'improvements/', /\/improvements\/[^/]+\/$/],
];
const VIEWS = [
  { name: '1280 px', width: 1280 },
  { name: '360 px', width: 360, height: 740 },
  { name: '1280 px with doubled text', width: 1280, doubled: true },
  { name: '360 px with doubled text', width: 360, height: 740, doubled: true },
];

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

/** The address of the first link on the open page that looks like this. */
async function firstLink(page, shape) {
  const addresses = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.href));
  const found = addresses.find((address) => shape.test(address));
  assert.ok(found, `${page.url()} links to nothing like ${shape}`);
  return found;
}

/** Everything that is asked of every page. */
async function check(page) {
  await oneHeading(page);
  await noHorizontalScroll(page);
  noComplaints(page);
  await axe(page);
}

async function open(view) {
  const page = await openPage(browser, view);
  if (view.doubled) await doubleText(page);
  return page;
}

for (const view of VIEWS) {
  test(`public_pages_are_sound_at ${view.name}`, { timeout: 300_000 }, async (t) => {
    const page = await open(view);
    for (const [name, address, status] of PUBLIC) {
      await t.test(name, async () => {
        const response = await visit(page, service, address, status);
        const policy = response.headers()['content-security-policy'] ?? '';
        assert.match(policy, /default-src 'none'/);
        assert.doesNotMatch(policy, /unsafe/);
        await check(page);
      });
    }
    for (const [name, list, shape] of DETAILS) {
      await t.test(name, async () => {
        await visit(page, service, list);
        await visit(page, service, await firstLink(page, shape));
        await check(page);
      });
    }
    await page.context().close();
  });

  test(`pages_of_the_desk_are_sound_at ${view.name}`, { timeout: 300_000 }, async (t) => {
    const page = await open(view);
    await signIn(page, service, staffWith(service, 'registrar')[0]);
    await t.test('queue', async () => {
      await visit(page, service, 'desk/');
      await check(page);
    });
    await t.test('case', async () => {
      await visit(page, service, 'desk/');
      await visit(page, service, await firstLink(page, /\/desk\/cases\/[\d-]+$/));
      await check(page);
    });
    await page.context().close();
    const administrator = await open(view);
    await signIn(administrator, service, staffWith(service, 'administrator')[0]);
    for (const [name, address, status] of DESK) {
      await t.test(name, async () => {
        await visit(administrator, service, address, status);
        await check(administrator);
      });
    }
    await administrator.context().close();
  });
}

/** How large the text of an address is, in pixels. */
async function textSize(address, doubled) {
  const page = await open({ doubled });
  await visit(page, service, address);
  const size = await page.evaluate(() => getComputedStyle(document.querySelector('main p, main label')).fontSize);
  await page.context().close();
  return Number.parseFloat(size);
}

for (const address of ['', 'mailbox/', 'desk/sign-in']) {
  test(`doubled_text_is_doubled_on /${address}`, async () => {
    const [usual, doubled] = [await textSize(address, false), await textSize(address, true)];
    assert.equal(doubled, usual * 2, 'text is given in fixed units');
  });
}

for (const address of ['', 'mailbox/', 'replies/', 'desk/sign-in']) {
  test(`the_keyboard_reaches_the_skip_link_first_on /${address}`, async () => {
    const page = await openPage(browser);
    await visit(page, service, address);
    await page.keyboard.press('Tab');
    const first = await focused(page);
    assert.match(first.href ?? '', /^#/, 'the first stop is a link to the content');
    assert.ok(first.visible, 'the skip link is seen when it has the focus');
    await page.keyboard.press('Enter');
    // The browser tells of the jump a moment later; without one this runs into its time limit.
    await page.waitForURL(/#./);
    const target = new URL(page.url()).hash;
    assert.equal(await page.locator(target).count(), 1, `${target} is on the page`);
    for (let stop = 0; stop < 8; stop += 1) {
      await page.keyboard.press('Tab');
      const now = await focused(page);
      if (now.tag === 'BODY') break;
      assert.ok(now.visible, `no focus is seen on ${now.tag} ${now.name ?? now.href ?? ''} ${now.text}`);
    }
    await page.context().close();
  });
}

test('a_letter_can_be_written_with_the_keyboard_alone_in_chinese', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false, width: 360, height: 740 });
  await visit(page, service, 'mailbox/');
  const typed = {
    title: '村口公交站牌看不清',
    text: '村口的公交站牌褪色了，早班车的时间看不清，想问什么时候换一块新的。',
  };
  const wanted = new Set(['title', 'text', 'kind', 'consent', 'rules_read']);
  // Tab by Tab through the whole form: every field that must be filled is reached, and none holds the focus for ever.
  for (let stop = 0; stop < 120 && wanted.size > 0; stop += 1) {
    await page.keyboard.press('Tab');
    const { name } = await focused(page);
    if (!wanted.delete(name)) continue;
    if (name in typed) await page.keyboard.insertText(typed[name]);
    else await page.keyboard.press('Space');
  }
  assert.deepEqual([...wanted], [], 'these fields were not reached');
  const form = page.locator('form', { has: page.locator('[name=text]') });
  assert.equal(await form.locator('[name=text]').inputValue(), typed.text);
  await form.locator('[name=rules_read]').focus();
  for (let stop = 0; stop < 20; stop += 1) {
    await page.keyboard.press('Tab');
    const { tag, name } = await focused(page);
    if (tag === 'BUTTON' && !name) break;
  }
  const preview = page.waitForEvent('domcontentloaded');
  await page.keyboard.press('Enter');
  await preview;
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    const { tag, name } = await focused(page);
    if (tag === 'BUTTON' && name === 'action') break;
  }
  const next = page.waitForEvent('domcontentloaded');
  await page.keyboard.press('Enter');
  await next;
  assert.match(await page.locator('[data-submission-no]').first().innerText(), /\d{4}-\d{4}-\d{4}/);
  await page.context().close();
});

test('errors_stand_beside_the_fields_and_are_summed_up_at_the_top', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await openPage(browser, { javaScriptEnabled });
    await visit(page, service, 'mailbox/');
    const form = page.locator('form', { has: page.locator('[name=text]') });
    // Browsers must not stop the form before the service can say what is wrong in plain words.
    await form.locator('[name=title]').fill('路');
    const next = page.waitForEvent('domcontentloaded');
    await form.locator('button[type=submit], button:not([type])').first().click();
    await next;
    assert.equal(await page.locator('[name=title]').inputValue(), '路');
    const wrong = page.locator('[aria-invalid=true]');
    assert.notEqual(await wrong.count(), 0, 'fields in error are marked');
    for (const field of await wrong.all()) {
      const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(/\s+/).filter(Boolean);
      assert.notEqual(ids.length, 0, `${await field.getAttribute('name')} is not described by its error`);
      for (const id of ids) assert.equal(await page.locator(`[id="${id}"]`).count(), 1, `#${id} is not there`);
    }
    // The summary links to each field.
    const links = page.locator('main a[href^="#"]');
    assert.notEqual(await links.count(), 0, 'the summary links to the fields');
    for (const link of await links.all()) {
      const id = (await link.getAttribute('href')).slice(1);
      assert.equal(await page.locator(`[id="${id}"]`).count(), 1, `the summary links to #${id}, which is not there`);
    }
    if (javaScriptEnabled) await axe(page);
    noComplaints(page);
    await page.context().close();
  }
});
