// The files of `deploy/`: each proxy loads its own, and a resident and a clerk reach the service through it.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT, launchBrowser, letterForm, noComplaints, openPage, sendLetter, setField, signIn, startProgram, visit } from './harness.mjs';
import { prepareWithStaff } from './township.mjs';

const run = promisify(execFile);

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program and waits for a line of it. */
async function start(t, program, args, ready, env = {}) {
  // Debian has nginx where only root looks.
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH, ...env } });
  const ended = new Promise((resolve) => child.once('close', resolve));
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const lines = [];
  await new Promise((resolve, reject) => {
    const hear = (line) => {
      lines.push(line);
      if (ready.test(line)) resolve();
    };
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
    child.once('error', reject);
    ended.then(() => reject(new Error(`${program} ended:\n${lines.join('\n')}`)));
  });
}

/** A certificate that nobody signed. */
async function certificate(folder) {
  const [key, cert] = ['key.pem', 'fullchain.pem'].map((name) => path.join(folder, name));
  await run('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert,
  ]);
  return { key, cert };
}

/** Replaces what an administrator changes; each has to stand in the file. */
function change(text, changes) {
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `“${from}” is not in the file`);
    text = text.replaceAll(from, to);
  }
  return text;
}

const PROXIES = {
  nginx: async (t, { folder, service, http, https, offices }) => {
    const { key, cert } = await certificate(folder);
    const site = change(await readFile(path.join(ROOT, 'deploy/nginx.conf'), 'utf8'), [
      ['127.0.0.1:8080', new URL(service).host],
      ['listen 80;', `listen 127.0.0.1:${http};`],
      ['listen 443 ssl', `listen 127.0.0.1:${https} ssl`],
      ['www.yundu.example', 'localhost'],
      ['https://$host$', `https://$host:${https}$`],
      ['/etc/ssl/lianxin/fullchain.pem', cert],
      ['/etc/ssl/lianxin/key.pem', key],
      ['/var/log/nginx/lianxin.log', path.join(folder, 'access.log')],
      ['10.0.0.0/8', offices],
    ]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const paths = temporary.map((name) => `${name}_temp_path ${path.join(folder, name)};`).join(' ');
    const user = process.getuid() === 0 ? 'user root;' : '';
    await writeFile(path.join(folder, 'site.conf'), site);
    const main = path.join(folder, 'nginx.conf');
    await writeFile(
      main,
      `${user} daemon off; pid ${path.join(folder, 'pid')}; error_log stderr notice; events {}\n` +
        `http { ${paths} include ${path.join(folder, 'site.conf')}; }\n`,
    );
    await start(t, 'nginx', ['-c', main], /start worker process /);
  },
  caddy: async (t, { folder, service, http, https, offices }) => {
    const { key, cert } = await certificate(folder);
    const site = change(await readFile(path.join(ROOT, 'deploy/Caddyfile'), 'utf8'), [
      ['127.0.0.1:8080', new URL(service).host],
      ['www.yundu.example {', `localhost {\n\ttls ${cert} ${key}`],
      ['/var/log/caddy/lianxin.log', path.join(folder, 'access.log')],
      // It listens on ::1 too.
      ['10.0.0.0/8', offices.replace('127.0.0.0/8', '127.0.0.0/8 ::1')],
    ]);
    const main = path.join(folder, 'Caddyfile');
    await writeFile(main, `{\n\tadmin off\n\thttp_port ${http}\n\thttps_port ${https}\n}\n${site}`);
    const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    await start(t, 'caddy', ['run', '--config', main, '--adapter', 'caddyfile'], /serving initial configuration/, home);
  },
};

for (const [name, startProxy] of Object.entries(PROXIES)) {
  test(`${name}_brings_residents_and_staff_to_the_service`, { timeout: 240_000 }, async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), `lianxin-${name}-`));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const [http, https] = [await freePort(), await freePort()];
    const url = `https://localhost:${https}/`;
    const { file, person } = await prepareWithStaff(t, 9, { publicUrl: url });
    const service = await startProgram(['serve', '--settings', file]);
    t.after(service.stop);
    await startProxy(t, { folder, service: service.url, http, https, offices: '127.0.0.0/8' });
    const browser = await launchBrowser();
    t.after(() => browser.close());
    const page = await openPage(browser, { ignoreHTTPSErrors: true });
    const through = { url };

    const led = await fetch(`http://localhost:${http}/replies/`, { redirect: 'manual' });
    assert.match(led.headers.get('location'), /^https:\/\/localhost(:\d+)?\/replies\/$/, 'plain HTTP leads to TLS');
    await visit(page, through, 'replies/');

    await visit(page, through, 'mailbox/');
    const form = letterForm(page);
    const fields = { kind: 'inquiry', title: '水管漏水找谁', text: '三组路口的水管漏了三天，想问找谁来修。', rules_read: true };
    for (const [field, value] of Object.entries(fields)) await setField(form, field, value);
    await setField(form, 'consent', 'anonymised');
    const bytes = Buffer.alloc(3_000_000, 'x');
    const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n%'), bytes, Buffer.from('\n%%EOF\n')]);
    await form.locator('[type=file]').setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: pdf });
    await sendLetter(page);
    const number = (await page.locator('[data-submission-no]').textContent()).trim();
    assert.match(number, /^\d{4}-\d{4}-\d{4}$/, 'a letter with a file of 3 MB has its receipt');

    await signIn(page, through, person);
    assert.ok((await page.content()).includes(number), 'the desk shows it');
    noComplaints(page);

    const log = await readFile(path.join(folder, 'access.log'), 'utf8');
    await page.goto(`${url}track/?number=${number}`);
    assert.ok(log.length > 0 && !(await readFile(path.join(folder, 'access.log'), 'utf8')).includes(number));
  });

  test(`${name}_keeps_the_desk_to_the_offices_own_addresses`, { timeout: 240_000 }, async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), `lianxin-${name}-`));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const [http, https] = [await freePort(), await freePort()];
    const url = `https://localhost:${https}/`;
    const { file } = await prepareWithStaff(t, 9, { publicUrl: url });
    const service = await startProgram(['serve', '--settings', file]);
    t.after(service.stop);
    await startProxy(t, { folder, service: service.url, http, https, offices: '10.0.0.0/8' });
    const browser = await launchBrowser();
    t.after(() => browser.close());
    const page = await openPage(browser, { ignoreHTTPSErrors: true });
    assert.equal((await page.goto(`${url}desk/sign-in`)).status(), 403);
    assert.equal((await page.goto(`${url}mailbox/`)).status(), 200);
  });
}
