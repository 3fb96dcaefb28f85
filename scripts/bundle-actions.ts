/**
 * Makes the `dist/` of every action: its entry, and beside it the kit that all of them share, bundled once. Fails when what
 * every start loads has grown beyond its bound.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle/bundle.ts';

const root = join(import.meta.dirname, '..');
const actions = join(root, 'actions');
const kit = mkdtempSync(join(tmpdir(), 'sre-aiops-kit-'));
/** Bytes of JavaScript before an action knows whether there is work. An import in the wrong place doubles them unseen. */
const maxStart = 250_000;
/** Actions that plan fixes, and so read them with the parsers, which are 2 MB. The others never ask for these parts. */
const parses: ReadonlySet<string> = new Set(['remediate', 'repair', 'respond']);

await bundle(join(root, 'packages/action-kit/build/index.js'), kit);
const start = statSync(join(kit, 'index.js')).size;
if (start > maxStart)
  throw new Error(`Every start loads ${start} bytes, more than ${maxStart}: see which import does it.`);
for (const name of readdirSync(actions).filter((folder) => existsSync(join(actions, folder, 'action.yml')))) {
  const main = readFileSync(join(actions, 'build', name, 'src/main.js'), 'utf8');
  const dist = join(actions, name, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  cpSync(kit, join(dist, 'kit'), { recursive: true, filter: (file) => parses.has(name) || !isParser(file) });
  const alone = main
    .replace("'@sre-aiops/action-kit'", "'./kit/index.js'")
    .replace(/^\/\/# sourceMappingURL.*\n?/m, '');
  writeFileSync(join(dist, 'index.js'), alone);
  writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n');
}
rmSync(kit, { recursive: true });

/** Whether a part of the kit is a parser's WebAssembly: gzip in base64, as `packages/core/grammars` writes it. */
function isParser(file: string): boolean {
  return file.endsWith('.js') && readFileSync(file, 'utf8').includes('H4sIAAAAAAA');
}
