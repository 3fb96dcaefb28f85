/**
 * Makes the `dist/` of every action: its entry, and beside it the kit that all of them share, bundled once into a file that
 * runs alone on Node 24, with parts that few runs need and the licences of what is inside. Twice the same source gives
 * twice the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const actions = join(root, 'actions');
const kit = mkdtempSync(join(tmpdir(), 'sre-aiops-kit-'));

const bundle = [
  'build',
  'packages/action-kit/build/index.js',
  '--out',
  kit,
  '--minify',
  '--license',
  'licenses.txt',
  '--quiet',
];
execFileSync(join(root, 'node_modules/.bin/ncc'), bundle, { cwd: root, stdio: 'inherit' });
for (const name of readdirSync(actions).filter((folder) => existsSync(join(actions, folder, 'action.yml')))) {
  const main = readFileSync(join(actions, 'build', name, 'src/main.js'), 'utf8');
  const dist = join(actions, name, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  cpSync(kit, join(dist, 'kit'), { recursive: true });
  const alone = main
    .replace("'@sre-aiops/action-kit'", "'./kit/index.js'")
    .replace(/^\/\/# sourceMappingURL.*\n?/m, '');
  writeFileSync(join(dist, 'index.js'), alone);
  writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n');
}
rmSync(kit, { recursive: true });
