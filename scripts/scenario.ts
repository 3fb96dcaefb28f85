/**
 * Lays a bundled incident out for the workflow `incident-response`: `OUT/alert.json`, `OUT/logs.txt`, its reproducer in
 * `OUT/reproduce/`, and its history as the git bundle `OUT/tree.bundle`.
 *
 *   node scripts/scenario.ts NAME OUT
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { incidentsIn } from '@sre-aiops/testkit';
import { gitText, replayHistory } from 'sre-aiops';

const [name, out] = process.argv.slice(2);
const incident = incidentsIn(join(import.meta.dirname, '../incidents')).find(({ id }) => id === name);
if (!incident || out === undefined) {
  process.stderr.write(`${name ?? 'Nothing'} is no bundled incident. Run \`node scripts/scenario.ts NAME OUT\`.\n`);
  process.exit(1);
}
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-scenario-'));
mkdirSync(out, { recursive: true });
for (const file of ['alert.json', 'logs.txt', 'reproduce'])
  cpSync(join(incident.folder, file), join(out, file), { recursive: true });
await replayHistory(incident.folder, join(scratch, 'tree'));
await gitText(join(scratch, 'tree'), ['bundle', 'create', '--quiet', resolve(out, 'tree.bundle'), 'HEAD', '--all']);
rmSync(scratch, { recursive: true });
