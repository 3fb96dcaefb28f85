import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from './build/postgres.js';
import { Language, Parser } from './build/tree-sitter.js';
import { unpacked } from './build/unpack.js';

const build = join(import.meta.dirname, 'build');
const grammars = readdirSync(build).filter((file) => /^bytes-(?!kubernetes|postgres|tree-sitter).*\.js$/.test(file));

test('every grammar loads from its module, and reads', async () => {
  const runtime = await import('./build/bytes-tree-sitter.js');
  await Parser.init({ wasmBinary: await unpacked(runtime.bytes) });
  expect(grammars.length).toBeGreaterThan(9);
  for (const file of grammars) {
    const { bytes } = await import(pathToFileURL(join(build, file)).href);
    const parser = new Parser();
    parser.setLanguage(await Language.load(await unpacked(bytes)));
    expect(parser.parse('<?php )(')?.rootNode.hasError, file).toBe(true);
  }
});

test("PostgreSQL's parser says where a statement is wrong", async () => {
  expect((await parse('SELECT 1; SELECT 2')).stmts).toHaveLength(2);
  await expect(parse('SELECT 1; SELEC 2')).rejects.toMatchObject({
    message: 'syntax error at or near "SELEC"',
    sqlDetails: { cursorPosition: 10 },
  });
});

test('the modules run where they are copied alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grammars-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(build, folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const script = `
    const { parse } = await import('./postgres.js');
    const { Parser, Language } = await import('./tree-sitter.js');
    const { unpacked } = await import('./unpack.js');
    await Parser.init({ wasmBinary: await unpacked((await import('./bytes-tree-sitter.js')).bytes) });
    const parser = new Parser();
    parser.setLanguage(await Language.load(await unpacked((await import('./bytes-go.js')).bytes)));
    console.log((await parse('SELECT 1')).stmts.length, parser.parse('package a').rootNode.hasError);`;
  writeFileSync(join(folder, 'main.js'), script);
  expect(execFileSync(process.execPath, ['main.js'], { cwd: folder, encoding: 'utf8' })).toBe('1 false\n');
});

test('the licences of what is inside are there', () => {
  const licences = readFileSync(join(build, 'licences.txt'), 'utf8');
  for (const name of ['web-tree-sitter', '@vscode/tree-sitter-wasm', 'libpg-query'])
    expect(licences).toContain(`${name} `);
});
