import { markerKey, SreError } from '@sre-aiops/core';
import { z } from 'zod';
import type { Outcome } from '../connect.ts';
import { statusOf } from '../errors.ts';
import { Ref } from './answers.ts';
import type { Bench } from './bench.ts';

/** Attempts at one claim, each after the lease of the one before has run out. */
const maxAttempts = 5;

/**
 * Claims something of an incident for this run. Creating a ref is the one thing GitHub does for exactly one of many who
 * ask at the same time; refs below `refs/sre-aiops/` are in no branch list and start no workflow.
 *
 * @param name Lower-case letters, digits and dashes.
 * @returns Whether it is ours. When no answer came it is taken to be somebody's, who is then given up after the lease.
 */
export async function claim({ connection, trees }: Bench, key: string, name: string): Promise<boolean> {
  const { sha } = await trees.head();
  try {
    const made = await connection.once(
      'POST /repos/{owner}/{repo}/git/refs',
      { ref: `refs/${claimsOf(key)}/${name}`, sha },
      'claim the incident',
    );
    return made.outcome === 'done';
  } catch (error) {
    if (statusOf(error) === 422) return false;
    throw error;
  }
}

/** How many claims of an incident begin with a name. */
export async function countClaims({ connection }: Bench, key: string, prefix: string): Promise<number> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/git/matching-refs/{+ref}',
    { ref: `${claimsOf(key)}/${prefix}` },
    'count what is claimed of the incident',
  );
  return z.array(Ref).parse(data).length;
}

/**
 * Does something that GitHub would do twice if asked twice: only the one who claims it does it, the others wait until
 * it is there. When the claimant does not come to an end within the lease, another takes over.
 *
 * @param find What is there already; asked again and again, so that a late answer of GitHub's is waited for.
 * @throws {SreError} `PUBLICATION_CONTESTED` when it is claimed again and again and never done.
 */
export async function onlyOnce<T>(
  bench: Bench,
  what: { readonly key: string; readonly name: string; readonly find: () => Promise<T | undefined> },
  make: () => Promise<T>,
): Promise<{ readonly made: boolean; readonly value: T }> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    if (await claim(bench, what.key, `${what.name}.${attempt}`)) return { made: true, value: await make() };
    const value = await found(bench, what.find);
    if (value !== undefined) return { made: false, value };
  }
  throw new SreError(
    'PUBLICATION_CONTESTED',
    `Several runs tried to publish ${what.name} of this incident, and none came to an end.`,
    'Run again when the others have ended; what is there is found and not made twice.',
  );
}

/** Asks until there is an answer or the lease has run out; each wait is a little longer than the one before. */
export async function found<T>(
  { wait, leaseMs }: Pick<Bench, 'wait' | 'leaseMs'>,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let waited = 0, pause = leaseMs / 20; ; pause *= 1.5) {
    const value = await find();
    if (value !== undefined || waited >= leaseMs) return value;
    await wait(pause);
    waited += pause;
  }
}

/** How often a write is asked for when nobody knows whether it was done. */
const maxPosts = 3;

/**
 * Asks for something new, and when no answer comes looks whether it is there before asking again.
 *
 * @throws {SreError} when it was refused, or when it is still not there after the last attempt.
 */
export async function post<T>(
  bench: Pick<Bench, 'wait' | 'leaseMs'>,
  ask: () => Promise<Outcome>,
  read: (data: unknown) => T,
  find: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (answer.outcome === 'done') return read(answer.data);
    const there = await found(bench, find);
    if (there !== undefined) return there;
    if (attempt === maxPosts) throw answer.error;
  }
}

function claimsOf(key: string): string {
  return `sre-aiops/${markerKey(key).slice('sre-aiops:key='.length)}`;
}
