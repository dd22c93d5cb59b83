// Every type of page of the public site, in both themes and in every way it can be looked at: axe finds nothing, nothing
// has to be scrolled sideways, there is one h1. And the Nu checker finds no error in any file.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { axe, launchBrowser, noComplaints, noHorizontalScroll, oneHeading, openPage, visit } from './harness.mjs';
import { buildSample, serveFolder } from './sample.mjs';

/** Ways of looking at a page. Where only colours change, only rules about colours are asked again. */
const USUAL = { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none' };
const MODES = [
  { name: 'usual', media: USUAL },
  { name: '长辈版', media: USUAL, elder: true },
  { name: 'dark', media: { ...USUAL, colorScheme: 'dark' }, colours: true },
  { name: 'high contrast', media: { ...USUAL, contrast: 'more' }, colours: true },
  { name: 'dark high contrast', media: { ...USUAL, colorScheme: 'dark', contrast: 'more' }, colours: true },
  { name: 'forced colours', media: { ...USUAL, forcedColors: 'active' }, colours: true },
];
const WIDTHS = [1280, 360];
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Pages of the service that have the theme's frame; they are not files of the site. */
const SERVED = ['mailbox/', 'track/', 'search?q=%E4%BD%8E%E4%BF%9D', 'desk/sign-in'];

let sample;
let browser;
const served = [];

before(async () => {
  sample = await buildSample(async (service) => {
    for (const address of SERVED) served.push([address, await (await fetch(new URL(address, service.url))).text()]);
  });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await sample?.remove();
});

/** Looks at one page in every way. */
async function look(page, site, address, modes) {
  for (const { name, media, elder = false, colours = false } of modes) {
    await page.emulateMedia(media);
    if (name === 'usual') await visit(page, site, address);
    await page.evaluate((on) => document.documentElement.classList.toggle('elder', on), elder);
    try {
      await axe(page, colours ? COLOURS : undefined);
      if (!colours) await noHorizontalScroll(page);
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
  }
  await oneHeading(page);
  noComplaints(page);
}

for (const theme of ['town', 'plain']) {
  test(`every_type_of_page_is_sound_in_every_mode_in_the_${theme}_theme`, { timeout: 1_800_000 }, async (t) => {
    const site = await serveFolder(sample[theme]);
    // The plain theme leaves colours to the browser, so more contrast changes nothing in it.
    const modes = MODES.filter(({ media }) => theme === 'town' || media.contrast === 'no-preference');
    const pages = await Promise.all(WIDTHS.map((width) => openPage(browser, { width, height: 740 })));
    try {
      for (const [name, address] of sample.types) {
        await t.test(name, async () => {
          const looked = await Promise.allSettled(pages.map((page) => look(page, site, address, modes)));
          for (const { reason } of looked) if (reason) throw reason;
        });
      }
    } finally {
      await Promise.all(pages.map((page) => page.context().close()));
      await site.stop();
    }
  });
}

for (const theme of ['town', 'plain']) {
  test(`read_from_a_disk_the_${theme}_theme_leads_to_pages_and_not_to_lists_of_files`, async () => {
    const page = await openPage(browser);
    try {
      await page.goto(pathToFileURL(path.join(sample[theme], 'index.html')).href);
      await page.locator('nav a[href*="policies/"]').first().click();
      await page.waitForURL(/policies\/index\.html$/);
      await oneHeading(page);
      await page.locator('main a[href*="policies/"]').first().click();
      await page.waitForURL(/policies\/[a-z0-9-]+\/index\.html$/);
      await oneHeading(page);
      const folders = await page.evaluate(() => [...document.links].filter((link) => /^file:.*\/([?#]|$)/.test(link.href)).length);
      assert.equal(folders, 0);
      for (const name of ['index.html', 'zh-hant/index.html', 'search/index.html']) {
        const file = path.join(sample[theme], name);
        if (!existsSync(file)) continue;
        await page.goto(pathToFileURL(file).href);
        const forms = await page.evaluate(() => [...document.forms].map((form) => form.action));
        for (const action of forms.filter((action) => action.startsWith('file:'))) {
          assert.ok(existsSync(new URL(action)) && action.endsWith('.html'), `${name}: ${action}`);
        }
      }
      await page.goto(pathToFileURL(path.join(sample[theme], 'search/index.html')).href);
      assert.ok(await page.locator('[data-on-disk]').isVisible(), 'a search that cannot be says so');
      await page.goto(pathToFileURL(path.join(sample[theme], '404.html')).href);
      assert.ok(await page.locator('.on-disk a[href="index.html"]').isVisible(), 'and what to open instead');
    } finally {
      await page.context().close();
    }
  });
}

test('the_nu_checker_finds_no_error', { timeout: 900_000 }, async () => {
  const folder = path.join(sample.town, 'served');
  await mkdir(folder);
  for (const [nth, [, html]] of served.entries()) await writeFile(path.join(folder, `${nth}.html`), html);
  // Of many pages of one type a few are enough: a page of 2025 is one of 2026 with another day.
  const all = async (site) => {
    const files = await readdir(site, { recursive: true });
    const wanted = files.filter((file) => /\.(html|css|svg)$/.test(file) && !/^((zh-hant|en)\/)?replies\/2025\//.test(file));
    return wanted.map((file) => path.join(site, file));
  };
  const files = [...(await all(sample.town)), ...(await all(sample.plain))];
  assert.ok(files.length > 300, `${files.length} files`);
  const jar = path.join(path.dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');
  const options = ['--also-check-css', '--also-check-svg', '--errors-only', '--format', 'gnu'];
  const findings = await new Promise((resolve) => {
    execFile('java', ['-Xss4m', '-jar', jar, ...options, ...files], { maxBuffer: 1 << 26 }, (error, out, said) => {
      const lines = said.split('\n').filter((line) => line && !line.startsWith('Picked up'));
      resolve(error && lines.length === 0 ? [String(error)] : lines);
    });
  });
  assert.deepEqual(findings.slice(0, 40), [], `${findings.length} findings`);
});
