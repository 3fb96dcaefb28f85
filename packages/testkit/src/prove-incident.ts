import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileEdit, type Log, proveFix } from '@sre-aiops/core';
import { respondInFolder, silentLog, withProvingGround } from 'sre-aiops';
import { alertClock } from './evaluate.ts';
import { type BundledIncident, buildWorld } from './world.ts';

/** What running the fix of one incident came to. */
export interface ProofVerdict {
  readonly id: string;
  /** Place of the true culprit in the ranking, from 1; absent where there is none, or it was not ranked. */
  readonly rank?: number | undefined;
  readonly type: string;
  /** Proof without running anything. */
  readonly before: string;
  readonly proof: string;
  readonly why: string;
  /** Whether the trial of the true culprit found it guilty; absent where there is none. */
  readonly confirmed?: boolean | undefined;
  /** Other right fixes, and how many of them were proved. */
  readonly right: number;
  readonly proved: number;
  /** Fixes that look right and are wrong, and how many of them were not taken for proved. */
  readonly wrong: number;
  readonly refused: number;
  readonly seconds: number;
}

/**
 * Answers one incident with its fix run and suspects on trial, and tries the fixes in `reproduce/fixes`: those
 * named `right-*` are other right ones, those named `wrong-*` look right and are not.
 *
 * @param trials How many suspects, the first of the ranking.
 * @param installed Folder whose sub-folders hold the installed npm packages of the demo apps.
 */
export async function proveIncident(
  incident: BundledIncident,
  {
    scratch,
    knowledge,
    installed,
    trials,
    log,
  }: {
    readonly scratch: string;
    readonly knowledge: string;
    readonly installed: string;
    readonly trials: number;
    readonly log: Log;
  },
): Promise<ProofVerdict> {
  const { id, folder, expected } = incident;
  const started = performance.now();
  const repo = await buildWorld(incident, join(scratch, 'worlds', id));
  const clock = alertClock(folder);
  const common = { incident: folder, repo, knowledge, engine: 'offline', clock, log: silentLog } as const;
  const plain = await respondInFolder({ ...common, out: join(scratch, 'plain', id) });
  const response = await respondInFolder({
    ...common,
    out: join(scratch, 'proved', id),
    prove: true,
    trials,
    installed,
    log,
  });
  const { incident: seen, remediation } = response;
  const culprit = seen.suspects.find(({ number }) => number !== undefined && number === expected.culprit);
  const trial = remediation.proofRun?.trials.find(({ change }) => change === culprit?.id);
  const tryFixes = (names: string) =>
    withProvingGround(
      { prove: true, clone: repo, installed, clock, log },
      undefined,
      folder,
      async (proof): Promise<boolean[]> => {
        const proved: boolean[] = [];
        for (const patch of fixesIn(folder, names)) {
          const fix = { ...plain.remediation, patch, edits: editsOf(patch) };
          const before = remediation.proofRun?.before;
          proved.push((await proveFix(seen, fix, { ...proof!, before, clock, log })).verdict === 'proved');
        }
        return proved;
      },
    );
  const right = await tryFixes('right-');
  const wrong = await tryFixes('wrong-');
  return {
    id,
    rank: culprit ? seen.suspects.indexOf(culprit) + 1 : undefined,
    type: remediation.type,
    before: plain.remediation.proof,
    proof: remediation.proof,
    why: remediation.proofRun?.why ?? remediation.alternatives.at(-1)?.why ?? '',
    confirmed: expected.culprit === null ? undefined : trial?.outcome === 'green',
    right: right.length,
    proved: right.filter(Boolean).length,
    wrong: wrong.length,
    refused: wrong.filter((isProved) => !isProved).length,
    seconds: Math.round((performance.now() - started) / 1000),
  };
}

function fixesIn(folder: string, names: string): string[] {
  const fixes = join(folder, 'reproduce', 'fixes');
  const files = existsSync(fixes) ? readdirSync(fixes).filter((file) => file.startsWith(names)) : [];
  return files.sort().map((file) => readFileSync(join(fixes, file), 'utf8'));
}

/** The files of a patch, as far as a proof asks for them. */
function editsOf(patch: string): FileEdit[] {
  return Array.from(patch.matchAll(/^\+\+\+ b\/(.+)$/gm), ([, path = '']) => ({ path, action: 'update', content: '' }));
}
