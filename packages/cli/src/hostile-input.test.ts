import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PullRequestDraft } from '@sre-aiops/core';
import { afterAll, expect, test } from 'vitest';
import { assertOneStdin, readPayload, readText } from './input.ts';
import { folderWriter } from './local/folder-writer.ts';
import { incidentFolder, makeFolder, writeWhole } from './local/incident-folder.ts';
import { knowledgeFolder } from './local/knowledge-folder.ts';
import { withScratch } from './local/scratch.ts';
import { commandLine } from './program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-input-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(scratch, name), content);
  return join(scratch, name);
}

test('reads UTF-16 by its mark', async () => {
  const little = Buffer.from('\ufeff{"title":"größer"}', 'utf16le');
  expect(await readPayload(file('little.json', little))).toEqual({ title: 'größer' });
  expect(await readPayload(file('big.json', Buffer.from(little).swap16()))).toEqual({ title: 'größer' });
});

test('stops reading where a file is larger than it may be, also one without a size', async () => {
  const refused = { code: 'FILE_UNREADABLE', message: expect.stringContaining('larger than 1 MiB') };
  await expect(readText('/dev/zero', 'FILE_UNREADABLE', 1024 * 1024)).rejects.toMatchObject(refused);
});

test('takes standard input once', () => {
  expect(() => assertOneStdin(['-', 'app.log', undefined])).not.toThrow();
  expect(() => assertOneStdin(['-', '-'])).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
});

test('names no personal data in the folder of an incident', () => {
  const payload = { title: 'Mail is slow', service: 'ada@shop.example', firedAt: '2026-04-12T10:00:00Z' };
  expect(incidentFolder('out', payload, '2026-04-12T10:00:00.000Z')).not.toMatch(/ada/);
});

test('readers see one whole text, however many write at once', async () => {
  const target = join(scratch, 'deep/er/whole.txt');
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(10_000));
  await Promise.all(texts.map((text) => writeWhole(target, text)));
  expect(texts).toContain(readFileSync(target, 'utf8'));
  expect(readdirSync(join(scratch, 'deep/er'))).toEqual(['whole.txt']);
});

test('says where nothing can be written, and leaves nothing', async () => {
  mkdirSync(join(scratch, 'taken/folder.json'), { recursive: true });
  const refused = { code: 'OUTPUT_UNWRITABLE' };
  await expect(writeWhole(join(scratch, 'taken/folder.json'), 'text')).rejects.toMatchObject(refused);
  await expect(writeWhole(join(file('a-file', ''), 'below.json'), 'text')).rejects.toMatchObject(refused);
  expect(readdirSync(join(scratch, 'taken'))).toEqual(['folder.json']);
  await expect(makeFolder('/proc/nobody/makes/this')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a proposal holds the files of this run and none outside its folder', async () => {
  const writer = folderWriter(join(scratch, 'incident'), { files: async () => [] });
  const edit = (path: string) => ({ action: 'update', path, content: 'x = 1\n' });
  const propose = (...paths: string[]) =>
    writer.putPullRequest({
      title: 'Fix',
      labels: [],
      body: '',
      patch: '',
      edits: paths.map(edit),
    } as never as PullRequestDraft);
  await propose('old.py', 'src/both.py');
  await propose('src/both.py');
  expect(readdirSync(join(scratch, 'incident/published/pull-request'))).toEqual(['src']);
  await expect(propose('../../../escaped.py')).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
  expect(readdirSync(scratch)).not.toContain('escaped.py');
});

test('a knowledge base is the same however its folder is written', async () => {
  mkdirSync(join(scratch, 'kb/incidents'), { recursive: true });
  file('kb/incidents/one.md', '# one\n');
  file('kb/incidents/huge.md', 'x'.repeat(2 * 1024 * 1024));
  for (const way of [join(scratch, 'kb'), `${scratch}/./kb//`])
    expect(await knowledgeFolder(way).files()).toEqual([{ path: 'incidents/one.md', text: '# one\n' }]);
});

test('scratch folders go with their work', async () => {
  const gone = await withScratch(async (folder) => folder);
  expect(() => readdirSync(gone)).toThrow();
  await expect(withScratch(() => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
});

test('the help of every command shows an example', () => {
  for (const command of commandLine().commands) {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help, command.name()).toContain(`$ sre-aiops ${command.name()} `);
  }
});

test('the help says which options are required', () => {
  const help = commandLine()
    .commands.find((command) => command.name() === 'rank')
    ?.helpInformation();
  expect(help).toMatch(/--changes <file> .*\(required\)/s);
  expect(help).not.toMatch(/--json.*\(required\)/);
});

/** Runs the built program with scratch folders of its own; `act` may end it. */
function runHere(args: string[], act: (child: ReturnType<typeof spawn>) => void) {
  const temporary = mkdtempSync(join(scratch, 'tmp-'));
  const bin = join(import.meta.dirname, '../bin/sre-aiops.js');
  const child = spawn(process.execPath, [bin, ...args], { cwd: scratch, env: { ...process.env, TMPDIR: temporary } });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  act(child);
  return new Promise<{ code: number | null; stderr: string; left: string[] }>((resolve) =>
    child.on('close', (code) => resolve({ code, stderr, left: readdirSync(temporary) })),
  );
}

test('told to stop, it leaves nothing behind and says so to the shell', async () => {
  const alert = file('alert.json', '{"title":"Checkout is slow","service":"checkout"}');
  const ended = await runHere(['respond', alert, '--logs', '-', '--out', join(scratch, 'stopped')], (child) => {
    child.stderr!.once('data', () => child.kill('SIGINT'));
  });
  expect(ended).toMatchObject({ code: 130, left: [] });
});

test('a reader that has seen enough is no failure', async () => {
  const log = file('long.log', Array.from({ length: 300_000 }, (_, line) => `line ${line} of many\n`).join(''));
  const ended = await runHere(['redact', log], (child) => child.stdout!.once('data', () => child.stdout!.destroy()));
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});
