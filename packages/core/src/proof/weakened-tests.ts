import { fileKindOf } from '../changes/paths.ts';
import { baseName } from '../remediations/paths.ts';
import type { FilePair } from '../remediations/unified.ts';
import { switchedOff } from './test-switches.ts';
import { type TestCase, testsIn } from './tests-in.ts';

/** One way in which a change makes the tests say less. */
export interface Weakening {
  readonly kind: 'file-deleted' | 'test-removed' | 'test-skipped' | 'assertion-removed' | 'tests-switched-off';
  readonly path: string;
  /** The test, or the setting; empty for a file. */
  readonly name: string;
  /** One sentence. */
  readonly text: string;
}

/**
 * Every way in which a change weakens the tests: test files and tests that are gone, tests that are switched off, assertions
 * without another in their place, settings that leave tests out or let them fail. A test that was renamed or moved is
 * compared with what it was.
 *
 * It reads text, not programs: a test made hollow in another way is not seen.
 *
 * @param takesBack The files of a change that this one takes back, as that change had them before and after: what it brought may
 *   go with it, and no more.
 */
export function weakenedTests(pairs: readonly FilePair[], takesBack: readonly FilePair[] = []): Weakening[] {
  const allowed = takesBack.length === 0 ? [] : weakeningsOf(takesBack.map(reversed)).map(keyOf);
  return weakeningsOf(pairs).filter((weakening) => {
    const at = allowed.indexOf(keyOf(weakening));
    if (at !== -1) allowed.splice(at, 1);
    return at === -1;
  });
}

function weakeningsOf(pairs: readonly FilePair[]): Weakening[] {
  const before = pairs.flatMap(({ path, before: text }) => (text === undefined ? [] : testsIn(path, text)));
  const after = pairs.flatMap(({ path, after: text }) => (text === undefined ? [] : testsIn(path, text)));
  const matched = matchesOf(before, after);
  const lost = before.filter((test) => !test.isGroup && !matched.has(test));
  const now = new Set(matched.values());
  const added = after.filter((test) => !now.has(test));
  const spare = [
    ...[...matched].flatMap(([old, test]) => surplus(test.assertions, old.assertions)),
    ...added.flatMap(said),
  ];
  return [
    ...pairs.flatMap((pair) => deletedFile(pair, pairs, lost)),
    ...lost.map(({ path, name }) => told('test-removed', path, name, `the test "${name}" is gone`)),
    ...[...matched].flatMap(([old, now]) => skippedNow(old, now)),
    ...added.flatMap(focused),
    ...[...matched].flatMap(([old, now]) => assertionsLost(old, now, spare)),
    ...pairs.flatMap((pair) =>
      switchedOff(pair).map((setting) =>
        told('tests-switched-off', pair.path, setting, `it leaves tests out or lets them fail: ${setting}`),
      ),
    ),
  ];
}

function deletedFile(
  { path, before, after }: FilePair,
  pairs: readonly FilePair[],
  lost: readonly TestCase[],
): Weakening[] {
  if (after !== undefined || before === undefined || fileKindOf(path) !== 'test') return [];
  const isMoved = pairs.some((other) => other.before === undefined && other.after === before);
  const tests = testsIn(path, before).filter(({ isGroup }) => !isGroup);
  const isTest =
    tests.length > 0
      ? tests.some((test) => lost.some((one) => one.path === path && one.name === test.name))
      : looksLikeTest(path);
  return isTest && !isMoved ? [told('file-deleted', path, '', 'the test file is deleted')] : [];
}

function looksLikeTest(path: string): boolean {
  return /(?:^|[._-])(?:test|spec)s?(?=[._-])|[a-z](?:Tests?|Spec|IT)\./.test(baseName(path));
}

/** Tests without a partner of their name that are compared by their lines. */
const maxCompared = 300;

/** What each test before is after: by its place and name, by its name elsewhere, or by the lines that stayed. */
function matchesOf(before: readonly TestCase[], after: readonly TestCase[]): Map<TestCase, TestCase> {
  const matched = new Map<TestCase, TestCase>();
  const free = new Set(after);
  const take = (old: TestCase, now: TestCase | undefined) => {
    if (!now) return;
    matched.set(old, now);
    free.delete(now);
  };
  const rounds: readonly ((old: TestCase, now: TestCase) => boolean)[] = [
    (old, now) => old.path === now.path && old.name === now.name,
    (old, now) => old.name !== '' && old.name === now.name && (old.isGroup || shared(old, now) > 0),
    (old, now) => !old.isGroup && shared(old, now) >= 0.5,
  ];
  for (const [at, fits] of rounds.entries()) {
    if (at === 2 && before.length - matched.size + free.size > maxCompared) break;
    for (const old of before.filter((test) => !matched.has(test)))
      take(
        old,
        firstOf(free, (now) => now.isGroup === old.isGroup && fits(old, now)),
      );
  }
  return matched;
}

function firstOf(tests: Iterable<TestCase>, fits: (test: TestCase) => boolean): TestCase | undefined {
  for (const test of tests) if (fits(test)) return test;
  return undefined;
}

/** The part of the lines of two tests that both have, from 0 to 1 (Dice). */
function shared(one: TestCase, other: TestCase): number {
  const all = one.body.length + other.body.length;
  const common = one.body.length - surplus(one.body, other.body).length;
  return all === 0 ? 0 : (2 * common) / all;
}

function skippedNow(old: TestCase, now: TestCase): Weakening[] {
  if (now.skips.length <= old.skips.length) return [];
  return surplus(now.skips, old.skips).map((word) => {
    const who = now.name === '' ? 'tests' : `"${now.name}"`;
    return told(
      'test-skipped',
      now.path,
      now.name,
      `${word} switches ${/only|^f/.test(word) ? 'off all but ' : 'off '}${who}`,
    );
  });
}

/** A new test or group that runs alone switches off all others. */
function focused(test: TestCase): Weakening[] {
  return test.skips
    .filter((word) => /only|^f(?:it|describe|context)/.test(word))
    .map((word) => told('test-skipped', test.path, test.name, `${word} switches off all but "${test.name}"`));
}

/** Assertions gone from a test with fewer in their place, unless they stand elsewhere now. */
function assertionsLost(old: TestCase, now: TestCase, spare: string[]): Weakening[] {
  const gone = surplus(old.assertions, now.assertions);
  const more = gone.length - surplus(now.assertions, old.assertions).length;
  const where = now.name === '' ? 'outside of tests' : `in "${now.name}"`;
  return gone
    .filter((line) => {
      const at = spare.indexOf(line);
      if (at !== -1) spare.splice(at, 1);
      return at === -1;
    })
    .slice(0, Math.max(0, more))
    .map((line) =>
      told('assertion-removed', now.path, now.name, `an assertion ${where} is gone: ${line.slice(0, 120)}`),
    );
}

function said({ assertions }: TestCase): readonly string[] {
  return assertions;
}

/** What a list has more than another, counted. */
function surplus(list: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const item of other) left.set(item, (left.get(item) ?? 0) + 1);
  return list.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

function told(kind: Weakening['kind'], path: string, name: string, what: string): Weakening {
  return { kind, path, name, text: `${path}: ${what}.` };
}

function reversed({ path, before, after }: FilePair): FilePair {
  return { path, before: after, after: before };
}

function keyOf({ kind, path, name, text }: Weakening): string {
  return kind === 'assertion-removed' ? `${kind} ${text}` : `${kind} ${path} ${name}`;
}
