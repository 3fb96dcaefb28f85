import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { minify } from 'terser';
import { licencesText, packagesIn, type Stats } from './licences.ts';

const ncc = join(import.meta.dirname, '../../node_modules/.bin/ncc');
/** Of the parsers in `packages/core/grammars`, whose modules are written anew and so are in no package. */
const grammarLicences = join(import.meta.dirname, '../../packages/core/grammars/build/licences.txt');

/**
 * Bundles a compiled entry into a folder that runs alone on Node 24: `index.js` with what every start loads, a file for
 * each part that an `import()` asks for, and `licenses.txt` with the licences of all that is inside. Twice the same source
 * gives twice the same bytes.
 *
 * @param entry JavaScript that tsc wrote.
 * @param out Made anew.
 * @throws {Error} when a package inside has no licence.
 */
export async function bundle(entry: string, out: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-bundle-'));
  const statsFile = join(scratch, 'stats.json');
  const options = ['--target', 'es2022', '--quiet', '--stats-out', statsFile];
  rmSync(out, { recursive: true, force: true });
  // Run from this folder, ncc heeds the tsconfig.json in it.
  execFileSync(ncc, ['build', resolve(entry), '--out', resolve(out), ...options], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  });
  const stats = JSON.parse(readFileSync(statsFile, 'utf8')) as Stats;
  rmSync(scratch, { recursive: true });
  const licences = [licencesText(packagesIn(stats, import.meta.dirname)), readFileSync(grammarLicences, 'utf8')];
  writeFileSync(join(out, 'licenses.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
  for (const name of readdirSync(out).filter((file) => file.endsWith('.js'))) await minifyFile(join(out, name));
}

/** ncc's own `--minify` leaves out the parts that are loaded later, and expressions as they are. */
async function minifyFile(file: string): Promise<void> {
  const { code } = await minify(readFileSync(file, 'utf8'), { module: true, ecma: 2020, keep_classnames: true });
  writeFileSync(file, `${code}\n`);
}
