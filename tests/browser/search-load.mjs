// What a question loads: node search-load.mjs SITE QUESTION…
// For a built site of any size: how many were found, bytes of the index and of the texts of the results, how long it took, and a
// picture of the page in the folder of $PICTURES, if that is given. No cache: each question is a first visit.

import path from 'node:path';
import { launchBrowser, openPage } from './harness.mjs';
import { serveFolder } from './sample.mjs';

const [folder, ...questions] = process.argv.slice(2);
if (!questions.length) {
  process.stderr.write('usage: node search-load.mjs SITE QUESTION…\n');
  process.exit(2);
}
const site = await serveFolder(folder);
const browser = await launchBrowser();
try {
  for (const [at, question] of questions.entries()) {
    const page = await openPage(browser, { width: 1280, height: 900 });
    const loaded = { index: 0, texts: 0, files: 0 };
    page.on('response', async (response) => {
      const file = new URL(response.url()).pathname;
      const isText = file.includes('/search/texts/');
      if (!isText && !/\/search\/.*\.json$/.test(file)) return;
      loaded.files += 1;
      loaded[isText ? 'texts' : 'index'] += (await response.body()).length;
    });
    const began = performance.now();
    await page.goto(`${site.url}search/?q=${encodeURIComponent(question)}`);
    await page.waitForFunction(() => /\S/.test(document.querySelector('#found-count')?.textContent ?? '')
      && !document.querySelector('#found[aria-busy]'));
    const ms = performance.now() - began;
    const count = await page.locator('#found-count').textContent();
    const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
    process.stdout.write(
      `${question}: ${count.trim()}; index ${kb(loaded.index)}, texts ${kb(loaded.texts)}, ${loaded.files} files, ${ms.toFixed(0)} ms\n`,
    );
    if (process.env.PICTURES) await page.screenshot({ path: path.join(process.env.PICTURES, `search-${at}.png`) });
    await page.context().close();
  }
} finally {
  await browser.close();
  await site.stop?.();
}
