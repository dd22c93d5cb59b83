// 长辈版: the same page, larger. A link does it where scripts do not run; where they do, it is remembered. And the page is
// read aloud only where the browser has a Chinese voice.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launchBrowser, noComplaints, noHorizontalScroll, openPage, startDemo, visit } from './harness.mjs';

const PAGES = ['', 'contacts/', 'policies/', 'replies/', 'events/', 'villages/shuikou/', 'mailbox/', 'track/', 'data/', 'figures/'];

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

/** Text smaller than this, and targets smaller than that, outside of running text. */
const tooSmall = (page) =>
  page.evaluate(() => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { parentElement: parent, data } = texts.currentNode;
      if (!data.trim() || !parent.checkVisibility()) continue;
      // Letters of a drawing are counted in its own units.
      const scale = parent.ownerSVGElement?.getScreenCTM().a ?? 1;
      const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
      if (size < 18) found.push(`${size} px: ${data.trim().slice(0, 20)}`);
    }
    for (const one of document.querySelectorAll('a[href], button, select, textarea, input:not([type=radio], [type=checkbox])')) {
      if (!one.checkVisibility() || one.matches('.skip') || one.closest('.prose, .hint, .note, .option')) continue;
      const { width, height } = one.getBoundingClientRect();
      if (width > 1 && height > 1 && (width < 59.5 || height < 59.5)) {
        found.push(`${Math.round(width)} by ${Math.round(height)}: ${one.outerHTML.slice(0, 80)}`);
      }
    }
    return found;
  });

/** On a telephone the page's heading stands on the first screen, and columns, search and modes open on asking. */
async function unfold(page, address) {
  const heading = await page.locator('h1').first().boundingBox();
  assert.ok(heading.y < (740 * 2) / 3, `${address}: the heading stands at ${heading.y} px`);
  assert.ok(!(await page.locator('.site-nav').isVisible()), address);
  await page.locator('.head-fold > summary').click();
  assert.ok(await page.locator('.site-nav').isVisible(), address);
}

for (const width of [1280, 360]) {
  for (const scripts of [false, true]) {
    test(`the_link_enlarges_its_own_page_at_${width}_px_${scripts ? 'with' : 'without'}_scripts`, async () => {
      const page = await openPage(browser, { width, height: 740, javaScriptEnabled: scripts });
      for (const address of PAGES) {
        await visit(page, service, address);
        // With scripts it is remembered from the page before.
        if (!scripts || !address) {
          assert.ok((await tooSmall(page)).length > 0, 'the usual page is smaller');
          await page.locator('.mode-elder').click();
        }
        if (scripts && width === 360) {
          if (!address) await page.reload();
          await unfold(page, address);
        }
        assert.ok(await page.locator('.mode-usual').isVisible(), address);
        assert.ok(!(await page.locator('.mode-elder').isVisible()), address);
        assert.deepEqual(await tooSmall(page), [], address);
        await noHorizontalScroll(page);
        noComplaints(page);
        if (scripts) await axe(page);
      }
      await page.locator('.mode-usual').click();
      // The page hears of its new address after the click.
      await page.locator('.mode-elder').waitFor();
      await visit(page, service, '');
      assert.ok(await page.locator('.mode-elder').isVisible(), 'the usual way is remembered too');
      await page.context().close();
    });
  }
}

test('on_paper_the_page_is_as_usual', async () => {
  const page = await openPage(browser, { width: 1280, height: 740 });
  await visit(page, service, '#elder');
  const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  assert.equal(await size(), '22px');
  await page.emulateMedia({ media: 'print' });
  assert.notEqual(await size(), '22px');
  assert.ok(!(await page.locator('.modes').isVisible()));
  await page.context().close();
});

test('a_page_is_read_aloud_only_with_a_chinese_voice_and_a_private_one_never', async () => {
  for (const [lang, offered] of [['zh-CN', true], ['en-GB', false]]) {
    const page = await openPage(browser, { width: 1280, height: 740 });
    await page.addInitScript((lang) => {
      window.spoken = [];
      const speech = {
        getVoices: () => [{ lang, localService: true, name: 'a' }],
        speak: (part) => window.spoken.push(part.text),
        cancel: () => window.spoken.push('cancel'),
        addEventListener() {},
      };
      Object.defineProperty(window, 'speechSynthesis', { value: speech });
      window.SpeechSynthesisUtterance = class extends EventTarget {
        constructor(text) {
          super();
          this.text = text;
        }
      };
    }, lang);
    await visit(page, service, 'policies/laji-fenlei/');
    const button = page.locator('[data-read]');
    assert.equal(await button.isVisible(), offered, lang);
    if (offered) {
      await button.click();
      const spoken = await page.evaluate(() => window.spoken);
      const heading = await page.locator('h1').textContent();
      assert.ok(spoken.includes(heading.trim()), spoken.slice(0, 5).join('|'));
      assert.equal(new Set(spoken).size > 5, true);
      await button.click();
      assert.ok((await page.evaluate(() => window.spoken)).includes('cancel'));
    }
    await visit(page, service, 'track/');
    assert.equal(await page.locator('[data-read]').count(), 0, 'a page of the service is private');
    await page.context().close();
  }
});
