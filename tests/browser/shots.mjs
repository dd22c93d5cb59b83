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
/** What the margins of A6 leave (themes/town/static/slip.css), in CSS pixels: 91 by 134 mm. */
const A6 = { width: 344, height: 506 };
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
try {
  for (const size of WIDTHS) {
    const page = await openPage(browser, size);
    const shoot = async (name, of = page) => {
      const file = path.join(folder, `${name}-${size.width}.png`);
      const whole = await of.evaluate(() => document.documentElement.scrollHeight);
      const clip = { x: 0, y: 0, width: size.width, height: Math.min(whole, most) };
      await of.screenshot({ path: file, fullPage: true, clip });
      process.stdout.write(`${file}\n`);
    };
    /** Goes to the first page of a kind that a list links to. */
    const visitFirst = async (list, shape) => {
      await visit(page, service, list);
      const addresses = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.href));
      const found = addresses.find((address) => shape.test(address));
      if (!found) throw new Error(`${list} links to nothing like ${shape}`);
      await visit(page, service, found);
    };

    await visit(page, service, '');
    await shoot('home');
    await visitFirst('contacts/', /\/contacts\/[^/]+\/$/);
    await shoot('card');
    await visitFirst('policies/', /\/policies\/[^/]+\/$/);
    await shoot('policy');
    await visitFirst('replies/', /\/replies\/\d{4}\/[\d-]+\/$/);
    await shoot('reply');
    await visit(page, service, 'figures/');
    await shoot('figures');

    await visit(page, service, 'mailbox/');
    const form = letterForm(page);
    for (const [field, value] of Object.entries(LETTER)) await setField(form, field, value);
    await form.locator('[type=file]').setInputFiles([FILE]);
    await shoot('form');
    await submit(form);
    await shoot('preview');
    await submit(previewForm(page));
    await shoot('receipt');
    const number = await page.locator('[data-submission-no]').innerText();
    const code = await page.locator('[data-query-code]').innerText();
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize(A6);
    await page.locator('.slip').screenshot({ path: path.join(folder, 'slip.png') });
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize(size);

    await answerAndClose(browser, service, number, ANSWER, [['register', { text: '农业补贴' }]]);
    await lookUp(page, service, { number, code });
    await shoot('own-letter');
    await sendForm(page, 'rate', { grade: 'satisfied', solved: 'yes' });
    await shoot('own-letter-rated');

    await signIn(page, service, staffWith(service, 'registrar')[0]);
    await visit(page, service, 'desk/');
    await shoot('desk-queue');
    await visitFirst('desk/', /\/desk\/cases\/[\d-]+$/);
    await shoot('case');
    await page.context().close();

    const redactor = await openPage(browser, size);
    await signIn(redactor, service, staffWith(service, 'redactor')[0]);
    await visit(redactor, service, 'desk/?list=redaction');
    const address = await redactor.locator('a[href*="/desk/cases/"]').first().getAttribute('href');
    await visit(redactor, service, `${address}/redact`.slice(1));
    await shoot('redact', redactor);
    await redactor.context().close();
  }
} finally {
  await browser.close();
  await service.stop();
}
