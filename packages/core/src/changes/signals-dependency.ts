import { messageLines } from '../logs/events/line-kinds.ts';
import { dependenciesOf, type MovedDependency, ownNames } from './dependencies.ts';
import { comparable, isMajorMove, sameVersion, throwingFrames, versionedLibraries } from './libraries.ts';
import { type Context, quoteList, type Signal } from './signal.ts';
import { plainService } from './signals-place.ts';

/**
 * Values: the error was thrown deep inside a dependency whose major version moves (`major`); the trace shows the very version the change brings, inside or merely around our own code; the error was thrown inside the dependency; the trace passes
 * through it; the error's message names it.
 */
const met = { version: 1, major: 0.9, caller: 0.4, thrown: 0.6, passed: 0.25, named: 0.25 };

/** How much less it tells that the error was thrown inside a library where code under load is cut off wherever it waits: in a driver. */
const waiting = 0.67;
/** Steps from the innermost that must lie in a library whose major version moves; more where a library's timer cuts off what waits. */
const innermost = { plain: 1, underLoad: 2 };

interface Hit extends MovedDependency {
  readonly value: number;
  readonly seen: string;
}

/** A dependency whose version the change moves, and which the stack trace or the symptom's message shows. */
export function dependencySignal(context: Context): Signal {
  const { symptom, changes, frames } = context;
  const libraries = [...symptom.parts.map((part) => part.text), framesAsText(frames)].flatMap(versionedLibraries);
  const thrown = throwingFrames(frames).map((frame) => wordsOf(`${frame.file ?? ''} ${frame.symbol}`));
  const passed = new Set(frames.flatMap((frame) => wordsOf(`${frame.file ?? ''} ${frame.symbol}`)));
  const spoken = new Set(
    symptom.parts.flatMap((part) => messageLines(part.text).flatMap((line) => wordsOf(line.slice(0, 600)))),
  );
  const own = ownDependencies(context);
  const least = context.underLoad > 0 ? innermost.underLoad : innermost.plain;

  const meet = (moved: MovedDependency & { readonly isMajor: boolean }): Hit[] => {
    const name = comparable(moved.name);
    if (own.has(name)) return [];
    const same = libraries.filter(
      (one) => one.name === name && moved.to !== undefined && sameVersion(one.version, moved.to),
    );
    if (same.length > 0) {
      const value = same.some(({ isInner }) => isInner) ? met.version : met.caller;
      return [{ ...moved, value, seen: `to ${moved.to}, the version in the stack trace` }];
    }
    const words = wordsOf(moved.name).filter((word) => !plainWords.has(word));
    if (words.length === 0) return [];
    const root = rootOf(moved.name);
    const isInnermost =
      thrown.length >= least &&
      thrown.slice(0, least).every((frame) => frame[0] === root || words.every((word) => frame.includes(word)));
    if (moved.isMajor && isInnermost)
      return [
        {
          ...moved,
          value: met.major,
          seen: `from ${moved.from} to ${moved.to}, a new major version, in which the error is thrown`,
        },
      ];
    if (thrown.some((frame) => words.every((word) => frame.includes(word))))
      return [
        { ...moved, value: met.thrown * (1 - waiting * context.underLoad), seen: 'in which the error is thrown' },
      ];
    if (words.every((word) => passed.has(word)))
      return [
        {
          ...moved,
          value: met.passed * (1 - waiting * context.underLoad),
          seen: 'which the stack trace passes through',
        },
      ];
    if (words.every((word) => spoken.has(word)))
      return [{ ...moved, value: met.named, seen: 'which the symptom names' }];
    return [];
  };
  const hits = changes.map((change, index) => {
    const moved = dependenciesOf(change.title, change.files, () => context.patchOf(index));
    const before = new Map(moved.flatMap(({ name, from }) => (from === undefined ? [] : [[name, from] as const])));
    return moved
      .map((one) => {
        const from = one.from ?? before.get(one.name);
        return { ...one, ...(from === undefined ? {} : { from }), isMajor: isMajorMove(from, one.to) };
      })
      .flatMap(meet)
      .sort((a, b) => b.value - a.value);
  });
  return {
    id: 'dependency',
    values: hits.map((list) => list[0]?.value ?? 0),
    explain: (index) => {
      const best = hits[index]!.filter(
        ({ value, seen }) => value === hits[index]![0]!.value && seen === hits[index]![0]!.seen,
      );
      const words = best.flatMap(({ name }) => wordsOf(name));
      return {
        text: `It changes the dependency ${quoteList(best.map(({ name }) => name))}${/^(?:to|from) /.test(best[0]!.seen) ? ' ' : ', '}${best[0]!.seen}.`,
        evidence: symptom.parts
          .flatMap(({ id, text }) => (id && words.some((word) => text.toLowerCase().includes(word)) ? [id] : []))
          .slice(0, 4),
        places: best.flatMap(({ place }) => place ?? []).slice(0, 4),
      };
    },
  };
}

/**
 * Names of the repository's own packages and of the service: never a dependency that a change moves.
 *
 * @param paths files of the repository, whose folders are packages of its own.
 */
export function ownDependencies({ changes, symptom, ...context }: Context, paths: readonly string[] = []): Set<string> {
  const manifests = changes.flatMap((change, index) =>
    change.files.some(({ path }) => context.kindOf(path) === 'manifest') ? [context.patchOf(index)] : [],
  );
  const service = symptom.service === undefined ? [] : [symptom.service, plainService(symptom.service)];
  const folders = paths.flatMap((path) => path.split('/').slice(0, -1));
  return new Set([...ownNames(manifests), ...service, ...folders].map(comparable));
}

function framesAsText(frames: Context['frames']): string {
  return frames.map(({ file, symbol, line }) => `    at ${symbol} (${file ?? ''}:${line ?? 0})`).join('\n');
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1);
}

/** The namespace that a package's name begins with, unless a vendor's: `Npgsql.EntityFrameworkCore.PostgreSQL` → `npgsql`. */
function rootOf(name: string): string | undefined {
  const [root] = wordsOf(name);
  return name.includes('.') && root !== undefined && root.length > 3 && !vendors.has(root) ? root : undefined;
}

const vendors = new Set('microsoft system google amazon azure apache eclipse jakarta javax oracle'.split(' '));

/** Parts of dependency names that tell nothing alone. */
const plainWords = new Set(
  'api app boot client common connection core framework http java js lib net node org pool plugin python runtime sdk server spring starter test types utils web'.split(
    ' ',
  ),
);
