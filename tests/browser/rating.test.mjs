// What comes after the answer, as people meet it: a letter from a paper slip is entered at the desk, its sender rates the
// answer, asks for something, and the desk sees it. The forms are sent with JavaScript off; every page on the way is then
// looked at wide and narrow, and by axe.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  answerAndClose,
  launchBrowser,
  lookAt,
  lookUp,
  openPage,
  sendForm,
  setField,
  signIn,
  staffWith,
  startDemo,
  submit,
  unfold,
  visit,
} from './harness.mjs';

const TEXT = '村委会门口的健身器材松了，孩子爬上去会摔，请派人紧一紧。';
const ANSWER = '您好！您反映的健身器材松动，我们已经到现场查看，是螺栓锈断。已经全部换新，并请人每月检查一次。';
const REASON = '只换了一台，另一台还是松的。';

let service;
let browser;
let number;
let code;

before(async () => {
  service = await startDemo();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

const track = (page) => lookUp(page, service, { number, code });

test('after_the_answer', { timeout: 300_000 }, async (t) => {
  await t.test('a_registrar_enters_a_paper_slip_and_prints_the_receipt', async () => {
    const page = await openPage(browser);
    await signIn(page, service, staffWith(service, 'registrar')[0]);
    await visit(page, service, 'desk/enter');
    await lookAt(page, 'enter');
    const fields = { channel: 'paper_slip', kind: 'help_request', title: '健身器材松了', text: TEXT, phone: '没有' };
    await sendForm(page, '/desk/enter', fields);
    await lookAt(page, 'enter-refused');
    assert.equal(await page.locator('[name=text]').inputValue(), TEXT, 'what was typed is there');
    await sendForm(page, '/desk/enter', { phone: '', rules_read: true });
    number = (await page.locator('[data-submission-no]').innerText()).trim();
    code = (await page.locator('[data-query-code]').innerText()).trim();
    await lookAt(page, 'enter-receipt');
    await page.context().close();
  });

  await t.test('it_is_answered_like_any_other', async () => {
    await answerAndClose(browser, service, number, ANSWER, [['register', { text: '健身器材' }]]);
  });

  await t.test('its_sender_rates_the_answer_without_scripts', async () => {
    const look = await openPage(browser);
    await track(look);
    await lookAt(look, 'track-rate');
    const page = await openPage(browser, { javaScriptEnabled: false });
    await track(page);
    await sendForm(page, 'rate', {});
    assert.equal(await page.locator('[role=alert]').count(), 1, 'an empty form says so');
    await sendForm(page, 'rate', { grade: 'dissatisfied', solved: 'no' });
    assert.ok(await page.locator('[name=grade][value=dissatisfied]').isChecked(), 'the choice is kept');
    await sendForm(page, 'rate', { text: REASON });
    assert.equal(await page.locator('[data-rating]').count(), 1);
    assert.equal(await page.locator('form[action=rate]').count(), 0);
    await page.context().close();
    await sendForm(look, 'rate', { grade: 'satisfied' });
    await lookAt(look, 'track-rated');
    await look.context().close();
  });

  await t.test('it_asks_to_correct_a_number_without_scripts', async () => {
    const page = await openPage(browser, { javaScriptEnabled: false });
    await track(page);
    const correction = page.locator('form', { has: page.locator('#correction-phone') });
    await unfold(correction);
    await setField(correction, 'phone', '0880-5519998');
    await setField(correction, 'text', '上次没有留电话。');
    await submit(correction);
    assert.equal(await page.locator('[data-request]').count(), 1);
    await sendForm(page, 'consent', { consent: 'anonymised' });
    await page.context().close();
    const look = await openPage(browser);
    await track(look);
    for (const folded of await look.locator('.ways > details').all()) await folded.locator('> summary').click();
    await lookAt(look, 'track-requests');
    await look.context().close();
  });

  await t.test('the_supervision_office_sees_and_answers_it', async () => {
    const page = await openPage(browser);
    await signIn(page, service, staffWith(service, 'supervisor')[0]);
    await visit(page, service, 'desk/?list=supervision');
    assert.equal(await page.locator(`a[href$="/desk/cases/${number}"]`).count(), 1);
    await lookAt(page, 'desk-supervision');
    await visit(page, service, 'desk/requests');
    await lookAt(page, 'desk-requests');
    await visit(page, service, `desk/cases/${number}`);
    for (const folded of await page.locator('details.other').all()) await folded.locator('> summary').click();
    await lookAt(page, 'desk-case');
    const request = page.locator('form[action*="/requests/"]');
    await setField(request, 'granted', 'yes');
    await setField(request, 'text', '电话已经记下。');
    await submit(request);
    await sendForm(page, `/desk/cases/${number}/supervise`, { text: '请村镇办三天内再去一次。' });
    await lookAt(page, 'desk-case-answered');
    await page.context().close();
  });
});
