import { messageLines } from '../logs/events/line-kinds.ts';
import { dependenciesOf, type MovedDependency } from './dependencies.ts';
import { comparable, isMajorMove } from './libraries.ts';
import type { Context, Signal } from './signal.ts';
import { ownDependencies } from './signals-dependency.ts';
import type { Source } from './sources.ts';

/** Values: a major version that the error names too; the error names it; a major version; any other move. */
const met = { both: 1.25, spoken: 0.75, major: 0.63, moved: 0.38 };
/** How much less it tells of failures under load, whose every trace shows the framework. */
const busy = 0.67;

const importLine =
  /^\s*(?:import\b|from\s+\S+\s+import\b|(?:pub\s+)?use\s|using\s|require(?:_relative|_once)?\b|#include\b|extern crate\b|alias\s|(?:const|let|var)\b[^=\n]{1,160}=\s*(?:await\s+import|require)\s*\(|\t?(?:[\w.]{1,40}\s+)?"[\w.-]{1,60}(?:\/[\w.-]{1,60}){1,8}"\s*$)/;
const alias = /\bas\s+(?<alias>\w{1,40})|^\s*(?:const|let|var)\s+(?<bound>\w{1,40})\s*=/;

interface Import {
  readonly path: string;
  readonly words: ReadonlySet<string>;
  /** `np` of `import numpy as np`. */
  readonly alias: string | undefined;
}

interface Hit extends MovedDependency {
  readonly by: Import;
  readonly value: number;
  readonly how: string;
}

/** A dependency that the change moves, imported by a file through which the trace passes. */
export function importsSignal(context: Context, sources: readonly Source[]): Signal {
  const imports = sources.flatMap(importsOf);
  const said = context.symptom.parts.flatMap((part) => messageLines(part.text).map((line) => line.slice(0, 600)));
  const own = ownDependencies(
    context,
    sources.map(({ path }) => path),
  );
  const trust = Math.sqrt(context.frameTrust) * (1 - busy * context.underLoad);
  const hits = context.changes.map((change, index) => {
    if (imports.length === 0) return undefined;
    const moved = dependenciesOf(change.title, change.files, () => context.patchOf(index));
    const before = new Map(moved.flatMap(({ name, from }) => (from === undefined ? [] : [[name, from] as const])));
    return moved
      .filter(({ name, from }) => from === undefined && !own.has(comparable(name)))
      .map((one) => hitOf(one, before.get(one.name), imports, said))
      .reduce<Hit | undefined>((best, hit) => (hit && hit.value > (best?.value ?? 0) ? hit : best), undefined);
  });
  return {
    id: 'imports',
    values: hits.map((hit) => (hit?.value ?? 0) * trust),
    explain: (index) => {
      const { name, by, how, place } = hits[index]!;
      return {
        text: `It moves the dependency \`${name}\`${how}, which \`${by.path}\`, where the trace passes, imports.`,
        evidence: context.symptom.parts
          .flatMap(({ id, text }) => (id && text.includes(by.path.split('/').at(-1)!) ? [id] : []))
          .slice(0, 4),
        places: place === undefined ? [] : [place],
      };
    },
  };
}

function importsOf({ path, lines }: Source): Import[] {
  return lines
    .slice(0, 400)
    .filter((line) => importLine.test(line))
    .slice(0, 80)
    .map((line) => {
      const { alias: as, bound } = alias.exec(line)?.groups ?? {};
      return { path, words: new Set(namesIn(line)), alias: as ?? bound };
    });
}

/** The names of an import as dependencies write theirs: `from PIL.Image import x` → pil, pil-image, image. */
function namesIn(line: string): string[] {
  return (line.match(/[@A-Za-z][\w./@:\\-]{1,160}/g) ?? []).flatMap((run) => {
    const parts = run
      .split(/[./@:\\]+/)
      .filter((part) => part.length > 1)
      .map(comparable);
    return [...parts, parts.slice(0, 2).join('-'), parts.join('-')];
  });
}

function hitOf(
  moved: MovedDependency,
  from: string | undefined,
  imports: readonly Import[],
  said: readonly string[],
): Hit | undefined {
  const name = comparable(moved.name);
  const bare = name.replace(/^(?:python|py|node|go|ruby|lib|php)-|-(?:python|py|js|go|rb|core|client|sdk)$/g, '');
  if (bare.length < 3) return undefined;
  const by = imports.find(({ words }) => words.has(name) || words.has(bare) || words.has(name.replaceAll('-', '')));
  if (by === undefined) return undefined;
  const isSpoken = said.some((line) => names(line, bare) || (by.alias !== undefined && usesAlias(line, by.alias)));
  const isMajor = isMajorMove(from, moved.to);
  const how = from === undefined || moved.to === undefined ? '' : ` from ${from} to ${moved.to}`;
  return { ...moved, by, value: worth(isSpoken, isMajor), how };
}

function worth(isSpoken: boolean, isMajor: boolean): number {
  if (isSpoken) return isMajor ? met.both : met.spoken;
  return isMajor ? met.major : met.moved;
}

function names(line: string, dependency: string): boolean {
  return `-${comparable(line)}-`.includes(`-${dependency}-`);
}

/** `np.array(…)` in a message is the library behind `np`. */
function usesAlias(line: string, short: string): boolean {
  const at = line.indexOf(`${short}.`);
  return (
    short.length > 1 &&
    at >= 0 &&
    !/[\w.]/.test(line[at - 1] ?? ' ') &&
    /[a-z]/i.test(line[at + short.length + 1] ?? ' ')
  );
}
