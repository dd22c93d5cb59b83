// Pictures of the real product for docs/: node shots.mjs FOLDER [HEIGHT]
// Each page is taken at 1280 and at 360 px from a sample service, whole or as far as a height in pixels; the slip is taken
// as it is on paper.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  answerAndClose,
  launchBrowser,
  letterForm,
  lookUp,
  openPage,
  previewForm,
  sendForm,
  setField,
  signIn,
  staffWith,
  startDemo,
  submit,
  visit,
} from './harness.mjs';

const WIDTHS = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];
/** 105 by 148 mm, in CSS pixels. */
const A6 = { width: 397, height: 559 };
const LETTER = {
  kind: 'inquiry',
  title: '秸秆还田补助什么时候申报',
  text: [
    '想问今年秸秆还田的补助从哪天开始申报，要带哪些材料。我叫尉迟翀，电话 0880-5519999。',
    '家里老人没有手机，能不能请村里代办？',
  ].join('\n\n'),
  village: 'shuikou',
  consent: 'anonymised',
  name: '尉迟翀',
  rules_read: true,
};
const FILE = {
  name: '过磅单.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n'),
};
const ANSWER = [
  '您好！今年秸秆还田的补助从十月八日开始申报，到十月三十一日为止，请带身份证和收储点的过磅单。',
  '老人没有手机的，可以请村里代办：带上过磅单到村委会，由民情联络员替您填报。',
].join('\n\n');

const folder = process.argv[2];
const most = Number(process.argv[3] ?? Infinity);
if (!folder) {
  process.stderr.write('usage: node shots.mjs FOLDER [HEIGHT]\n');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

const service = await startDemo();
const browser = await launchBrowser();

/** Takes a page as wide as its window is. */
async function shoot(page, name) {
  const { width } = page.viewportSize();
  const file = path.join(folder, `${name}-${width}.png`);
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(whole, most) } });
  process.stdout.write(`${file}\n`);
}

/** Goes to the first page of a kind that a list links to. */
async function visitFirst(page, list, shape) {
  await visit(page, service, list);
  const addresses = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.href));
  const found = addresses.find((address) => shape.test(address));
  if (!found) throw new Error(`${list} links to nothing like ${shape}`);
  await visit(page, service, found);
}

/** What everybody sees. */
async function shootSite(page) {
  await visit(page, service, '');
  await shoot(page, 'home');
  await visitFirst(page, 'contacts/', /\/contacts\/[^/]+\/$/);
  await shoot(page, 'card');
  await visitFirst(page, 'policies/', /\/policies\/[^/]+\/$/);
  await shoot(page, 'policy');
  await visitFirst(page, 'replies/', /\/replies\/\d{4}\/[\d-]+\/$/);
  await shoot(page, 'reply');
  await visit(page, service, 'figures/');
  await shoot(page, 'figures');
}

/** A letter from the form to the slip; gives its number and its code. */
async function shootLetter(page) {
  await visit(page, service, 'mailbox/');
  const form = letterForm(page);
  for (const [field, value] of Object.entries(LETTER)) await setField(form, field, value);
  await form.locator('[type=file]').setInputFiles([FILE]);
  await shoot(page, 'form');
  await submit(form);
  await shoot(page, 'preview');
  await submit(previewForm(page));
  await shoot(page, 'receipt');
  const number = await page.locator('[data-submission-no]').innerText();
  const code = await page.locator('[data-query-code]').innerText();
  return { number, code };
}

/** The receipt that is open, as it comes out of a printer. */
async function shootSlip(page) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(A6);
  // A printer leaves the margin that themes/town/static/slip.css asks for; a window has none.
  await page.evaluate(() => {
    document.body.style.padding = '7mm';
  });
  await page.screenshot({ path: path.join(folder, 'slip.png') });
}

async function shootDesk(page) {
  await signIn(page, service, staffWith(service, 'registrar')[0]);
  await visit(page, service, 'desk/');
  await shoot(page, 'desk-queue');
  await visitFirst(page, 'desk/', /\/desk\/cases\/[\d-]+$/);
  await shoot(page, 'case');
}

async function shootRedaction(page) {
  await signIn(page, service, staffWith(service, 'redactor')[0]);
  await visit(page, service, 'desk/?list=redaction');
  const address = await page.locator('a[href*="/desk/cases/"]').first().getAttribute('href');
  await visit(page, service, `${address}/redact`.slice(1));
  await shoot(page, 'redact');
}

async function shootApproval(page) {
  await signIn(page, service, staffWith(service, 'approver')[0]);
  await visit(page, service, 'desk/?list=approval');
  const address = await page.locator('a[href*="/desk/cases/"]').first().getAttribute('href');
  await visit(page, service, `${address}/publish`.slice(1));
  await shoot(page, 'approve');
}

/** The sender's own page with the answer, before and after the rating. */
async function shootAnswer(page, letter) {
  const atEachWidth = async (name) => {
    for (const size of WIDTHS) {
      await page.setViewportSize(size);
      await shoot(page, name);
    }
  };
  await answerAndClose(browser, service, letter.number, ANSWER, [['register', { text: '农业补贴' }]]);
  await lookUp(page, service, letter);
  await atEachWidth('own-letter');
  await sendForm(page, 'rate', { grade: 'satisfied', solved: 'yes' });
  await atEachWidth('own-letter-rated');
}

try {
  let letter;
  for (const size of WIDTHS) {
    for (const look of [shootSite, shootDesk, shootRedaction, shootApproval]) {
      const page = await openPage(browser, size);
      await look(page);
      await page.context().close();
    }
    const page = await openPage(browser, size);
    letter = await shootLetter(page);
    await shootSlip(page);
    await page.context().close();
  }
  await shootAnswer(await openPage(browser), letter);
} finally {
  await browser.close();
  await service.stop();
}
