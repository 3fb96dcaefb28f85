import { plainName } from './drops.ts';
import type { Context } from './signal.ts';
import { partsOf } from './terms.ts';

/** A file of the failing path, by lines. */
export interface Source {
  readonly path: string;
  /** 1-based line through which the trace passes. */
  readonly at: number | undefined;
  readonly lines: readonly string[];
  /** Lines, 1-based, on which each name stands; names as they are compared. */
  readonly linesOf: ReadonlyMap<string, ReadonlySet<number>>;
  /** 1 for the innermost file, less for those that called it. */
  readonly weight: number;
}

const maxLines = 5_000;
const maxLine = 400;
/** Lines around the failing one that belong to the same step of the code. */
const near = 12;

/** The symptom's sources, read by lines. */
export function sourcesOf({ symptom }: Context): Source[] {
  return (symptom.sources ?? []).map(({ path, line, text }, index) => {
    const lines = text.split('\n', maxLines).map((one) => one.slice(0, maxLine));
    return {
      path,
      at: line,
      lines,
      linesOf: linesByName(lines),
      weight: 1 / (1 + 0.15 * index),
    };
  });
}

function linesByName(lines: readonly string[]): Map<string, Set<number>> {
  const byName = new Map<string, Set<number>>();
  lines.forEach((text, index) => {
    for (const name of (text.match(/[A-Za-z][\w-]{2,100}/g) ?? []).flatMap(spellings)) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, new Set([index + 1]));
      else known.add(index + 1);
    }
  });
  return byName;
}

/** `settings.POOL-SIZE_` has hyphens as a name or as a minus: both are read. */
function spellings(name: string): string[] {
  return name.includes('-') ? [plainName(name), ...name.split('-').map(plainName)] : [plainName(name)];
}

/** Where a source reads a setting. */
export interface Reading {
  readonly source: Source;
  /** 1-based. */
  readonly line: number;
  /** 1 beside the failing line of the innermost file. */
  readonly value: number;
}

/** What the value keeps when the line is far from the failing one; when the key is one everyday word, told by its parent. */
const kept = { far: 0.6, parent: 0.7 };

/** The place in the failing files that reads a key, in whatever spelling; the nearest to the failing line first. */
export function bestReading(key: string, sources: readonly Source[]): Reading | undefined {
  const [name, parent] = namesOfKey(key);
  if (name === undefined) return undefined;
  let best: Reading | undefined;
  for (const source of sources) {
    for (const line of linesWith(source, name, parent)) {
      const isNear = source.at === undefined || Math.abs(source.at - line) <= near;
      const value = source.weight * (isNear ? 1 : kept.far) * (parent === undefined ? 1 : kept.parent);
      if (value > (best?.value ?? 0)) best = { source, line, value };
    }
  }
  return best;
}

function linesWith({ linesOf }: Source, name: string, parent: string | undefined): number[] {
  const lines = [...(linesOf.get(name) ?? [])];
  return parent === undefined ? lines : lines.filter((line) => linesOf.get(parent)?.has(line));
}

/** The key's last name; with the one above it when the last is one short word that many things bear. */
function namesOfKey(key: string): [string?, string?] {
  const segments = key.split(/[.:]|__/).filter(Boolean);
  const last = segments.at(-1) ?? '';
  const name = plainName(last);
  if (partsOf(last.replaceAll(/[^A-Za-z0-9]+/g, '_')).length > 1 && name.length > 5) return [name];
  const parent = plainName(segments.at(-2) ?? '');
  return parent.length > 2 && name.length > 2 ? [name, parent] : [];
}
