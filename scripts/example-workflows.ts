/**
 * Writes the workflows that the READMEs show to `OUT/.github/workflows/`, as a user would who copies them, so that they can be
 * linted and run.
 *
 *   node scripts/example-workflows.ts OUT [REF]
 *
 * `REF` stands for the commit of the release; forty zeros by default.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A workflow that a README shows. */
export interface Example {
  /** Of its file in `.github/workflows/`, without `.yml`. */
  readonly name: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '..');
const noCommit = '0'.repeat(40);

/** The workflows of the README of main and of every action. */
export function exampleWorkflows(ref: string = noCommit): Example[] {
  const folders = readdirSync(join(root, 'actions'), { recursive: true, encoding: 'utf8' });
  const readmes = folders.filter((file) => /^[\w-]+\/README\.md$/.test(file)).map((file) => join('actions', file));
  return ['README.md', ...readmes.sort()].flatMap((file) => {
    const blocks = readFileSync(join(root, file), 'utf8').matchAll(
      /```yaml\n(# \.github\/workflows\/([\w-]+)\.yml\n[\s\S]*?)```/g,
    );
    return Array.from(blocks, ([, text = '', name = '']) => ({
      name,
      text: text.replaceAll('<commit of the release>', ref),
    }));
  });
}

if (import.meta.main) {
  const [out = '.', ref] = process.argv.slice(2);
  const folder = join(out, '.github', 'workflows');
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of exampleWorkflows(ref)) writeFileSync(join(folder, `${name}.yml`), text);
}
