/**
 * Writes the workflows that the READMEs show and that `init` writes to `OUT/.github/workflows/`, as a user would who copies
 * them, so that they can be linted and run.
 *
 *   node scripts/example-workflows.ts OUT [REF]
 *
 * `REF` stands for the commit of the release; forty zeros by default.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFrom, templates } from 'sre-aiops';

/** A workflow that a README shows. */
export interface Example {
  /** Of its file in `.github/workflows/`, without `.yml`. */
  readonly name: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '..');
const noCommit = '0'.repeat(40);

/** The workflows with steps of their own that the README of main, two pages of docs/ and the README of every action show. */
export function exampleWorkflows(ref: string = noCommit): Example[] {
  return shown(ref).filter(({ text }) => !callsWorkflow(text));
}

/** The callers of reusable workflows: those of the same pages, and the three that `init` writes. */
export function callerWorkflows(ref: string = noCommit): Example[] {
  const written = templates(sourceFrom(`org/sre-aiops@${ref}`)).flatMap(({ path, text }) => {
    const [, name] = /^\.github\/workflows\/([\w-]+)\.yml$/.exec(path) ?? [];
    return name ? [{ name, text }] : [];
  });
  return [...shown(ref).filter(({ text }) => callsWorkflow(text)), ...written];
}

function shown(ref: string): Example[] {
  const folders = readdirSync(join(root, 'actions'), { recursive: true, encoding: 'utf8' });
  const readmes = folders.filter((file) => /^[\w-]+\/README\.md$/.test(file)).map((file) => join('actions', file));
  return ['README.md', 'docs/install.md', 'docs/triggers.md', ...readmes.sort()].flatMap((file) => {
    const blocks = readFileSync(join(root, file), 'utf8').matchAll(
      /```yaml\n(# \.github\/workflows\/([\w-]+)\.yml\n[\s\S]*?)```/g,
    );
    return Array.from(blocks, ([, text = '', name = '']) => ({
      name,
      text: text.replaceAll('<commit of the release>', ref),
    }));
  });
}

function callsWorkflow(text: string): boolean {
  return /uses: \S+\/\.github\/workflows\//.test(text);
}

if (import.meta.main) {
  const [out = '.', ref] = process.argv.slice(2);
  const folder = join(out, '.github', 'workflows');
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of [...exampleWorkflows(ref), ...callerWorkflows(ref)])
    writeFileSync(join(folder, `${name}.yml`), text);
}
