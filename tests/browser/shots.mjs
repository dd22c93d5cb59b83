// Pictures of the real product for docs/: node shots.mjs FOLDER
// Each page is taken at 1280 and at 360 px, whole, from a sample service.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
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

const WIDTHS = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('usage: node shots.mjs FOLDER\n');
  process.exit(2);
}
await mkdir(folder, { recursive: true });

const service = await startDemo();
const browser = await launchBrowser();
try {
  for (const size of WIDTHS) {
    const page = await openPage(browser, size);
    const shoot = async (name) => {
      const file = path.join(folder, `${name}-${size.width}.png`);
      await page.screenshot({ path: file, fullPage: true });
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
    await setField(form, 'kind', 'inquiry');
    await setField(form, 'title', '秸秆还田补助什么时候申报');
    await setField(form, 'text', '想问今年秸秆还田的补助从哪天开始申报，要带哪些材料，没有手机的老人能不能请村里代办。');
    await setField(form, 'village', 'shuikou');
    await setField(form, 'consent', 'anonymised');
    await setField(form, 'rules_read', true);
    await shoot('form');
    await submit(form);
    await shoot('preview');
    await submit(previewForm(page));
    await page.locator('[data-query-code]').first().waitFor();
    await shoot('receipt');

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
    const file = path.join(folder, `redact-${size.width}.png`);
    await redactor.screenshot({ path: file, fullPage: true });
    process.stdout.write(`${file}\n`);
    await redactor.context().close();
  }
} finally {
  await browser.close();
  await service.stop();
}
