import { defined, plainName } from './drops.ts';
import { type PatchHunk, sideOf } from './patch.ts';
import { type Context, firstPlace, quoteList, type Signal } from './signal.ts';
import type { Source } from './sources.ts';
import type { Place } from './types.ts';

/** Values: the change writes the signature of what the failing line calls; of what is called near it; its body only. */
const met = { line: 1, near: 0.6, body: 0.5 };
/** Lines around the failing one. */
const near = 6;
/** Names that many unrelated things bear. */
const common = new Set(
  'get set put add run call find load save list create update delete remove execute handle process open close read write send next then map filter each push append join split format parse print error warn info debug string number array object value values items keys init main test index show self this super return await async function'.split(
    ' ',
  ),
);
const maxHunks = 200;
const maxLines = 400;

interface Hit {
  readonly names: readonly string[];
  readonly path: string;
  readonly value: number;
  readonly places: readonly Place[];
}

/** What the failing line calls, defined anew or otherwise by the change in another place. */
export function callsSignal(context: Context, sources: readonly Source[]): Signal {
  const called = sources.slice(0, 4).flatMap(callsOf);
  // Most lines speak of none of them, and a patch may have many lines.
  const mention = new RegExp(`\\b(?:${[...new Set(called.map(({ name }) => name))].join('|')})\\b`);
  const hits = context.changes.map((_, index) =>
    called.length === 0 ? undefined : bestHit(context, index, called, mention),
  );
  return {
    id: 'calls',
    values: hits.map((hit) => (hit?.value ?? 0) * context.frameTrust),
    explain: (index) => {
      const { names, path, places } = hits[index]!;
      return {
        text: `It changes ${quoteList(names)}, which \`${path}\` calls where the trace passes.`,
        evidence: [],
        places: [...places].slice(0, 3),
      };
    },
  };
}

interface Call {
  readonly plain: string;
  readonly name: string;
  readonly path: string;
  readonly weight: number;
  readonly isOnLine: boolean;
}

function callsOf({ path, at, lines, weight }: Source): Call[] {
  if (at === undefined) return [];
  const from = Math.max(0, at - 1 - near);
  return lines.slice(from, at + near).flatMap((line, offset) =>
    Array.from(line.matchAll(/\b([A-Za-z_]\w{3,80})[!?]?\s?\(|\.([A-Za-z_]\w{3,80})\b/g), (match): Call => {
      const name = match[1] ?? match[2]!;
      return { plain: plainName(name), name, path, weight, isOnLine: from + offset === at - 1 };
    }).filter(({ plain }) => plain.length > 4 && !common.has(plain)),
  );
}

function bestHit(context: Context, index: number, called: readonly Call[], mention: RegExp): Hit | undefined {
  return context
    .patchOf(index)
    .filter(({ path }) => context.kindOf(path) === 'code')
    .flatMap((file) => file.hunks.slice(0, maxHunks).flatMap((hunk) => hitsOf(file.path, hunk, called, mention)))
    .reduce<Hit | undefined>((best, hit) => (hit.value > (best?.value ?? 0) ? hit : best), undefined);
}

function hitsOf(path: string, hunk: PatchHunk, called: readonly Call[], mention: RegExp): Hit[] {
  const places = (['added', 'removed'] as const).flatMap((side) =>
    hunk[side]
      .filter(({ text }) => mention.test(text.slice(0, 240)))
      .slice(0, maxLines)
      .map(({ line, text }): Place => ({ path, side, line, text: text.trim().slice(0, 240) })),
  );
  const signatures = new Map(places.flatMap((place) => defined(place.text).map((name) => [name, place] as const)));
  const body = bodiesOf(hunk);
  return called.flatMap((call): Hit[] => {
    const signature = signatures.get(call.plain);
    const place = signature ?? (body.has(call.plain) ? firstPlace(path, hunk) : undefined);
    if (call.path === path || place === undefined) return [];
    const value = call.weight * (signature ? 1 : met.body) * (call.isOnLine ? met.line : met.near);
    return [{ names: [call.name], path: call.path, value, places: [place] }];
  });
}

/** The definitions in whose bodies the hunk changes lines: that of its heading, and those that stand in it unchanged. */
function bodiesOf(hunk: PatchHunk): Set<string> {
  const bodies = new Set<string>();
  for (const side of ['added', 'removed'] as const) {
    let inside = defined(hunk.heading);
    for (const { text, changed } of sideOf(hunk, side).slice(0, maxLines)) {
      if (changed) for (const name of inside) bodies.add(name);
      else if (definesFunction.test(text)) inside = defined(text);
    }
  }
  return bodies;
}

const definesFunction =
  /^\s{0,40}(?:(?:export|default|public|private|protected|internal|static|async|override|virtual|final|pub|suspend)\s+){0,5}(?:def|func|fn|fun|function)\b|^\s{0,40}(?:public|private|protected|internal)\s[^=;\n]{1,160}\(/;
