/**
 * Answers the bundled incidents offline and prints, for each, what broke, which change did it and why, the fix, and where
 * the files lie. Arguments narrow it to incidents whose id contains one of them. With `--prove` every fix is run with its
 * reproducer, and three suspects are put on trial: minutes an incident, and Maven, a JDK ≥ 21, npm and a network.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { summaryText } from '@sre-aiops/core';
import { buildWorld, incidentsIn } from '@sre-aiops/testkit';
import { respondInFolder, silentLog, systemClock } from 'sre-aiops';
import { progress } from './eval/proofs.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'sre-aiops-out');
const { values, positionals: wanted } = parseArgs({ allowPositionals: true, options: { prove: { type: 'boolean' } } });
const { prove = false } = values;
const incidents = incidentsIn(join(root, 'incidents')).filter(
  ({ id }) => wanted.length === 0 || wanted.some((part) => id.includes(part)),
);
const worlds = mkdtempSync(join(tmpdir(), 'sre-aiops-demo-'));
const print = (line: string) => process.stdout.write(`${line}\n`);

print(`Answering ${incidents.length} incidents: no token, no model${prove ? '' : ', no network'}.\n`);
for (const [index, incident] of incidents.entries()) {
  const repo = await buildWorld(incident, join(worlds, incident.id));
  const started = performance.now();
  const response = await respondInFolder({
    incident: incident.folder,
    repo,
    out,
    knowledge: join(root, 'knowledge-base'),
    engine: 'offline',
    clock: systemClock,
    log: prove ? progress(incident.id) : silentLog,
    ...(prove ? { prove, trials: 3 } : {}),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(`── ${index + 1}/${incidents.length}  ${incident.id}  (${seconds} s)`);
  print(summaryText({ ...response, folder: relative(root, response.folder) }));
}
rmSync(worlds, { recursive: true, force: true });
print(`Everything that would be published lies in ${relative(process.cwd(), out) || out}/<incident>/published.`);
