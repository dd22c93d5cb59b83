// What comes after the answer, as people meet it: a letter from a paper slip is entered at the desk, its sender rates the
// answer, asks for something, and the desk sees it. The forms are sent with JavaScript off; every page on the way is then
// looked at wide and narrow, and by axe.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  axe,
  launchBrowser,
  noComplaints,
  noHorizontalScroll,
  oneHeading,
  openPage,
  setField,
  signIn,
  staffWith,
  startDemo,
  submit,
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

/** Looks at the page as it is, wide and narrow; keeps a picture where `LIANXIN_SHOTS` names a folder. */
async function lookAt(page, name) {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await oneHeading(page);
    await noHorizontalScroll(page);
    await axe(page);
    if (process.env.LIANXIN_SHOTS) {
      await mkdir(process.env.LIANXIN_SHOTS, { recursive: true });
      await page.screenshot({ path: path.join(process.env.LIANXIN_SHOTS, `${name}-${width}.png`), fullPage: true });
    }
  }
  noComplaints(page);
}

/** Opens what a form is folded into. */
async function unfold(form) {
  const folded = form.locator('xpath=ancestor::details[not(@open)]');
  for (let left = await folded.count(); left > 0; left -= 1) await folded.first().locator('> summary').click();
}

async function send(page, action, fields) {
  const form = page.locator(`form[action$="${action}"]`).first();
  await unfold(form);
  for (const [name, value] of Object.entries(fields)) await setField(form, name, value);
  await submit(form);
}

async function track(page) {
  await visit(page, service, 'track/');
  const form = page.locator('form', { has: page.locator('[name=query_code]') });
  await setField(form, 'submission_no', number);
  await setField(form, 'query_code', code);
  await submit(form);
}

/** Takes steps on the case as the person of a role: of an office, where the role works for one. */
async function takeAs(role, steps, office = '') {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await signIn(page, service, staffWith(service, role).find(({ name }) => name.includes(office)));
  await visit(page, service, `desk/cases/${number}`);
  for (const [step, fields] of steps) {
    await send(page, `/desk/cases/${number}/${step}`, fields);
    assert.ok(page.url().endsWith(`/desk/cases/${number}`), `${step}: ${await page.innerText('body')}`);
  }
  noComplaints(page);
  await page.context().close();
}

test('after_the_answer', { timeout: 300_000 }, async (t) => {
  await t.test('a_registrar_enters_a_paper_slip_and_prints_the_receipt', async () => {
    const page = await openPage(browser);
    await signIn(page, service, staffWith(service, 'registrar')[0]);
    await visit(page, service, 'desk/enter');
    await lookAt(page, 'enter');
    const fields = { channel: 'paper_slip', kind: 'help_request', title: '健身器材松了', text: TEXT, phone: '没有' };
    await send(page, '/desk/enter', fields);
    await lookAt(page, 'enter-refused');
    assert.equal(await page.locator('[name=text]').inputValue(), TEXT, 'what was typed is there');
    await send(page, '/desk/enter', { phone: '', rules_read: true });
    number = (await page.locator('[data-submission-no]').innerText()).trim();
    code = (await page.locator('[data-query-code]').innerText()).trim();
    await lookAt(page, 'enter-receipt');
    await page.context().close();
  });

  await t.test('it_is_answered_like_any_other', async () => {
    await takeAs('registrar', [
      ['register', { text: '健身器材' }],
      ['accept', { office: 'chengjian' }],
    ]);
    await takeAs('handler', [['handle', {}], ['answer', { text: ANSWER }]], 'chengjian');
    await takeAs('reviewer', [['review', {}]]);
    await takeAs('registrar', [['close', {}]]);
  });

  await t.test('its_sender_rates_the_answer_without_scripts', async () => {
    const look = await openPage(browser);
    await track(look);
    await lookAt(look, 'track-rate');
    const page = await openPage(browser, { javaScriptEnabled: false });
    await track(page);
    await send(page, 'rate', {});
    assert.equal(await page.locator('[role=alert]').count(), 1, 'an empty form says so');
    await send(page, 'rate', { grade: 'dissatisfied', solved: 'no' });
    assert.ok(await page.locator('[name=grade][value=dissatisfied]').isChecked(), 'the choice is kept');
    await send(page, 'rate', { text: REASON });
    assert.equal(await page.locator('[data-rating]').count(), 1);
    assert.equal(await page.locator('form[action=rate]').count(), 0);
    await page.context().close();
    await send(look, 'rate', { grade: 'satisfied' });
    await lookAt(look, 'track-rated');
    await look.context().close();
  });

  await t.test('it_asks_to_correct_a_number_without_scripts', async () => {
    const page = await openPage(browser, { javaScriptEnabled: false });
    await track(page);
    const correction = page.locator('form', { has: page.locator('#correct-phone') });
    await unfold(correction);
    await setField(correction, 'phone', '0880-5519998');
    await setField(correction, 'text', '上次没有留电话。');
    await submit(correction);
    assert.equal(await page.locator('[data-request]').count(), 1);
    await send(page, 'consent', { consent: 'anonymised' });
    await page.context().close();
    const look = await openPage(browser);
    await track(look);
    for (const folded of await look.locator('details.withdraw').all()) await folded.locator('> summary').click();
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
    await send(page, `/desk/cases/${number}/supervise`, { text: '请村镇办三天内再去一次。' });
    await lookAt(page, 'desk-case-answered');
    await page.context().close();
  });
});
