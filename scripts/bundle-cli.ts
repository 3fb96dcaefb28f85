/** Makes `packages/cli/dist`: the command line, bundled so that it runs alone on Node 24. */
import { join } from 'node:path';
import { bundle } from './bundle/bundle.ts';

const cli = join(import.meta.dirname, '../packages/cli');
await bundle(join(cli, 'build/main.js'), join(cli, 'dist'));
