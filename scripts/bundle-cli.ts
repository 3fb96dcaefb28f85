/** Makes `packages/cli/dist`: the command line, bundled with what `init` writes, so that it runs alone on Node 24. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle/bundle.ts';

const cli = join(import.meta.dirname, '../packages/cli');
await bundle(join(cli, 'build/main.js'), join(cli, 'dist'));
cpSync(join(cli, 'templates'), join(cli, 'dist/templates'), { recursive: true });
