/**
 * Answers the bundled incidents offline and prints, for each, what broke, which change did it and why, the fix, and where
 * the files lie. Arguments narrow it to incidents whose id contains one of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { summaryText } from '@sre-aiops/core';
import { buildWorld, incidentsIn } from '@sre-aiops/testkit';
import { respondInFolder, silentLog, systemClock } from 'sre-aiops';

const root = join(import.meta.dirname, '..');
const out = join(root, 'sre-aiops-out');
const wanted = process.argv.slice(2);
const incidents = incidentsIn(join(root, 'incidents')).filter(
  ({ id }) => wanted.length === 0 || wanted.some((part) => id.includes(part)),
);
const worlds = mkdtempSync(join(tmpdir(), 'sre-aiops-demo-'));
const print = (line: string) => process.stdout.write(`${line}\n`);

print(`Answering ${incidents.length} incidents offline: no token, no network, no model.\n`);
for (const [index, incident] of incidents.entries()) {
  const repo = await buildWorld(incident, join(worlds, incident.id));
  const started = performance.now();
  const response = await respondInFolder({
    incident: incident.folder,
    repo,
    out,
    knowledge: join(root, 'knowledge-base'),
    clock: systemClock,
    log: silentLog,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(`── ${index + 1}/${incidents.length}  ${incident.id}  (${seconds} s)`);
  print(summaryText({ ...response, folder: relative(root, response.folder) }));
}
rmSync(worlds, { recursive: true, force: true });
print(`Everything that would be published lies in ${relative(process.cwd(), out) || out}/<incident>/published.`);
