// After a letter is sent, with the keyboard alone: the receipt, following, answering a question, rating, asking for
// something, no more mail, taking the letter back. No mouse, and nothing that only a script could reach.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  answerAndClose,
  launchBrowser,
  letterForm,
  lookAt,
  lookUp,
  noComplaints,
  openPage,
  pressToNext,
  sendLetter,
  setField,
  startDemo,
  tabTo,
  takeAs,
  visit,
} from './harness.mjs';
import { postLetter } from './township.mjs';

const ANSWER = '您好，补助从十月八日起申报，到月底为止，请带身份证和收储点的过磅单。老人没有手机的，村里可以代办。';

let service;
let browser;
let letter;

before(async () => {
  service = await startDemo();
  browser = await launchBrowser();
  letter = await postLetter(service);
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Opens the letter's own page by its number and its code; all of it with the keyboard, in a narrow window. */
async function follow({ number, code }) {
  const page = await openPage(browser, { javaScriptEnabled: false, width: 360, height: 740 });
  await visit(page, service, 'track/');
  await tabTo(page, 'the number', ({ name }) => name === 'submission_no');
  await page.keyboard.insertText(number);
  await tabTo(page, 'the code', ({ name }) => name === 'query_code');
  await page.keyboard.insertText(code);
  await pressToNext(page);
  return page;
}

const leave = (page) => {
  noComplaints(page);
  return page.context().close();
};

const button = (action) => (now) => now.tag === 'BUTTON' && now.action === action;

/** Opens what is folded under these words. */
async function open(page, words) {
  await tabTo(page, words, ({ tag, text }) => tag === 'SUMMARY' && text === words);
  await page.keyboard.press('Enter');
}

test('a_receipt_is_printed_and_put_away_with_the_keyboard', async () => {
  const page = await openPage(browser);
  await page.addInitScript(() => {
    window.printed = 0;
    window.print = () => {
      window.printed += 1;
    };
  });
  await visit(page, service, 'mailbox/');
  const fields = { kind: 'inquiry', title: '水费在哪里交', text: '请问水费可以在手机上交吗？', rules_read: true };
  for (const [name, value] of Object.entries(fields)) await setField(letterForm(page), name, value);
  await sendLetter(page);
  await tabTo(page, 'print', ({ text }) => text === '打印回执');
  await page.keyboard.press('Space');
  assert.equal(await page.evaluate(() => window.printed), 1);
  await tabTo(page, 'I have it', ({ text }) => text.startsWith('我已记下'));
  await pressToNext(page);
  assert.equal(new URL(page.url()).pathname, '/track/');
  await visit(page, service, 'mailbox/receipt', 404);
  await leave(page);
});

test('a_letter_is_followed_with_the_keyboard', async () => {
  const page = await follow(letter);
  assert.match(await page.innerText('h1'), /秸秆还田/);
  await leave(page);
});

test('a_question_is_answered_with_the_keyboard', async () => {
  await takeAs(browser, service, letter.number, 'registrar', [
    ['register', { text: '农业补贴' }],
    ['request_information', { text: '请问是哪个收储点？' }],
  ]);
  const seen = await openPage(browser);
  await lookUp(seen, service, letter);
  await lookAt(seen, 'own-question');
  await seen.context().close();

  const page = await follow(letter);
  await tabTo(page, 'the way to the question', ({ href }) => href === '#messages');
  await page.keyboard.press('Enter');
  await tabTo(page, 'the answer', ({ name, action }) => name === 'text' && action === 'inform');
  await page.keyboard.insertText('是桥头收储点。');
  await tabTo(page, 'its button', button('inform'));
  await pressToNext(page);
  assert.match(await page.locator('.message-sender').innerText(), /桥头收储点/);
  assert.equal(await page.locator('form[action=inform]:visible').count(), 0, 'what may be added is folded now');
  await leave(page);
});

test('an_answer_is_rated_with_the_keyboard', async () => {
  await answerAndClose(browser, service, letter.number, ANSWER);
  const page = await follow(letter);
  await tabTo(page, 'the way to the rating', ({ href }) => href === '#rate');
  await page.keyboard.press('Enter');
  await tabTo(page, 'the grades', ({ name }) => name === 'grade');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  assert.ok(await page.locator('[name=grade][value=satisfied]').isChecked(), 'arrows choose a grade');
  await tabTo(page, 'solved or not', ({ name }) => name === 'solved');
  await page.keyboard.press('Space');
  await tabTo(page, 'the button', button('rate'));
  await pressToNext(page);
  assert.match(await page.locator('[data-rating]').innerText(), /满意.*解决了/);
  await leave(page);
});

test('an_erasure_is_asked_for_with_the_keyboard', async () => {
  const page = await follow(letter);
  await open(page, '删除个人信息');
  await tabTo(page, 'the reason', ({ name, action }) => name === 'text' && action === 'request');
  await page.keyboard.insertText('不用再联系我了。');
  await tabTo(page, 'the button', button('request'));
  await pressToNext(page);
  assert.match(await page.locator('[data-request]').innerText(), /不用再联系我了/);
  await leave(page);
});

test('mail_is_stopped_with_the_keyboard', async () => {
  const page = await follow(await postLetter(service, { title: '不想再收邮件的来信' }));
  await tabTo(page, 'the button', button('mail'));
  await pressToNext(page);
  assert.equal(await page.locator('[data-mail]').getAttribute('data-mail'), 'stopped');
  await leave(page);
});

test('a_letter_is_taken_back_with_the_keyboard', async () => {
  const page = await follow(await postLetter(service, { title: '写错了要撤回的来信' }));
  await open(page, '我想撤回这封信');
  await tabTo(page, 'the tick', ({ name }) => name === 'sure');
  await page.keyboard.press('Space');
  await tabTo(page, 'the button', button('withdraw'));
  await pressToNext(page);
  assert.equal(await page.locator('.state-withdrawn').count(), 1);
  await leave(page);
});
