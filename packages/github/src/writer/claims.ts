import { markerKey, SreError } from '@sre-aiops/core';
import { z } from 'zod';
import type { Outcome } from '../connect.ts';
import { codesOf, isAmbiguous, statusOf } from '../errors.ts';
import { Ref, read } from './answers.ts';
import type { Bench } from './bench.ts';

/** Leases that one run waits for others. */
const maxWaits = 2;

/**
 * Claims something of an incident for this run. Creating a ref is the one thing GitHub does for exactly one of many who
 * ask at the same time; refs below `refs/sre-aiops/` are in no branch list and start no workflow.
 *
 * @param name Lower-case letters, digits, dots and dashes.
 * @returns Whether it is ours. When no answer came it is taken to be somebody's, who is then given up after the lease.
 * @throws {SreError} when GitHub refuses for another reason than that it is there.
 */
export async function claim(
  { connection, trees }: Pick<Bench, 'connection' | 'trees'>,
  key: string,
  name: string,
): Promise<boolean> {
  const { sha } = await trees.head();
  try {
    const made = await connection.once(
      'POST /repos/{owner}/{repo}/git/refs',
      { ref: `refs/${claimsOf(key)}/${name}`, sha },
      'claim the incident',
    );
    return made.outcome === 'done';
  } catch (error) {
    if (alreadyExists(error)) return false;
    throw error;
  }
}

/** Whether GitHub refused to make something because it is there. */
export function alreadyExists(error: unknown): boolean {
  if (statusOf(error) !== 422) return false;
  return codesOf(error).includes('already_exists') || /already exists/i.test((error as Error).message);
}

/** What follows a beginning in the names of an incident's claims. */
export async function claimsAfter({ connection }: Pick<Bench, 'connection'>, key: string, prefix: string) {
  const ref = `${claimsOf(key)}/${prefix}`;
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/git/matching-refs/{+ref}',
    { ref },
    'look for what is claimed of the incident',
  );
  return read(z.array(Ref), data).map((claimed) => claimed.ref.slice(`refs/${ref}`.length));
}

/**
 * Does something that GitHub would do twice if asked twice: only the one who claims it does it, the others wait until
 * it is there. When the claimant does not come to an end within the lease, another takes over.
 *
 * @param what.find What is there already; asked again and again, so that a late answer of GitHub's is waited for.
 * @throws {SreError} `PUBLICATION_CONTESTED` when it is claimed again and again and never done.
 */
export async function onlyOnce<T>(
  bench: Bench,
  what: { readonly key: string; readonly name: string; readonly find: () => Promise<T | undefined> },
  make: () => Promise<T>,
): Promise<{ readonly made: boolean; readonly value: T }> {
  const claims = () => claimsAfter(bench, what.key, `${what.name}.`);
  for (let attempt = 1, waits = 0; ; ) {
    if (await claim(bench, what.key, `${what.name}.${attempt}`)) {
      return { made: true, value: await orUndone(bench, what.key, `${what.name}.${attempt}`, make) };
    }
    const newest = newestOf(await claims(), attempt);
    if (newest.isUndone) {
      attempt = newest.number + 1;
      continue;
    }
    const value = await found(bench, what.find);
    if (value !== undefined) return { made: false, value };
    if (waits++ === maxWaits) break;
    attempt = newestOf(await claims(), attempt).number + 1;
  }
  throw new SreError(
    'PUBLICATION_CONTESTED',
    `Several runs tried to publish ${what.name} of this incident, and none came to an end.`,
    'Run again when the others have ended; what is there is found and not made twice.',
  );
}

/** What a claim is called when GitHub refused what it was for, so that nobody waits for it. */
const undone = '-undone';

/** Does what was claimed; where that was certainly refused, the claim is given up. */
async function orUndone<T>(bench: Bench, key: string, name: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!isAmbiguous(error)) await claim(bench, key, `${name}${undone}`).catch(() => false);
    throw error;
  }
}

/** The newest of the claims, and whether it was given up. */
function newestOf(claims: readonly string[], atLeast: number): { readonly number: number; readonly isUndone: boolean } {
  const number = Math.max(atLeast, ...claims.map((name) => Number.parseInt(name, 10)).filter(Number.isInteger));
  return { number, isUndone: claims.includes(`${number}${undone}`) };
}

/** Asks until there is an answer or the lease has run out; each wait is longer than the one before. */
export async function found<T>(
  { wait, leaseMs }: Pick<Bench, 'wait' | 'leaseMs'>,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let waited = 0, pause = leaseMs / 90; ; pause *= 1.5) {
    const value = await find();
    if (value !== undefined || waited >= leaseMs) return value;
    await wait(Math.min(pause, leaseMs - waited));
    waited += pause;
  }
}

/** How often a write is asked for when nobody knows whether it was done. */
const maxPosts = 2;
/** Looks for something whose answer got lost last at most this part of the lease, so that all of them end within it. */
const searchPart = 8;

/**
 * Asks for something new, and when no answer comes looks whether it is there before asking again.
 *
 * @throws {SreError} when it was refused, or when it is still not there after the last attempt.
 */
export async function post<T>(
  bench: Pick<Bench, 'wait' | 'leaseMs'>,
  ask: () => Promise<Outcome>,
  parse: (data: unknown) => T,
  find: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (answer.outcome === 'done') return parse(answer.data);
    const there = await found({ wait: bench.wait, leaseMs: bench.leaseMs / searchPart }, find);
    if (there !== undefined) return there;
    if (attempt === maxPosts) throw answer.error;
  }
}

function claimsOf(key: string): string {
  return `sre-aiops/${markerKey(key).slice('sre-aiops:key='.length)}`;
}
