/**
 * Writes `schemas/<document>.json` (JSON Schema 2020-12) from the zod types of the documents, `schemas/policy.json`, by
 * which editors complete `.github/sre-aiops.yml`, and `schemas/status.json` for what `sre-aiops status --json` prints.
 * With `--check` it writes nothing and fails when one is not current.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Alert, documentSchemas, PolicyFile, StatusReport } from '@sre-aiops/core';
import { z } from 'zod';

const check = process.argv.includes('--check');
const folder = new URL('../schemas/', import.meta.url);
const stale: string[] = [];

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries({
  alert: Alert,
  ...documentSchemas,
  policy: PolicyFile,
  status: StatusReport,
})) {
  const file = new URL(`${name}.json`, folder);
  // People write the policy, so its keys are optional; programs write the documents, where defaults are filled in.
  const io = name === 'policy' ? 'input' : 'output';
  const text = `${JSON.stringify({ title: name, ...z.toJSONSchema(schema, { io }) }, null, 2)}\n`;
  if (textOf(file) === text) continue;
  if (check) stale.push(`schemas/${name}.json`);
  else writeFileSync(file, text);
}
if (stale.length > 0) {
  process.stderr.write(`Not current: ${stale.join(', ')}. Run \`npm run schemas\` and commit the result.\n`);
  process.exitCode = 1;
}

function textOf(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
