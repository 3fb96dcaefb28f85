import type { PatchFile } from './patch.ts';
import { type Context, quoteList, type Signal } from './signal.ts';
import type { Source } from './sources.ts';
import type { Place } from './types.ts';

/** Values: it wrote the failing line; a line like it stands elsewhere in the file too; it wrote what that line takes its value from. */
const met = { wrote: 1, alike: 0.6, feeds: 0.6 };
/** What is left of the value when a later change switched the code on, which had been merged dark. */
const dark = 0.2;
/** Where frames are trusted less than this, the failing line merely passes on what it was given. */
const telling = 0.5;
/** Later merges may have moved the line by this much. */
const shifted = 3;
/** Lines above the failing one in which the value it uses is looked for. */
const above = 30;
const skewMs = 5 * 60_000;

interface Hit {
  readonly value: number;
  readonly text: string;
  readonly place: Place;
}

/** The change that wrote the line at which the innermost step of our own code fails, or the line that feeds it. */
export function wroteLineSignal(context: Context, sources: readonly Source[], switched: Signal): Signal {
  const hits = hitsOf(context, sources);
  const onset = Date.parse(context.symptom.onsetAt ?? '') + skewMs;
  const times = context.changes.map(({ mergedAt }) => Date.parse(mergedAt));
  const turned = times.filter((time, index) => switched.values[index]! > 0.5 && !(time > onset));
  const isDark = (index: number) => turned.some((time) => time > times[index]!);
  const trust = context.frameTrust * Math.min(1, context.frameTrust / telling);
  return {
    id: 'wrote-the-line',
    values: context.changes.map((_, index) => (hits.get(index)?.value ?? 0) * trust * (isDark(index) ? dark : 1)),
    explain: (index) => {
      const { text, place } = hits.get(index)!;
      const name = place.path.split('/').at(-1)!;
      return {
        text,
        evidence: context.symptom.parts
          .flatMap((part) => (part.id && part.text.includes(name) ? [part.id] : []))
          .slice(0, 4),
        places: [place],
      };
    },
  };
}

function hitsOf(context: Context, sources: readonly Source[]): Map<number, Hit> {
  const hits = new Map<number, Hit>();
  const [source] = sources;
  const at = source && failingLine(source);
  if (source === undefined || at === undefined) return hits;
  const blame = blameOf(context, source.path);
  const failing = source.lines[at - 1]!.trim();
  const writer = blame(failing);
  if (writer !== undefined) {
    const isAlike = source.lines.filter((line) => line.trim() === failing).length > 1;
    const text = `It wrote the line that fails: ${quoteList([shown(failing)])}.`;
    hits.set(writer.index, { value: isAlike ? met.alike : met.wrote, text, place: writer.place });
  }
  for (const line of feeding(source, at)) {
    const feeder = blame(line);
    if (feeder === undefined || hits.has(feeder.index)) continue;
    const text = `It wrote ${quoteList([shown(line)])}, whose value the failing line uses.`;
    hits.set(feeder.index, { value: met.feeds, text, place: feeder.place });
  }
  return hits;
}

function shown(line: string): string {
  return line.replaceAll('`', "'").slice(0, 120);
}

/** The line through which the trace passes, or the nearest beside it that does something. */
function failingLine({ at, lines }: Source): number | undefined {
  if (at === undefined) return undefined;
  return Array.from({ length: 2 * shifted + 1 }, (_, step) => at + (step % 2 === 0 ? -step / 2 : (step + 1) / 2)).find(
    (line) => doesSomething(lines[line - 1] ?? ''),
  );
}

/** A line that can fail: it calls, reads or computes, and is more than brackets, a keyword or a remark. */
function doesSomething(line: string): boolean {
  const text = line.trim();
  return (
    /^(?!(?:\/\/|#|\*|\/\*|--|"""))/.test(text) &&
    /[(.[=/]|\braise\b|\bthrow\b/.test(text) &&
    /\w\W*\w\W*\w\W*\w/.test(text)
  );
}

/** The nearest lines above that set the names which the failing line dereferences. */
function feeding({ lines }: Source, at: number): string[] {
  const used = Array.from(
    (lines[at - 1] ?? '').matchAll(/(?<![\w.$>])([A-Za-z_$]\w{0,60})(?:!|\?)?(?:\.|->|\[|::)\w/g),
    ([, name]) => name!,
  );
  const own = /^(?:this|self|cls|super|console|Math|Object|JSON|fmt|std)$/;
  return [...new Set(used)]
    .filter((name) => !own.test(name))
    .slice(0, 6)
    .flatMap((name) => {
      const sets = new RegExp(`(?<![\\w.])${name.replaceAll('$', '\\$')}\\b[^=\\n(]{0,80}(?::=|=(?![=>~]))`);
      const before = lines.slice(Math.max(0, at - 1 - above), at - 1).toReversed();
      const line = before.find((one) => sets.test(one));
      return line === undefined ? [] : [line.trim()];
    });
}

/** Who wrote a line of a file that stands at head: the newest change before the onset that adds it and does not merely move it. */
function blameOf(context: Context, head: string): (line: string) => { index: number; place: Place } | undefined {
  const onset = Date.parse(context.symptom.onsetAt ?? '');
  const times = context.changes.map(({ mergedAt }) => Date.parse(mergedAt));
  const newestFirst = times.map((_, index) => index).sort((a, b) => times[b]! - times[a]! || a - b);
  let path = head;
  const touching = newestFirst.flatMap((index): { index: number; file: PatchFile }[] => {
    if (!context.changes[index]!.files.some((file) => file.path === path)) return [];
    const file = context.patchOf(index).find((one) => one.path === path);
    if (file === undefined) return [];
    path = file.previousPath;
    return [{ index, file }];
  });
  return (line) => {
    for (const { index, file } of touching) {
      if (times[index]! > onset + skewMs) continue;
      const added = file.hunks.flatMap((hunk) => hunk.added.filter(({ text }) => text.trim() === line));
      const removed = file.hunks.flatMap((hunk) => hunk.removed.filter(({ text }) => text.trim() === line));
      const first = added[0];
      if (first === undefined || added.length <= removed.length) continue;
      return { index, place: { path: file.path, side: 'added', line: first.line, text: line.slice(0, 240) } };
    }
    return undefined;
  };
}
