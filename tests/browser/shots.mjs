// Pictures of the real product.
//   node shots.mjs FOLDER         every type of page at 1280 and 360 px, as usual, in 长辈版 and on paper: to be looked at, not kept
//   node shots.mjs docs FOLDER    the few that the documents show
// Paper needs pdftoppm (Debian: poppler-utils).

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  launchBrowser,
  letterForm,
  openPage,
  previewForm,
  setField,
  signIn,
  staffWith,
  startDemo,
  submit,
  visit,
} from './harness.mjs';
import { buildSample, serveFolder } from './sample.mjs';

const WIDTHS = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];

const args = process.argv.slice(2);
const forDocs = args[0] === 'docs';
const folder = args[forDocs ? 1 : 0];
if (!folder) {
  process.stderr.write('usage: node shots.mjs [docs] FOLDER\n');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

async function shoot(page, name) {
  const file = path.join(folder, `${name}.png`);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: file, fullPage: true });
  process.stdout.write(`${file}\n`);
}

/** Goes to the first page of a kind that a list links to. */
async function visitFirst(page, service, list, shape) {
  await visit(page, service, list);
  const addresses = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.href));
  const found = addresses.find((address) => shape.test(address));
  if (!found) throw new Error(`${list} links to nothing like ${shape}`);
  await visit(page, service, found);
}

/** Every type of page of the public site, in every way that it is looked at. */
async function shootSite(browser) {
  const sample = await buildSample();
  const site = await serveFolder(sample.town);
  const plain = await serveFolder(sample.plain);
  try {
    for (const size of WIDTHS) {
      const page = await openPage(browser, size);
      for (const [name, address] of sample.types) {
        const file = name.replaceAll(/[ ,]+/g, '-');
        await visit(page, plain, address);
        await shoot(page, `plain-${file}-${size.width}`);
        await visit(page, site, address);
        if (address.includes('?')) await page.locator('#found h3').first().waitFor();
        await shoot(page, `${file}-${size.width}`);
        await page.evaluate(() => document.documentElement.classList.add('elder'));
        await shoot(page, `${file}-elder-${size.width}`);
        await page.evaluate(() => document.documentElement.classList.remove('elder'));
        if (size.width === 1280) await print(page, file);
      }
      await page.context().close();
    }
  } finally {
    await site.stop();
    await plain.stop();
    await sample.remove();
  }
}

/** Paper: one picture for each sheet. */
async function print(page, name) {
  const pdf = path.join(folder, `${name}.pdf`);
  await page.pdf({ path: pdf, format: 'A4', preferCSSPageSize: true });
  await promisify(execFile)('pdftoppm', ['-r', '70', '-png', pdf, path.join(folder, `${name}-paper`)]);
  await rm(pdf);
  process.stdout.write(`${path.join(folder, `${name}-paper`)}-*.png\n`);
}

/** A letter from the form to the receipt. */
async function shootLetter(browser, service, size, wanted) {
  const page = await openPage(browser, size);
  const take = async (name) => {
    if (wanted(name)) await shoot(page, `${name}-${size.width}`);
  };
  await visit(page, service, '');
  await take('home');
  await visit(page, service, 'mailbox/');
  const form = letterForm(page);
  await setField(form, 'kind', 'inquiry');
  await setField(form, 'title', '秸秆还田补助什么时候申报');
  await setField(form, 'text', '想问今年秸秆还田的补助从哪天开始申报，要带哪些材料，没有手机的老人能不能请村里代办。');
  await setField(form, 'village', 'shuikou');
  await setField(form, 'consent', 'anonymised');
  await setField(form, 'rules_read', true);
  await take('form');
  await submit(form);
  await take('preview');
  await submit(previewForm(page));
  await page.locator('[data-query-code]').first().waitFor();
  await take('receipt');
  await page.context().close();
}

/** The desk: the queue, a case, what is struck out. */
async function shootDesk(browser, service, size, wanted) {
  const page = await openPage(browser, size);
  const take = async (name) => {
    if (wanted(name)) await shoot(page, `${name}-${size.width}`);
  };
  await signIn(page, service, staffWith(service, 'registrar')[0]);
  await visit(page, service, 'desk/');
  await take('desk-queue');
  await visitFirst(page, service, 'desk/', /\/desk\/cases\/[\d-]+$/);
  await take('case');
  await page.context().close();
  if (!wanted('redact')) return;
  const redactor = await openPage(browser, size);
  await signIn(redactor, service, staffWith(service, 'redactor')[0]);
  await visit(redactor, service, 'desk/?list=redaction');
  const address = await redactor.locator('a[href*="/desk/cases/"]').first().getAttribute('href');
  await visit(redactor, service, `${address}/redact`.slice(1));
  await shoot(redactor, `redact-${size.width}`);
  await redactor.context().close();
}

const browser = await launchBrowser();
try {
  if (!forDocs) await shootSite(browser);
  const service = await startDemo();
  try {
    const wanted = forDocs ? (name) => ['home', 'form', 'case'].includes(name) : (name) => name !== 'home';
    for (const size of forDocs ? WIDTHS.slice(0, 1) : WIDTHS) {
      await shootLetter(browser, service, size, wanted);
      await shootDesk(browser, service, size, wanted);
    }
  } finally {
    await service.stop();
  }
} finally {
  await browser.close();
}
