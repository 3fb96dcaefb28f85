import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { measureTokens } from './measure-tokens.ts';
import { incidentsIn } from './world.ts';

const root = join(import.meta.dirname, '../../..');
const knowledge = join(root, 'knowledge-base');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-tokens-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Entries and megabytes of the grown ones; the whole takes minutes, so `npm run test:long` does it. */
const grown = process.env.SRE_AIOPS_LONG ? { entries: 10_000, megabytes: 200 } : { entries: 200, megabytes: 4 };

/** The bundled knowledge base among so many entries of other services that failed in the same ways. */
function grownKnowledge(entries: number): string {
  const folder = join(scratch, 'knowledge');
  cpSync(knowledge, folder, { recursive: true });
  const known = readdirSync(join(folder, 'incidents')).map((file) => ({
    id: file.replace('.md', ''),
    text: readFileSync(join(folder, 'incidents', file), 'utf8'),
  }));
  mkdirSync(join(folder, 'incidents'), { recursive: true });
  for (let n = known.length; n < entries; n++) {
    const { id, text } = known[n % known.length]!;
    const other = `${id.slice(0, 9)}other-${n}`;
    const moved = text
      .replace(`id: ${id}`, `id: ${other}`)
      .replace(/^key: .*$/m, `key: generic/Other${n}/other-${n}/production/-`)
      .replace(/^service: .*$/m, `service: other-${n}`);
    writeFileSync(join(folder, 'incidents', `${other}.md`), moved);
  }
  return folder;
}

function grownLog(log: string, megabytes: number): string {
  const file = join(scratch, 'big.log');
  const script = join(root, 'scripts/big-log.ts');
  execFileSync(process.execPath, [script, log, String(megabytes)], {
    stdio: ['ignore', openSync(file, 'w'), 'inherit'],
  });
  return file;
}

test('what a model is sent does not grow with the knowledge base and the log', { timeout: 600_000 }, async () => {
  const incident = incidentsIn(join(root, 'incidents')).find(({ id }) => id.includes('n-plus-one'))!;
  const before = await measureTokens(incident, { scratch: join(scratch, 'before'), knowledge });
  const after = await measureTokens(incident, {
    scratch: join(scratch, 'after'),
    knowledge: grownKnowledge(grown.entries),
    logs: [grownLog(join(incident.folder, 'logs.txt'), grown.megabytes)],
  });
  process.stderr.write(`${grown.entries} entries, ${grown.megabytes} MB: ${before.all} tokens, then ${after.all}\n`);

  expect(before.requests).toBeGreaterThan(2);
  expect(after.requests).toBe(before.requests);
  expect(Math.abs(after.all / before.all - 1)).toBeLessThan(0.05);
});
