import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileEdit, proveFix } from '@sre-aiops/core';
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
  /** Whether taking the true culprit out turns the reproducer green; absent where there is none. */
  readonly confirmed?: boolean | undefined;
  /** Fixes that look right and are wrong, and how many of them were not taken for proved. */
  readonly decoys: number;
  readonly refused: number;
  readonly seconds: number;
}

/**
 * Answers one incident with its fix run and three suspects on trial, and tries the wrong fixes in `reproduce/fixes`.
 *
 * @param installed Folder whose sub-folders hold the installed npm packages of the demo apps.
 */
export async function proveIncident(
  incident: BundledIncident,
  {
    scratch,
    knowledge,
    installed,
  }: { readonly scratch: string; readonly knowledge: string; readonly installed: string },
): Promise<ProofVerdict> {
  const { id, folder, expected } = incident;
  const started = performance.now();
  const repo = await buildWorld(incident, join(scratch, 'worlds', id));
  const clock = alertClock(folder);
  const common = { incident: folder, repo, knowledge, clock, log: silentLog };
  const plain = await respondInFolder({ ...common, out: join(scratch, 'plain', id) });
  const response = await respondInFolder({
    ...common,
    out: join(scratch, 'proved', id),
    prove: true,
    trials: 3,
    installed,
  });
  const { incident: seen, remediation } = response;
  const culprit = seen.suspects.find(({ number }) => number !== undefined && number === expected.culprit);
  const trial = remediation.proofRun?.trials.find(({ change }) => change === culprit?.id);
  const wrong = wrongFixes(folder);
  const verdicts = await withProvingGround(
    { prove: true, clone: repo, installed, clock, log: silentLog },
    undefined,
    folder,
    async (proof) => {
      const told: string[] = [];
      for (const patch of wrong) {
        const decoy = { ...plain.remediation, patch, edits: editsOf(patch) };
        told.push((await proveFix(seen, decoy, { ...proof!, clock, log: silentLog })).verdict);
      }
      return told;
    },
  );
  return {
    id,
    rank: culprit ? seen.suspects.indexOf(culprit) + 1 : undefined,
    type: remediation.type,
    before: plain.remediation.proof,
    proof: remediation.proof,
    why: remediation.proofRun?.why ?? remediation.alternatives.at(-1)?.why ?? '',
    confirmed: expected.culprit === null ? undefined : trial?.outcome === 'green',
    decoys: wrong.length,
    refused: verdicts.filter((verdict) => verdict !== 'proved').length,
    seconds: Math.round((performance.now() - started) / 1000),
  };
}

function wrongFixes(folder: string): string[] {
  const fixes = join(folder, 'reproduce', 'fixes');
  const files = existsSync(fixes) ? readdirSync(fixes).filter((file) => file.startsWith('wrong-')) : [];
  return files.sort().map((file) => readFileSync(join(fixes, file), 'utf8'));
}

/** The files of a patch, as far as a proof asks for them. */
function editsOf(patch: string): FileEdit[] {
  return Array.from(patch.matchAll(/^\+\+\+ b\/(.+)$/gm), ([, path = '']) => ({ path, action: 'update', content: '' }));
}
