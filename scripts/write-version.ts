/** Writes the version of the command line, which changesets keep in its package.json, into its source. */
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../packages/cli/package.json', import.meta.url), 'utf8'));
const file = new URL('../packages/cli/src/version.ts', import.meta.url);
writeFileSync(file, readFileSync(file, 'utf8').replace(/'[^']*';$/m, `'${version}';`));
