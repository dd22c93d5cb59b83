// A township's finished public site in both themes, with every type of page: the sample content, what a sample service
// has published, older replies enough for a second page of the list, one that was withdrawn, an address that moved, and
// the editions. Deliberately absent: a service behind the pages.

import { execFile } from 'node:child_process';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT, startDemo } from './harness.mjs';

/** The day on which the sample site is built. */
const DAY = '2026-11-28';

/** Where the sample's settings say that the site is. */
const BASE = '/hexi/';

const WITHDRAWN = '2025-9001-9002';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

/** The generator, built by `cargo build -p site-gen`. */
function generator() {
  const target = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
  const file = process.env.LIANXIN_SITE_GEN ?? path.join(target, 'debug', 'site-gen');
  assert.ok(existsSync(file), `${file} is not there: run cargo build -p site-gen first`);
  return file;
}

/** Replaces what must be there. */
async function change(file, from, to) {
  const text = await readFile(file, 'utf8');
  assert.ok(text.includes(from), `${file} has no ${from}`);
  await writeFile(file, text.replace(from, to));
}

/**
 * Builds the site in both themes.
 * @param {(service: {url: string}) => Promise<void>} [meanwhile] what is asked of the service while it runs
 * @returns {Promise<{town: string, plain: string, types: [string, string][], remove: () => Promise<void>}>}
 */
export async function buildSample(meanwhile) {
  const folder = await mkdtemp(path.join(tmpdir(), 'lianxin-site-'));
  const at = (...names) => path.join(folder, ...names);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(path.join(ROOT, 'content'), at('content'), { recursive: true });
    const service = await startDemo();
    try {
      await cp(path.join(service.folder, 'replies'), at('content', 'replies'), { recursive: true });
      await meanwhile?.(service);
    } finally {
      await service.stop();
    }
    const known = await writeOlderReplies(at('content', 'replies'));
    await change(at('content', 'site.toml'), '# editions = ["zh-Hant"]', 'editions = ["zh-Hant", "en"]');
    await change(at('content', 'policies', 'laji-fenlei.md'), '+++\n', '+++\naliases = ["old/laji/"]\n');
    for (const theme of ['town', 'plain']) {
      const args = ['build', '--content', at('content'), '--theme', path.join(ROOT, 'themes', theme)];
      await promisify(execFile)(generator(), [...args, '--out', at(theme), '--date', DAY]);
    }
    return { town: at('town'), plain: at('plain'), types: await typesOf(at('town'), known), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Copies of what is published, a week apart in the year before; gives the numbers of two of them. */
async function writeOlderReplies(folder) {
  const published = (await readdir(path.join(folder, '2026'))).filter((name) => name.endsWith('.md')).sort();
  assert.notEqual(published.length, 0, 'the sample service has published replies');
  await mkdir(path.join(folder, '2025'), { recursive: true });
  const day = (at) => new Date(Date.UTC(2025, 0, 5 + at)).toISOString().slice(0, 10);
  let collective;
  for (let nth = 0; nth < 42; nth += 1) {
    const text = await readFile(path.join(folder, '2026', published[nth % published.length]), 'utf8');
    const number = `2025-${1000 + nth}-${7000 + nth}`;
    const older = text
      .replace(/^submission_no = .*$/m, `submission_no = "${number}"`)
      .replace(/^received_on = .*$/m, `received_on = ${day(nth * 7)}`)
      .replace(/^replied_on = .*$/m, `replied_on = ${day(nth * 7 + 3)}`)
      .replace(/^published_at = .*$/m, `published_at = "${day(nth * 7 + 5)} 10:20"`)
      .replace(/^letters = .*$/m, `letters = ${nth % 9 === 8 ? 7 : 1}`);
    if (/^letters = 7$/m.test(older)) collective = number;
    await writeFile(path.join(folder, '2025', `${number}.md`), older);
  }
  const tombstone = `submission_no = "${WITHDRAWN}"\nwithdrawn_on = 2026-10-01\npublished_at = "2025-12-30 10:00"\n`;
  await writeFile(path.join(folder, '2025', `${WITHDRAWN}.md`), `+++\n${tombstone}+++\n`);
  return { reply: published[0].replace('.md', ''), collective };
}

/** Every type of page by name and address below the site's root. */
async function typesOf(site, { reply, collective }) {
  const first = async (folder) => {
    const names = await readdir(path.join(site, folder), { withFileTypes: true });
    const found = names.filter((one) => one.isDirectory() && one.name !== 'page').map((one) => one.name).sort()[0];
    assert.ok(found, `${folder} has no pages`);
    return `${folder}${found}/`;
  };
  const types = [
    ['home', ''],
    ['contacts', 'contacts/'],
    ['contact', 'contacts/wang-runtian/'],
    ['villages', 'villages/'],
    ['village', 'villages/shuikou/'],
    ['sheet of cards', 'villages/shuikou/cards/'],
    ['offices', 'offices/'],
    ['office', 'offices/minzheng/'],
    ['policies', 'policies/'],
    ['policy', 'policies/laji-fenlei/'],
    ['policy of a repealed document', 'policies/yishi-yiyi/'],
    ['documents', 'documents/'],
    ['document', 'documents/hezhengfa-2026-06/'],
    ['amended document', 'documents/hezhengfa-2024-08/'],
    ['repealed document', 'documents/hezhengfa-2021-07/'],
    ['replies', 'replies/'],
    ['older page of replies', await first('replies/page/')],
    ['replies of a village', 'replies/villages/shuikou/'],
    ['replies of an office', 'replies/offices/minzheng/'],
    ['replies of a kind', 'replies/kinds/inquiry/'],
    ['replies of a year', 'replies/years/2025/'],
    ['topics of replies', 'replies/topics/'],
    ['replies of a topic', await first('replies/topics/')],
    ['reply', `replies/2026/${reply}/`],
    ['collective reply', `replies/2025/${collective}/`],
    ['tombstone', `replies/2025/${WITHDRAWN}/`],
    ['events', 'events/'],
    ['event', 'events/kentanhui-2026-12-08/'],
    ['past event', 'events/kentanhui-2026-10-27/'],
    ['cancelled event', 'events/jizhong-bangong-2026-08-11/'],
    ['improvements', 'improvements/'],
    ['improvement', 'improvements/meiyue-chaobiao/'],
    ['figures', 'figures/'],
    ['feeds and data', 'data/'],
    ['search', 'search/?q=%E4%BD%8E%E4%BF%9D'],
    ['plain page', 'about/'],
    ['moved page', 'old/laji/'],
    ['404', '404.html'],
    ['home, Traditional', 'zh-hant/'],
    ['home, English', 'en/'],
    ['contacts, English', 'en/contacts/'],
    ['replies, English', 'en/replies/'],
    ['reply, English', `en/replies/2026/${reply}/`],
    ['reply, Traditional', `zh-hant/replies/2026/${reply}/`],
  ];
  for (const [name, address] of types) {
    const file = path.join(site, address.replace(/\?.*/, ''), address.endsWith('.html') ? '' : 'index.html');
    assert.ok(existsSync(file), `${name}: ${file} is not there`);
  }
  return types;
}

/** Serves a folder below the address that the sample's settings name. A page that leads on stays, to be looked at. */
export async function serveFolder(folder) {
  const server = createServer(async (request, response) => {
    const pathname = new URL(request.url, 'http://localhost').pathname.replace(BASE, '/');
    const file = path.join(folder, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    try {
      const body = await readFile(file);
      response.setHeader('Content-Type', type);
      response.end(type.startsWith('text/html') ? body.toString().replace(/<meta http-equiv="refresh"[^>]*>/, '') : body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${server.address().port}${BASE}`, stop };
}
