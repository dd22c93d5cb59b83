// What the browser tests share: a real service with sample data, a browser, and the questions asked of every page.
// Deliberately absent: waiting for a time to pass. A test waits for a line, a page or an answer.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);

/** The project's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Longest time for a service to build its site and listen, in milliseconds: debug build, two busy cores. */
const START_MS = 180_000;

/** Longest time for a page, in milliseconds. A sign-in computes a memory-hard hash in a debug build. */
const PAGE_MS = 30_000;

/** The service's program, built by `cargo build -p form-api`. */
export function program() {
  const target = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
  const file = process.env.LIANXIN_FORM_API ?? path.join(target, 'debug', 'form-api');
  assert.ok(existsSync(file), `${file} is not there: run cargo build -p form-api first`);
  return file;
}

/**
 * Starts the service and waits for the line that tells where it listens.
 * @param {string[]} args what the program is told
 * @returns {Promise<{url: string, staff: Staff[], said: () => string, hear: (what: RegExp) => Promise<void>,
 *   stop: () => Promise<void>, kill: () => Promise<void>}>}
 *
 * @typedef {{name: string, passPhrase: string, roles: string[]}} Staff
 */
export async function startProgram(args) {
  const child = spawn(program(), args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  const staff = [];
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  const stop = () => end('SIGTERM');
  const kill = () => end('SIGKILL');
  const listeners = new Set();
  // Waits for a line, of before or to come.
  const heard = (what) =>
    new Promise((resolve) => {
      const check = () => {
        if (!lines.some((line) => what.test(line))) return;
        listeners.delete(check);
        resolve();
      };
      listeners.add(check);
      check();
    });
  const url = await new Promise((resolve, reject) => {
    const said = () => lines.join('\n');
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the service did not listen within ${START_MS} ms:\n${said()}`));
    }, START_MS);
    const hear = (line) => {
      lines.push(line);
      for (const check of listeners) check();
      const person = /^staff (\S+) (.+) (\S+)$/.exec(line.trim());
      if (person) staff.push({ name: person[1], passPhrase: person[2], roles: person[3].split(',') });
      const listening = /listening on (http:\/\/\S+\/)/.exec(line);
      if (listening) {
        clearTimeout(late);
        resolve(listening[1]);
      }
    };
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
    child.once('error', reject);
    ended.then(({ code, signal }) => {
      clearTimeout(late);
      reject(new Error(`the service ended (${code ?? signal}):\n${said()}`));
    });
  });
  return { url, staff, said: () => lines.join('\n'), hear: heard, stop, kill };
}

/** Starts a sample service in a new folder, which is removed with it. The staff lines come before the address. */
export async function startDemo() {
  const folder = await mkdtemp(path.join(tmpdir(), 'lianxin-demo-'));
  const clear = () => rm(folder, { recursive: true, force: true });
  try {
    const service = await startProgram(['demo', '--port', '0', '--data', folder]);
    assert.notEqual(service.staff.length, 0, `no sample staff was printed:\n${service.said()}`);
    return { ...service, folder, stop: () => service.stop().then(clear) };
  } catch (error) {
    await clear();
    throw error;
  }
}

/**
 * Sample staff who hold a role, without those already named.
 * @param {{staff: Staff[]}} service
 */
export function staffWith(service, role, notThese = []) {
  const found = service.staff.filter(({ name, roles }) => roles.includes(role) && !notThese.includes(name));
  assert.notEqual(found.length, 0, `no sample staff holds the role ${role}`);
  return found;
}

/** Starts Debian's Chromium. It asks nobody but the service for anything. */
export function launchBrowser() {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.LIANXIN_CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: !isRoot,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A page in a context of its own, at 1280 px unless told. `page.complaints` gathers what the console, uncaught errors
 * and the Content-Security-Policy have to say.
 */
export async function openPage(
  browser,
  { javaScriptEnabled = true, width = 1280, height = 900, ignoreHTTPSErrors = false } = {},
) {
  const context = await browser.newContext({
    javaScriptEnabled,
    ignoreHTTPSErrors,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height },
  });
  context.setDefaultTimeout(PAGE_MS);
  const page = await context.newPage();
  page.complaints = [];
  // A page's own status is the test's business (`visit`); the console repeats it for 4xx.
  const pages = new Set();
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) pages.add(response.url());
  });
  const isAboutThePage = (message) =>
    pages.has(message.location().url) && /server responded with a status of 4\d\d/.test(message.text());
  page.on('console', (message) => {
    const grave = message.type() === 'error' || /Content.Security.Policy/i.test(message.text());
    if (grave && !isAboutThePage(message)) {
      page.complaints.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => page.complaints.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A page that is left stops loading; that is nobody's fault.
    if (why !== 'net::ERR_ABORTED') page.complaints.push(`request: ${request.url()} ${why}`);
  });
  return page;
}

/** Goes to an address below the service's root and expects a status. */
export async function visit(page, service, address, status = 200) {
  const response = await page.goto(new URL(address, service.url).href);
  assert.equal(response.status(), status, `${address} answers ${response.status()}`);
  await enlarge(page);
  return response;
}

/** Signs a sample staff member in. */
export async function signIn(page, service, person) {
  await visit(page, service, 'desk/sign-in');
  await page.locator('[name=sign_in_name]').fill(person.name);
  await page.locator('[name=pass_phrase]').fill(person.passPhrase);
  await submit(page.locator('form', { has: page.locator('[name=pass_phrase]') }));
  assert.doesNotMatch(page.url(), /sign-in/, `${person.name} could not sign in`);
}

/** Presses a form's first button, or the one of this value, and waits for the next page. */
export async function submit(form, value) {
  const page = form.page();
  const all = 'button[type=submit], button:not([type]), input[type=submit]';
  const button = form.locator(value ? `button[value="${value}"]` : all).first();
  const next = page.waitForEvent('domcontentloaded');
  await button.click();
  await next;
}

/** The form of a letter, filled or not. */
export const letterForm = (page) => page.locator('form', { has: page.locator('[name=text]:not([type=hidden])') });

/** The buttons under the preview of a letter. */
export const previewForm = (page) => page.locator('form', { has: page.locator('[name=action][value=confirm]') });

/** Looks at a filled letter once more and sends it: the receipt is open then. */
export async function sendLetter(page) {
  await submit(letterForm(page));
  assert.equal(await previewForm(page).count(), 1, `no preview: ${await page.innerText('main')}`);
  await submit(previewForm(page));
}

/** Gives a field of a form its value, whatever kind of field it is. */
export async function setField(form, name, value) {
  const field = form.locator(`[name="${name}"]`);
  assert.notEqual(await field.count(), 0, `the form has no field ${name}`);
  const kind = await field.first().evaluate((node) => (node.tagName === 'INPUT' ? node.type : node.tagName));
  if (kind === 'radio') {
    await form.locator(`[name="${name}"][value="${value}"]`).check();
  } else if (kind === 'checkbox') {
    await field.first().setChecked(Boolean(value));
  } else if (kind === 'SELECT') {
    await field.first().selectOption(value);
  } else {
    await field.first().fill(value);
  }
}

/** Opens what a form is folded into. */
export async function unfold(form) {
  const folded = form.locator('xpath=ancestor::details[not(@open)]');
  for (let left = await folded.count(); left > 0; left -= 1) await folded.first().locator('> summary').click();
}

/** Fills the form that posts to `action` and sends it. */
export async function sendForm(page, action, fields = {}) {
  const form = page.locator(`form[action$="${action}"]`).first();
  await unfold(form);
  for (const [name, value] of Object.entries(fields)) await setField(form, name, value);
  await submit(form);
}

/** Looks a letter up as its sender does. */
export async function lookUp(page, service, { number, code }) {
  await visit(page, service, 'track/');
  const form = page.locator('form', { has: page.locator('[name=query_code]') });
  await setField(form, 'submission_no', number);
  await setField(form, 'query_code', code);
  await submit(form);
}

/** Takes steps on a case as the person of a role: of an office, where the role works for one. */
export async function takeAs(browser, service, number, role, steps, office = '') {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await signIn(page, service, staffWith(service, role).find(({ name }) => name.includes(office)));
  await visit(page, service, `desk/cases/${number}`);
  for (const [step, fields] of steps) {
    await sendForm(page, `/desk/cases/${number}/${step}`, fields);
    assert.ok(page.url().endsWith(`/desk/cases/${number}`), `${step}: ${await page.innerText('body')}`);
  }
  noComplaints(page);
  await page.context().close();
}

/** Walks a case that is not yet accepted to its end, by the people of one office. */
export async function answerAndClose(browser, service, number, answer, before = []) {
  await takeAs(browser, service, number, 'registrar', [...before, ['accept', { office: 'chengjian' }]]);
  await takeAs(browser, service, number, 'handler', [['handle'], ['answer', { text: answer }]], 'chengjian');
  await takeAs(browser, service, number, 'reviewer', [['review']]);
  await takeAs(browser, service, number, 'registrar', [['close']]);
}

/** Looks at the page as it is, wide and narrow; keeps a picture where `LIANXIN_SHOTS` names a folder. */
export async function lookAt(page, name) {
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

/** What has the focus, and whether a person can see that it has. */
export const focused = (page) =>
  page.evaluate(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    const outlined = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0;
    const inView = box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0;
    return {
      tag: node.tagName,
      name: node.getAttribute('name'),
      value: node.getAttribute('value'),
      href: node.getAttribute('href'),
      action: node.form?.getAttribute('action') ?? '',
      text: node.textContent.trim(),
      visible: inView && (outlined || style.boxShadow !== 'none'),
    };
  });

/** Presses Tab until something is reached, as a person without a mouse does; every stop on the way can be seen. */
export async function tabTo(page, what, isIt) {
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (now.tag !== 'BODY') assert.ok(now.visible, `no focus is seen on ${now.tag} ${now.name ?? now.href ?? ''} ${now.text}`);
    if (isIt(now)) return now;
  }
  return assert.fail(`the keyboard does not reach ${what} at ${page.url()}`);
}

/** Presses a key that leads to another page. */
export async function pressToNext(page, key = 'Enter') {
  const next = page.waitForEvent('domcontentloaded');
  await page.keyboard.press(key);
  await next;
}

/** axe finds nothing: WCAG 2.2 AA and its own good practices, or the rules of these names alone. */
export async function axe(page, rules) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(require('axe-core').source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await page.evaluate(
    (runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }),
    rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
  );
  const readable = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.target.join(' ')}\n    ${node.html}\n    ${node.failureSummary}`),
  );
  assert.equal(readable.length, 0, `axe on ${page.url()}:\n${readable.join('\n')}`);
}

/** Nothing has to be scrolled sideways to be read. Names the elements that stick out. */
export async function noHorizontalScroll(page) {
  const { wide, across, out } = await page.evaluate(() => {
    const root = document.documentElement;
    const sticksOut = (node) => node.getBoundingClientRect().right > root.clientWidth + 1;
    const name = (node) => `${node.tagName.toLowerCase()}.${node.className} ${node.textContent.trim().slice(0, 40)}`;
    const out = [...document.body.querySelectorAll('*')].filter(sticksOut).slice(0, 5).map(name);
    return { wide: root.scrollWidth, across: root.clientWidth, out };
  });
  assert.ok(wide <= across, `${page.url()} is ${wide} px wide in ${across} px:\n${out.join('\n')}`);
}

/** The page has one h1, and it says something. */
export async function oneHeading(page) {
  const headings = await page.locator('h1').allInnerTexts();
  assert.equal(headings.length, 1, `${page.url()} has ${headings.length} h1`);
  assert.notEqual(headings[0].trim(), '', `${page.url()} has an empty h1`);
}

/** Since it was last asked the console was silent, nothing was thrown, and the Content-Security-Policy stopped nothing. */
export function noComplaints(page) {
  const complaints = page.complaints.splice(0);
  assert.equal(complaints.length, 0, `on the way to ${page.url()}:\n${complaints.join('\n')}`);
}

/** Doubles the size of the text, as a reader's browser setting does. Text in fixed units would stay small. */
export async function doubleText(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.enable');
  doubled.set(page, devtools);
  await enlarge(page);
}

/** Pages with doubled text: the browser forgets the size with every page it goes to. */
const doubled = new WeakMap();

async function enlarge(page) {
  await doubled.get(page)?.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
}
