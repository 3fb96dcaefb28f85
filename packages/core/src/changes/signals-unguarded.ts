import { messageLines } from '../logs/events/line-kinds.ts';
import type { PatchFile } from './patch.ts';
import type { Context, Explanation, Signal } from './signal.ts';
import type { Source } from './sources.ts';
import type { Place } from './types.ts';

/** Values: the trace passes through the file that lost its guard, or a file of the trace names it; it lies elsewhere. */
const met = { inTrace: 1, elsewhere: 0.6 };
const maxLine = 400;

/** How runtimes say that two threads met in one value, or that one changed what another walks through. */
const raced =
  /collection was modified|enumeration operation may not execute|ConcurrentModificationException|concurrent map (?:read|writes?|iteration)|(?:changed size|mutated|keys changed) during iteration|add a new key into hash during iteration|non-concurrent collections must have exclusive access|\bdata race\b|\brace (?:condition )?detected|simultaneous accesses to/i;

/** What keeps threads apart: types for many threads, locks, volatile and atomic values, a copy to walk through. */
const guard =
  /\b(?:Concurrent[A-Z]\w{1,40}|CopyOnWrite\w{2,40}|Synchronized[A-Z]\w{1,40}|synchronized\w{0,40}|volatile|Atomic[A-Z]\w{1,40}|atomic\.\w{2,40}|sync\.(?:Map|RWMutex|Mutex)|(?:std::)?(?:recursive_|shared_)?mutex|lock_guard|unique_lock|Mutex|RwLock|Reentrant\w{0,10}Lock|ReadWriteLock|StampedLock|SemaphoreSlim|ReaderWriterLock\w{0,5}|Interlocked|Monitor\.(?:Enter|TryEnter)|(?:threading|asyncio|multiprocessing)\.(?:R?Lock|Semaphore|Condition)|Concurrent::\w{2,20}|Immutable[A-Z]\w{2,40})\b|\.R?Lock\(\)|\block\s?\(|\bwith (?:self\.)?_?\w{0,30}lock\b|\.synchronize\b|\blist\([\w.]{1,60}(?:\.(?:items|keys|values)\(\))?\)|\.To(?:List|Array)\(\)/;

const remark = /^\s*(?:\/\/|#|\*|\/\*|--|using\s|import\s|from\s)/;

interface Loss {
  readonly guard: string;
  readonly place: Place;
  readonly value: number;
}

/** Threads met in one value, and the change takes away what kept them apart. Such a fault waits for its moment: days without it prove nothing. */
export function unguardedSignal(context: Context, sources: readonly Source[]): Signal {
  const evidence = context.symptom.parts.flatMap(({ id, text }) =>
    messageLines(text).some((line) => raced.test(line.slice(0, 2_000))) ? [id] : [],
  );
  const losses = context.changes.map((_, index) =>
    evidence.length === 0 ? undefined : lossOf(context, index, sources),
  );
  return {
    id: 'unguarded',
    values: losses.map((loss) => loss?.value ?? 0),
    explain: (index): Explanation => {
      const { guard: lost, place } = losses[index]!;
      return {
        text: `Two threads met in one value, and this change takes \`${lost}\` away, which kept them apart.`,
        evidence: evidence.flatMap((id) => id ?? []).slice(0, 4),
        places: [place],
      };
    },
  };
}

function lossOf(context: Context, index: number, sources: readonly Source[]): Loss | undefined {
  return context
    .patchOf(index)
    .filter(({ path }) => context.kindOf(path) === 'code')
    .flatMap((file): Loss[] => {
      const removed = guardsOf(file, 'removed');
      const [first] = removed;
      if (first === undefined || removed.length <= guardsOf(file, 'added').length) return [];
      const value = isInTrace(file.path, context, sources) ? met.inTrace : met.elsewhere;
      return [{ ...first, value }];
    })
    .reduce<Loss | undefined>((best, one) => (one.value > (best?.value ?? 0) ? one : best), undefined);
}

function guardsOf(file: PatchFile, side: 'added' | 'removed'): Omit<Loss, 'value'>[] {
  const path = side === 'removed' ? file.previousPath : file.path;
  return file.hunks.flatMap((hunk) =>
    hunk[side].flatMap(({ line, text }) => {
      const cut = text.slice(0, maxLine);
      const found = remark.test(cut) ? null : guard.exec(cut);
      return found === null
        ? []
        : [{ guard: found[0].trim(), place: { path, side, line, text: cut.trim().slice(0, 240) } }];
    }),
  );
}

/** Whether the trace passes through a file, or what it passes through speaks of it by the file's name: `board.py`, `DriverBoard.cs`. */
function isInTrace(path: string, { frames }: Context, sources: readonly Source[]): boolean {
  const file = path.split('/').at(-1)!;
  const plain = file
    .replace(/\..*$/, '')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
  return (
    frames.some((frame) => frame.file?.split(/[/\\]/).at(-1) === file) ||
    (plain.length > 3 && sources.some(({ linesOf }) => linesOf.has(plain)))
  );
}
