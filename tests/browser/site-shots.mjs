// Pictures of every type of page of the public site, to be looked at and not kept: node site-shots.mjs FOLDER
// At 1280 and 360 px as usual, in 长辈版 and in the plain theme, and on paper. Paper needs pdftoppm (Debian: poppler-utils).

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { launchBrowser, openPage, visit } from './harness.mjs';
import { buildSample, serveFolder } from './sample.mjs';

const WIDTHS = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('usage: node site-shots.mjs FOLDER\n');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

async function shoot(page, name) {
  const file = path.join(folder, `${name}.png`);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: file, fullPage: true });
  process.stdout.write(`${file}\n`);
}

/** Paper: one picture for each sheet. */
async function print(page, name) {
  const pdf = path.join(folder, `${name}.pdf`);
  await page.pdf({ path: pdf, format: 'A4', preferCSSPageSize: true });
  await promisify(execFile)('pdftoppm', ['-r', '70', '-png', pdf, path.join(folder, `${name}-paper`)]);
  await rm(pdf);
  process.stdout.write(`${path.join(folder, `${name}-paper`)}-*.png\n`);
}

const sample = await buildSample();
const town = await serveFolder(sample.town);
const plain = await serveFolder(sample.plain);
const browser = await launchBrowser();
try {
  for (const size of WIDTHS) {
    const page = await openPage(browser, size);
    for (const [type, address] of sample.types) {
      const name = type.replaceAll(/[ ,]+/g, '-');
      await visit(page, plain, address);
      await shoot(page, `plain-${name}-${size.width}`);
      await visit(page, town, address);
      if (address.includes('?')) await page.locator('#found h3').first().waitFor();
      await shoot(page, `${name}-${size.width}`);
      await page.evaluate(() => document.documentElement.classList.add('elder'));
      await shoot(page, `${name}-elder-${size.width}`);
      await page.evaluate(() => document.documentElement.classList.remove('elder'));
      if (size.width === 1280) await print(page, name);
    }
    await page.context().close();
  }
} finally {
  await browser.close();
  await town.stop();
  await plain.stop();
  await sample.remove();
}
