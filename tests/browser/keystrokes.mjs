// How many keys it takes to redact letters, and how long the machine lets a person wait: for measuring by hand with
// imported letters on a demo. Whatever is proposed is accepted key by key; what is refused gets a reason.
//
//   node keystrokes.mjs http://127.0.0.1:8080/ var/sample-staff.txt 10

import { readFile } from 'node:fs/promises';
import { launchBrowser, openPage, signIn, submit } from './harness.mjs';

const [url, staffFile, many] = process.argv.slice(2);
if (!url?.startsWith('http://127.0.0.1:') || !staffFile || !many) {
  process.stderr.write('usage: node keystrokes.mjs http://127.0.0.1:PORT/ DATA/sample-staff.txt HOW-MANY\n');
  process.exit(2);
}

const lines = (await readFile(staffFile, 'utf8')).split('\n').map((line) => line.split(' '));
const person = lines.filter(([, name]) => name === 'tuomin').map(([, name, passPhrase]) => ({ name, passPhrase }))[0];
const browser = await launchBrowser();
const page = await openPage(browser);
let keys = 0;
const press = async (key) => {
  keys += 1;
  await page.keyboard.press(key);
};
const type = async (text) => {
  keys += [...text].length;
  await page.keyboard.insertText(text);
};

try {
  await signIn(page, { url }, person);
  for (let letter = 0; letter < Number(many); letter += 1) {
    await page.goto(new URL('desk/?list=publishable', url).href);
    const address = await page.locator('a[href*="/desk/cases/"]').first().getAttribute('href');
    await page.goto(new URL(address, url).href);
    await submit(page.locator('form[action$="/nominate"]'));
    keys = 0;
    const began = performance.now();
    await page.goto(new URL(`${address}/redact`, url).href);
    const proposals = await page.locator('[data-proposal]').count();
    const length = (await page.locator('[name=letter]').inputValue()).length;
    // What is a find is replaced, what only may be one stays.
    for (let at = 0; at < proposals; at += 1) {
      const now = page.locator('[data-proposal].now');
      await press((await now.getAttribute('data-suggested')) === 'keep' ? 'k' : 'a');
    }
    for (const risk of await page.locator('[data-risk]').all()) {
      await risk.locator('input').first().focus();
      await press('1');
    }
    for (const name of ['scope', 'name_village']) {
      const choices = page.locator(`[name=${name}]`);
      if ((await choices.count()) === 0) continue;
      await choices.first().focus();
      await press('Space');
    }
    let tries = 0;
    for (; tries < 4 && page.url().endsWith('/redact'); tries += 1) {
      // By Tab from field to field, as a person without a mouse would.
      for (const field of await page.locator('[name=topic], [name^=kept_reason_], [name^=risk_]').all()) {
        if ((await field.inputValue()) !== '') continue;
        await field.focus();
        keys += 1;
        await type((await field.getAttribute('name')) === 'topic' ? '民生' : '已核对');
      }
      const next = page.waitForEvent('domcontentloaded');
      await press('Control+Enter');
      await next;
    }
    const taken = page.url().endsWith('/redact') ? 'refused' : 'taken';
    const ms = Math.round(performance.now() - began);
    process.stdout.write(`${length} characters, ${proposals} proposals, ${keys} keys, sent ${tries}×, ${ms} ms, ${taken}\n`);
  }
} finally {
  await browser.close();
}
