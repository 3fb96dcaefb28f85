/** Writes `build/`: the prompts of the repository as a module, so that they are in every bundle. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const build = join(import.meta.dirname, 'build');
const prompts = join(import.meta.dirname, '../../../prompts');
const suffix = '.prompt.yml';

const files = readdirSync(prompts)
  .filter((name) => name.endsWith(suffix))
  .sort();
const texts = Object.fromEntries(
  files.map((name) => [name.slice(0, -suffix.length), readFileSync(join(prompts, name), 'utf8')]),
);
rmSync(build, { recursive: true, force: true });
mkdirSync(build);
writeFileSync(join(build, 'texts.js'), `export const texts = ${JSON.stringify(texts, undefined, 2)};\n`);
writeFileSync(join(build, 'texts.d.ts'), 'export const texts: Readonly<Record<string, string>>;\n');
