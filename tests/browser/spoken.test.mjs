// Office and sender speak with each other: a question while a case is worked on, what somebody says on the telephone, letters
// that were joined, and whether an answer may be public. The sender's forms are sent with JavaScript off; every page on the
// way is then looked at wide and narrow, and by axe.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  launchBrowser,
  lookAt,
  lookUp,
  openPage,
  sendForm,
  signIn,
  staffWith,
  startDemo,
  takeAs,
  visit,
} from './harness.mjs';

const ANSWER = '您好！您反映的桥头护栏松动，我们已经到现场查看，是地脚螺栓锈断。已经换新并加固，每月检查一次。';
const AGAIN = '您好！您说另一头还松，我们又去看过，把整段护栏的地脚都换了，请路过的时候再看看，有事打村镇办电话。';

let service;
let browser;
const letters = [];

before(async () => {
  service = await startDemo();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

const registrar = (number, steps) => takeAs(browser, service, number, 'registrar', steps);
const handler = (number, steps) => takeAs(browser, service, number, 'handler', steps, 'chengjian');
const reviewer = (number, steps) => takeAs(browser, service, number, 'reviewer', steps);

/** The first letter's own page, looked at with scripts; the form is sent without. */
async function own(name, action, fields) {
  const look = await openPage(browser);
  await lookUp(look, service, letters[0]);
  await lookAt(look, name);
  await look.context().close();
  if (!action) return;
  const page = await openPage(browser, { javaScriptEnabled: false });
  await lookUp(page, service, letters[0]);
  await sendForm(page, action, fields);
  assert.equal(await page.locator('[role=alert]').count(), 0, await page.innerText('main'));
  await page.context().close();
}

/** A case at the desk with everything open. */
async function desk(role, name) {
  const page = await openPage(browser);
  await signIn(page, service, staffWith(service, role)[0]);
  await visit(page, service, `desk/cases/${letters[0].number}`);
  for (const folded of await page.locator('details.other').all()) await folded.locator('> summary').click();
  await lookAt(page, name);
  await page.context().close();
}

test('spoken_with_the_sender', { timeout: 300_000 }, async (t) => {
  await t.test('two_letters_about_one_matter_are_joined', async () => {
    const page = await openPage(browser);
    await signIn(page, service, staffWith(service, 'registrar')[0]);
    for (const title of ['桥头护栏松了', '桥上的栏杆要倒']) {
      await visit(page, service, 'desk/enter');
      const fields = { channel: 'phone', kind: 'help_request', title, text: `${title}，孩子放学走那里，请看看。` };
      await sendForm(page, '/desk/enter', { ...fields, consent: 'ask_first', rules_read: true });
      const number = (await page.locator('[data-submission-no]').innerText()).trim();
      letters.push({ number, code: (await page.locator('[data-query-code]').innerText()).trim() });
    }
    await page.context().close();
    const [first, second] = letters;
    await registrar(first.number, [['register', { text: '护栏' }], ['accept', { office: 'chengjian' }]]);
    const merge = ['merge', { number: first.number, text: '和前面一封说的是同一处护栏。' }];
    await registrar(second.number, [['register', { text: '护栏' }], merge]);
  });

  await t.test('a_question_while_it_is_worked_on_is_answered_on_the_page_and_by_telephone', async () => {
    const [{ number }] = letters;
    await handler(number, [['handle'], ['request_information', { text: '是上游那一边，还是下游那一边？' }]]);
    await own('track-asked', 'inform', { text: '上游那一边，桥头第三根。' });
    await registrar(number, [['provide_information', { channel: 'phone', text: '另一边也有一根松的。' }]]);
    await desk('registrar', 'desk-spoken');
  });

  await t.test('both_are_answered_before_the_first_is_closed', async () => {
    const [first, second] = letters;
    for (const { number } of letters) {
      await handler(number, [['answer', { text: ANSWER }]]);
      await reviewer(number, [['review']]);
    }
    await registrar(first.number, [['close']]);
    const page = await openPage(browser);
    await lookUp(page, service, second);
    assert.equal(await page.locator('[data-answer]').count(), 1);
    await lookAt(page, 'track-merged');
    await page.context().close();
  });

  await t.test('whoever_wants_to_be_asked_is_asked_and_decides', async () => {
    await takeAs(browser, service, letters[0].number, 'redactor', [['ask_consent']]);
    await own('track-consent-asked', 'consent', { consent: 'anonymised' });
    await desk('redactor', 'desk-may-be-public');
  });

  await t.test('after_the_second_round_the_way_of_petitions_is_shown', async () => {
    const [{ number }] = letters;
    await own('track-answered', 'rate', { grade: 'dissatisfied', solved: 'no', text: '另一头还是松的。' });
    await handler(number, [['answer', { text: AGAIN }]]);
    await reviewer(number, [['review']]);
    await registrar(number, [['close']]);
    const page = await openPage(browser);
    await lookUp(page, service, letters[0]);
    assert.equal(await page.locator('[data-further]').count(), 1);
    await lookAt(page, 'track-further');
    await page.context().close();
  });
});
