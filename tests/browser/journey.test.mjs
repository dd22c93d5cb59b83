// One letter's whole journey, as people walk it, with JavaScript off: a resident writes, six staff do their part, the
// reply is on the site, and the resident reads the answer with a number and a code.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  launchBrowser,
  letterForm,
  noComplaints,
  oneHeading,
  openPage,
  sendLetter,
  setField,
  signIn,
  staffWith,
  startDemo,
  submit,
  unfold,
  visit,
} from './harness.mjs';

const SENDER = { name: '尉迟翀', phone: '0880-5519999', email: 'canary@example.invalid' };
const LETTER = {
  title: '河堤步道的路灯什么时候能修好',
  text: [
    '河堤步道上的路灯有好几盏不亮，晚饭后出来散步的老人多，看不清台阶。',
    `想问什么时候能修好，由哪个办公室负责。我叫${SENDER.name}，电话 ${SENDER.phone}。`,
  ].join('\n\n'),
};
const ANSWER = [
  '您好，来信反映的路灯已经查看，不亮的原因是一段电缆受潮。',
  '电缆更换完成以后路灯全部恢复照明，今后每月检查一次。',
].join('\n\n');
const OPINION = '路灯归村镇建设办公室管护，请于本周内到现场查看。';
/** Its check symbol is right, so that it is compared with the letter's own. */
const WELL_FORMED_CODE = '222222-222222-222222';

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

const openWithoutScripts = () => openPage(browser, { javaScriptEnabled: false });

/** The form of a step on a case's page. */
const stepForm = (page, number, step) => page.locator(`form[action$="/desk/cases/${number}/${step}"]`);

/** Takes a step on the case whose page is open. */
async function takeStep(page, number, step, fields = {}) {
  const form = stepForm(page, number, step);
  assert.equal(await form.count(), 1, `the case's page offers no ${step} at ${page.url()}`);
  await unfold(form);
  for (const [name, value] of Object.entries(fields)) await setField(form, name, value);
  await submit(form);
  assert.ok(page.url().endsWith(`/desk/cases/${number}`), `${step} was refused: ${await page.innerText('body')}`);
}

/** Opens a case's page as the first of these people who may take the step, in a session of their own. */
async function openCaseAs(people, number, step) {
  for (const person of people) {
    const page = await openWithoutScripts();
    await signIn(page, service, person);
    const response = await page.goto(new URL(`desk/cases/${number}`, service.url).href);
    const offers = stepForm(page, number, step).or(page.locator(`a[href$="/desk/cases/${number}/${step}"]`));
    if (response.status() === 200 && (await offers.count()) > 0) return { page, person };
    await page.context().close();
  }
  assert.fail(`none of ${people.map(({ name }) => name).join(', ')} is offered ${step}`);
}

/** Decides on every find as the page proposes. */
async function decideAsProposed(page) {
  for (const one of await page.locator('[data-proposal]').all()) {
    await one.locator(`input[value=${await one.getAttribute('data-suggested')}]`).first().check();
  }
}

/** Ends a session; nobody else's may be affected by it. */
const leave = (page) => {
  noComplaints(page);
  return page.context().close();
};

test('a_letter_becomes_a_published_reply', { timeout: 300_000 }, async (t) => {
  let number;
  let code;
  let handler;
  let redactor;

  await t.test('a_resident_writes_and_gets_a_number_and_a_code', async () => {
    const page = await openWithoutScripts();
    await visit(page, service, '');
    await page.getByRole('link', { name: '我要写信' }).first().click();
    await page.waitForURL('**/mailbox/**');
    const form = letterForm(page);
    await setField(form, 'kind', 'inquiry');
    await setField(form, 'title', LETTER.title);
    await setField(form, 'text', LETTER.text);
    await setField(form, 'village', 'shuikou');
    await setField(form, 'consent', 'anonymised');
    for (const [name, value] of Object.entries(SENDER)) await setField(form, name, value);

    // The rules are not ticked yet: the letter comes back whole, with the error in words.
    await submit(form);
    assert.equal(await page.locator('[name=text]').inputValue(), LETTER.text);
    assert.equal(await page.locator('[name=title]').inputValue(), LETTER.title);
    assert.ok(await page.locator('input[name=kind][value=inquiry]').isChecked());
    await oneHeading(page);

    await setField(form, 'rules_read', true);
    await sendLetter(page);
    await oneHeading(page);
    number = (await page.locator('[data-submission-no]').first().innerText()).trim();
    code = (await page.locator('[data-query-code]').first().innerText()).trim();
    assert.match(number, /^\d{4}-\d{4}-\d{4}$/);
    assert.notEqual(code, '');
    assert.ok(!page.url().includes(code), 'the code stands in no address');
    await leave(page);
  });
  assert.ok(number, 'without a letter there is no journey');

  await t.test('the_registrar_registers_and_accepts_it_for_an_office', async () => {
    const { page } = await openCaseAs(staffWith(service, 'registrar'), number, 'register');
    await takeStep(page, number, 'register', { text: '公共设施' });
    const form = stepForm(page, number, 'accept');
    const ids = await form.locator('[name=office] option').evaluateAll((all) => all.map(({ value }) => value));
    const offices = ids.filter((id) => id !== '');
    const hasHandler = (id) => staffWith(service, 'handler').some(({ name }) => name.includes(id));
    await takeStep(page, number, 'accept', { office: offices.find(hasHandler) ?? 'chengjian' });
    await leave(page);
  });

  await t.test('the_office_analyses_handles_and_answers', async () => {
    const opened = await openCaseAs(staffWith(service, 'handler'), number, 'handle');
    handler = opened.person;
    await takeStep(opened.page, number, 'analyse_office', { text: OPINION, leader_attended: true });
    await takeStep(opened.page, number, 'handle');
    await takeStep(opened.page, number, 'answer', { text: ANSWER });
    assert.equal(await stepForm(opened.page, number, 'review').count(), 0, 'nobody reviews their own answer');
    await leave(opened.page);
  });

  await t.test('the_resident_does_not_see_an_answer_that_waits_for_review', async () => {
    const page = await openWithoutScripts();
    await track(page, number, code);
    assert.equal(await page.locator('[data-answer]').count(), 0);
    await leave(page);
  });

  await t.test('another_person_reviews_and_the_registrar_closes', async () => {
    const reviewer = await openCaseAs(staffWith(service, 'reviewer', [handler.name]), number, 'review');
    await takeStep(reviewer.page, number, 'review');
    await leave(reviewer.page);
    const registrar = await openCaseAs(staffWith(service, 'registrar'), number, 'close');
    await takeStep(registrar.page, number, 'close');
    await leave(registrar.page);
  });

  await t.test('the_redactor_takes_the_person_out', async () => {
    const opened = await openCaseAs(staffWith(service, 'redactor'), number, 'nominate');
    redactor = opened.person;
    const { page } = opened;
    await takeStep(page, number, 'nominate');
    await page.locator(`a[href$="/desk/cases/${number}/redact"]`).first().click();
    await page.waitForURL(`**/desk/cases/${number}/redact`);
    const form = page.locator('form', { has: page.locator('[name=letter]') });
    const proposed = await form.locator('[name=letter]').inputValue();
    assert.ok(!proposed.includes(SENDER.name), 'the proposal names the sender');
    assert.ok(!proposed.includes(SENDER.phone), 'the proposal holds the telephone number');

    // A person who puts the name back is stopped.
    await setField(form, 'topic', '公共设施');
    await decideAsProposed(page);
    await setField(form, 'scope', 'township');
    if ((await form.locator('[name=name_village]').count()) > 0) await setField(form, 'name_village', 'no');
    await setField(form, 'letter', LETTER.text);
    await submit(form, 'send');
    assert.ok(page.url().endsWith('/redact'), 'a text with a name and a number was taken');

    await setField(form, 'letter', proposed);
    await submit(form, 'send');
    assert.ok(page.url().endsWith(`/desk/cases/${number}`), `still refused: ${await page.innerText('main')}`);
    await leave(page);
  });

  const reply = `replies/${number?.slice(0, 4)}/${number}/`;

  await t.test('a_second_person_approves_and_the_reply_is_on_the_site', async () => {
    const { page } = await openCaseAs(staffWith(service, 'approver', [redactor.name]), number, 'publish');
    await visit(page, service, reply, 404);
    await page.goto(new URL(`desk/cases/${number}/publish`, service.url).href);
    for (const fine of await page.locator('[data-doubt] input[value=fine]').all()) await fine.check();
    await submit(page.locator('[data-approval]'));
    await visit(page, service, reply);
    await leave(page);
  });

  await t.test('anybody_finds_the_reply_and_no_person_in_it', async () => {
    const page = await openWithoutScripts();
    await visit(page, service, '');
    await visit(page, service, 'replies/');
    await page.locator(`a[href*="${number}"]`).first().click();
    await page.waitForURL(`**/${reply}`);
    const bytes = await page.content();
    assert.ok(bytes.includes('一段电缆受潮'), 'the answer is there');
    for (const part of Object.values(SENDER)) assert.ok(!bytes.includes(part), `${part} is on the site`);
    assert.ok(!bytes.includes(OPINION), 'an opinion of the analysis is on the site');
    await oneHeading(page);
    await leave(page);
  });

  await t.test('the_resident_reads_the_answer_with_number_and_code', async () => {
    const page = await openWithoutScripts();
    await track(page, number, code);
    assert.match(await page.locator('[data-answer]').innerText(), /电缆更换完成以后路灯全部恢复照明/);
    assert.ok(!page.url().includes(number) && !page.url().includes(code), 'neither stands in an address');
    await page.locator(`a[href*="${number}"]`).first().click();
    await page.waitForURL(`**/${reply}`);
    await leave(page);
  });

  await t.test('a_wrong_code_and_an_unknown_number_are_told_alike', async () => {
    const page = await openWithoutScripts();
    const said = [];
    for (const [typedNumber, typedCode] of [
      [number, WELL_FORMED_CODE],
      ['2011-0000-0000', code],
    ]) {
      await visit(page, service, 'track/');
      const form = page.locator('form', { has: page.locator('[name=query_code]') });
      await setField(form, 'submission_no', typedNumber);
      await setField(form, 'query_code', typedCode);
      await submit(form);
      assert.equal(await page.locator('[data-answer]').count(), 0);
      said.push((await page.innerText('main')).replaceAll(typedNumber, ''));
    }
    assert.equal(said[0], said[1]);
    await page.context().close();
  });
});

/** Looks a letter up as its sender does, from the home page. */
async function track(page, number, code) {
  await visit(page, service, '');
  await page.locator('a[href$="track/"]').first().click();
  await page.waitForURL('**/track/**');
  const form = page.locator('form', { has: page.locator('[name=query_code]') });
  await setField(form, 'submission_no', number);
  await setField(form, 'query_code', code);
  await submit(form);
  await oneHeading(page);
}
