#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../build/main.js', import.meta.url);
const [major] = process.versions.node.split('.');
if (Number(major) < 22)
  fail(`sre-aiops needs Node 22 or later, and this is ${major}. \`npx sre-aiops\` brings its own.`);
else if (existsSync(main)) await import(main.href);
else fail('sre-aiops is not built yet. Run `npm run build` first.');

/** @param {string} message What happened, and what to do. */
function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = 1;
}
