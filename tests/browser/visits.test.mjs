// 走访 on a telephone in a village with a bad line: what is typed is kept there, goes once, and says truly where it is. And how few
// keys and clicks a visit takes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  axe,
  launchBrowser,
  lookAt,
  noComplaints,
  noHorizontalScroll,
  oneHeading,
  openPage,
  sendForm,
  signIn,
  staffWith,
  startDemo,
  visit,
} from './harness.mjs';

const TEXT = '水渠漏水，三组下游两户浇不上田。';
const PHOTO = {
  name: '水渠.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

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

/** The instructor's telephone. */
async function telephone(options = {}) {
  const page = await openPage(browser, { width: 360, height: 740, ...options });
  await signIn(page, service, staffWith(service, 'village_instructor')[0]);
  return page;
}

const says = (page, what) => page.locator('[data-phone-says]', { hasText: what }).waitFor();
const isReady = (page) => page.locator('[data-visit-form][data-ready]').waitFor();
/** The server takes the next visit in, and the telephone never hears of it. */
const loseAnswer = (page) => page.route(/\/desk\/visits\/[0-9a-f]{32}$/, async (route) => {
  await route.fetch();
  await route.abort();
}, { times: 1 });
/** Everything that a cut line makes the browser complain of. */
const forgetCut = (page) => page.complaints.splice(0);

test('without a line what was typed waits on the telephone, goes once, and its photo after it', async () => {
  const page = await telephone();
  await visit(page, service, 'desk/visits/new');
  await isReady(page);
  await page.context().setOffline(true);
  await page.locator('[name=text]').pressSequentially(TEXT);
  await says(page, '在手机里');
  await page.locator('#visit-photos-here').setInputFiles(PHOTO);
  await page.locator('li', { hasText: '水渠.png' }).waitFor();
  await page.locator('form[action^="/desk/visits/"] .go button').click();
  await says(page, '没有信号');
  assert.equal(await page.locator('[name=text]').inputValue(), TEXT, 'it stands there still');
  forgetCut(page);

  await page.context().setOffline(false);
  await visit(page, service, 'desk/visits');
  const waits = page.locator('[data-waits]');
  await waits.first().waitFor();
  assert.equal(await waits.count(), 1);
  assert.match(await waits.innerText(), /没送成.*没有信号[^]*1 张照片/);
  const sheet = page.waitForURL(/\/desk\/visits\/[0-9a-f]{32}$/);
  await waits.getByRole('button', { name: '再送一次' }).click();
  await sheet;
  assert.match(await page.innerText('main'), new RegExp(TEXT));
  assert.equal(await page.locator('.files img').count(), 1, 'the photo came after the text');
  await visit(page, service, 'desk/visits');
  assert.equal(await page.locator('[data-waits]').count(), 0, 'nothing waits any more');
  assert.equal(await page.locator('[data-visit]').count(), 1, 'one visit, and not two');
  noComplaints(page);
  await page.context().close();
});

test('an answer that was lost on the way doubles nothing', async () => {
  const page = await telephone();
  await visit(page, service, 'desk/visits/new');
  await isReady(page);
  const before = await page.request.get(new URL('desk/visits', service.url).href).then((answer) => answer.text());
  await page.locator('[name=text]').fill('答复丢了一次。');
  await loseAnswer(page);
  const button = page.locator('form[action^="/desk/visits/"] .go button');
  await button.click();
  await says(page, '没送成');
  forgetCut(page);
  const sheet = page.waitForURL(/\/desk\/visits\/[0-9a-f]{32}$/);
  await button.click();
  await sheet;
  await visit(page, service, 'desk/visits');
  const count = (text) => text.match(/data-visit=/g)?.length ?? 0;
  assert.equal(await page.locator('[data-visit]').count(), count(before) + 1);
  noComplaints(page);
  await page.context().close();
});

test('a word that is changed after an answer was lost takes the place of the first', async () => {
  const page = await telephone();
  await visit(page, service, 'desk/visits/new');
  await isReady(page);
  await page.locator('[name=text]').fill('第一遍。');
  await loseAnswer(page);
  const button = page.locator('form[action^="/desk/visits/"] .go button');
  await button.click();
  await says(page, '没送成');
  await page.locator('[name=text]').fill('第二遍，改了一个字。');
  const sheet = page.waitForURL(/\/desk\/visits\/[0-9a-f]{32}$/);
  await button.click();
  await sheet;
  const main = await page.innerText('main');
  assert.match(main, /第二遍，改了一个字。/);
  assert.doesNotMatch(main, /第一遍/);
  forgetCut(page);
  await page.context().close();
});

test('a photo that is broken keeps no other one on the telephone, and it is said that the text has arrived', async () => {
  const page = await telephone();
  await visit(page, service, 'desk/visits/new');
  await isReady(page);
  await page.locator('[name=text]').fill('两张照片，一张是坏的。');
  const broken = { ...PHOTO, name: '坏的.png', buffer: PHOTO.buffer.subarray(0, 40) };
  await page.locator('#visit-photos-here').setInputFiles([broken, PHOTO]);
  await page.locator('li', { hasText: '水渠.png' }).waitFor();
  await page.locator('form[action^="/desk/visits/"] .go button').click();
  await says(page, '文字已经交到');
  assert.equal(await page.locator('[data-phone-says]').innerText().then((text) => text.includes('什么都没有交')), false);
  assert.equal(await page.locator('li', { hasText: '坏的.png' }).count(), 1, 'the broken one waits here');
  const id = await page.locator('[data-visit-form]').getAttribute('data-ready');
  await visit(page, service, `desk/visits/${id}`);
  assert.equal(await page.locator('.files img').count(), 1, 'the sound one has arrived');
  forgetCut(page);
  await page.context().close();
});

test('what a colleague has begun on the same telephone is not gone on with under another name', async () => {
  const page = await telephone();
  await visit(page, service, 'desk/visits/new');
  await isReady(page);
  await page.locator('[name=text]').fill('驻村指导员写的。');
  await says(page, '在手机里');
  await page.locator('#visit-photos-here').setInputFiles(PHOTO);
  await page.locator('li', { hasText: '水渠.png' }).waitFor();
  const draft = await page.locator('[data-visit-form]').getAttribute('data-ready');
  await page.context().clearCookies();
  await signIn(page, service, staffWith(service, 'village_secretary')[0]);
  await visit(page, service, `desk/visits/new?draft=${draft}`);
  await isReady(page);
  assert.equal(await page.locator('[name=text]').inputValue(), '');
  assert.notEqual(await page.locator('[data-visit-form]').getAttribute('data-ready'), draft);
  assert.equal(await page.locator('li', { hasText: '水渠.png' }).count(), 0, 'nor with the photos');
  await page.context().clearCookies();
  await signIn(page, service, staffWith(service, 'village_instructor')[0]);
  await visit(page, service, 'desk/visits');
  await page.locator(`[data-waits="${draft}"]`).waitFor();
  await page.context().close();
});

test('a page that was closed gives back what was written, and a session that ended takes nothing', async () => {
  const page = await telephone();
  await visit(page, service, 'desk/visits/new');
  await isReady(page);
  await page.locator('[name=text]').fill('写到一半。');
  await says(page, '在手机里');
  await page.context().clearCookies();
  await page.locator('form[action^="/desk/visits/"] .go button').click();
  await says(page, '登录已经过期');
  assert.equal(await page.locator('[name=text]').inputValue(), '写到一半。');
  await signIn(page, service, staffWith(service, 'village_instructor')[0]);
  await visit(page, service, 'desk/visits');
  await page.locator('[data-waits] a', { hasText: '接着写' }).click();
  await isReady(page);
  await says(page, '已经填回来');
  assert.equal(await page.locator('[name=text]').inputValue(), '写到一半。');
  await visit(page, service, 'desk/visits');
  const away = page.locator('[data-waits]').getByRole('button', { name: '删' });
  await away.click();
  assert.equal(await page.locator('[data-waits]').count(), 1, 'one press deletes nothing');
  await away.click();
  await page.locator('[data-waits]').waitFor({ state: 'detached' });
  await page.context().close();
});

test('a visit takes three presses and its own words, with a script and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await telephone({ javaScriptEnabled });
    const name = javaScriptEnabled ? '竺阿宝' : '鲍金花';
    await visit(page, service, 'desk/households/new');
    await sendForm(page, await page.locator('form.fields').getAttribute('action'), { name, group: '三组' });
    await visit(page, service, 'desk/households');
    let presses = 0;
    const press = async (button) => {
      presses += 1;
      await button.click();
    };
    await press(page.getByRole('link', { name: new RegExp(`去走访\\s*${name}`) }));
    await page.locator('[name=text]').waitFor();
    if (javaScriptEnabled) await isReady(page);
    await press(page.locator('[name=text]'));
    await page.keyboard.type(TEXT);
    const sheet = page.waitForURL(/\/desk\/visits\/[0-9a-f]{32}$/);
    await press(page.locator('form[action^="/desk/visits/"] .go button'));
    await sheet;
    assert.equal(presses, 3);
    assert.match(await page.innerText('main'), new RegExp(name));
    await page.context().close();
  }
});

test('each page of the survey is read on a narrow screen, by everybody, and on paper', async () => {
  const page = await telephone();
  await visit(page, service, 'desk/households/new');
  await sendForm(page, await page.locator('form.fields').getAttribute('action'), { name: '钮阿水', house: '水厂东边第二家' });
  const household = page.url();
  await visit(page, service, `desk/visits/new?household=${household.split('/').pop()}`);
  await isReady(page);
  await page.locator('summary', { hasText: '家庭情况' }).click();
  await page.locator('[name=people]').fill('5');
  await page.locator('[name=text]').fill(TEXT);
  const sheet = page.waitForURL(/\/desk\/visits\/[0-9a-f]{32}$/);
  await page.locator('form[action^="/desk/visits/"] .go button').click();
  await sheet;
  const paths = [
    new URL(page.url()).pathname,
    new URL(household).pathname,
    '/desk/visits',
    '/desk/visits/blank',
    '/desk/households',
    '/desk/households/new',
    `/desk/visits/new?household=${household.split('/').pop()}`,
    '/desk/suggestions',
    '/desk/suggestions/new',
  ];
  for (const path of paths) {
    await visit(page, service, path.slice(1));
    await oneHeading(page);
    await noHorizontalScroll(page);
    await axe(page);
    await lookAt(page, `survey${path.replace(/[^a-z]+/g, '-').slice(0, 40)}`);
  }
  await visit(page, service, paths[0].slice(1));
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.bar, .screen-only').filter({ visible: true }).count(), 0, 'paper has the sheet alone');
  noComplaints(page);
  await page.context().close();
});
