import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commandLine } from '../program.ts';
import { templates } from './templates.ts';

const root = join(import.meta.dirname, '../../../..');
const files = new Map(templates().map(({ path, text }) => [path, text]));
const names = [
  'investigate-incident',
  'list-incidents',
  'review-fix-pr',
  'sre-diagnose',
  'sre-remediate',
  'sre-status',
  'trigger-agent',
].map((name) => `.github/prompts/${name}.prompt.md`);
const agent = '.github/agents/sre-on-call.agent.md';
const own = [...names, agent, '.github/copilot-instructions.md'];

/** A place in which chat texts stand: what they may name there. */
interface Place {
  readonly pages: readonly string[];
  read(path: string): string | undefined;
  has(path: string): boolean;
}

const users: Place = {
  pages: [...names, agent],
  read: (path) => files.get(path),
  // A knowledge base is there once something was learned.
  has: (path) => files.has(path) || path.startsWith('knowledge-base'),
};
const ours: Place = {
  pages: own,
  read: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
  has: (path) => existsSync(join(root, path)),
};

/** What stands in code, inline or fenced: a line each. */
function codeIn(text: string): string[] {
  const fenced = Array.from(text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm), ([, code = '']) => code.split('\n'));
  const inline = Array.from(
    text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g),
    ([, code = '']) => code,
  );
  return [...fenced.flat(), ...inline].map((line) => line.trim()).filter((line) => line !== '');
}

describe.each([
  ['that init writes', users],
  ['of this repository', ours],
])('the chat texts %s', (_, place) => {
  const pages = place.pages.map((path) => ({ path, text: place.read(path)! }));
  const code = pages.flatMap(({ text }) => codeIn(text));

  test('are prompts and an agent that an editor can load', () => {
    expect(pages.filter(({ text }) => text === undefined)).toEqual([]);
    const servers = Object.keys(JSON.parse(place.read('.vscode/mcp.json')!).servers);
    for (const { path, text } of pages.filter((page) => !page.path.endsWith('instructions.md'))) {
      const header = parse(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '');
      expect(header.description, path).toMatch(/^[A-Z].{20,300}$/);
      expect(header.tools.length, path).toBeGreaterThan(1);
      for (const tool of header.tools.filter((name: string) => name.includes('/')))
        expect(servers, path).toContain(tool.split('/')[0]);
      if (path.includes('/prompts/')) expect(header.agent, path).toBe('agent');
      expect(text.length, path).toBeLessThan(30_000);
    }
  });

  test('name only commands and options that the command line has', () => {
    const lines = code.filter((line) => /^(?:npx )?sre-aiops /.test(line));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const [name = '', ...rest] = line.replace(/^(?:npx )?sre-aiops /, '').split(/\s+/);
      const command = commandLine().commands.find((one) => one.name() === name);
      expect(command, line).toBeDefined();
      const options = rest.filter((word) => word.startsWith('--'));
      const known = command!.options.map(({ long }) => long);
      expect(
        options.filter((option) => !known.includes(option)),
        line,
      ).toEqual([]);
    }
  });

  test('start only workflows that are there, with inputs that they take', () => {
    const lines = code.filter((line) => /^gh (?:workflow run|run list)/.test(line));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      const [, name = ''] = /(?:workflow run|--workflow) (\S+\.yml)/.exec(line) ?? [];
      const { on } = parse(place.read(`.github/workflows/${name}`) ?? 'on: {}');
      if (!line.startsWith('gh workflow run')) continue;
      const known: Record<string, { required?: boolean }> = on.workflow_dispatch.inputs;
      const given = Array.from(line.matchAll(/ -[fF] ([\w-]+)=/g), ([, input = '']) => input);
      expect(Object.keys(known), line).toEqual(expect.arrayContaining(given));
      const required = Object.keys(known).filter((input) => known[input]!.required);
      expect(given, line).toEqual(expect.arrayContaining(required));
    }
  });

  test('name only files that are there', () => {
    const named = code.flatMap(
      (line) => line.match(/(?<![\w/])\.?(?:github|vscode|docs|packages|knowledge-base|incidents)\/[\w./-]*\w/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((path) => !place.has(path))).toEqual([]);
  });
});
