import { blocksBetween } from '../blocks.ts';
import { type Clues, cluesOf } from '../clues.ts';
import { camel, identifiersOf, mentions, snake } from '../identifiers.ts';
import { linesOf } from '../lines.ts';
import { baseName } from '../paths.ts';
import type { PlanContext } from '../types.ts';
import { isImportOnly, isSilent, type Part } from './parts.ts';
import { codeTraitsOf } from './traits.ts';

/** A part and how strongly the evidence points at it. */
export interface Scored {
  readonly part: Part;
  readonly score: number;
  /** A trait typical of the failure mode was met. */
  readonly typical: boolean;
  /** Any trait of the failure mode was met. */
  readonly hints: boolean;
}

/** The parts that do something, by how strongly the evidence points at them, best first. */
export function scoredOf(parts: readonly Part[], context: PlanContext): Scored[] {
  const clues = cluesOf(context);
  const telling = parts.filter((part) => !isSilent(part) && !isImportOnly(part));
  return telling
    .map((part) => scoreOf(part, { parts: telling, clues, context }))
    .sort((one, other) => other.score - one.score);
}

/** Those of the scored parts that the evidence points at, best first; empty when it points nowhere in particular. */
export function seedsOf(scored: readonly Scored[]): readonly Scored[] {
  const best = scored[0]?.score ?? 0;
  if (best >= 2) {
    const seeds = scored.filter(({ score, typical }) => score >= Math.max(2, best * (typical ? 0.5 : 0.65)));
    return withMarks(seeds, scored);
  }
  return scored.length === 1 ? scored : [];
}

/** Seeds with the annotations that stand above them. */
export function withMarks(seeds: readonly Scored[], scored: readonly Scored[]): Scored[] {
  return [...seeds, ...scored.filter((other) => !seeds.includes(other) && marks(other, seeds))];
}

const annotation = /^\s*(?:@\w|#\[|\[\w)/;

/** Whether a part hints at the failure mode and only marks a function that another part is in: `@Transactional` above it. */
function marks({ part, hints }: Scored, seeds: readonly Scored[]): boolean {
  const lines = linesOf(part.added).filter((line) => line.trim() !== '');
  if (!hints || lines.length === 0 || !lines.every((line) => annotation.test(line))) return false;
  const after = linesOf(part.file.after ?? '');
  const below = after.slice(part.block.afterEnd, part.block.afterEnd + 8).find((line) => !annotation.test(line));
  return seeds.some(({ part: seed }) => {
    const name = seed.file === part.file ? functionAround(seed) : undefined;
    return name !== undefined && below !== undefined && mentions(below, name);
  });
}

interface Sight {
  readonly parts: readonly Part[];
  readonly clues: Clues;
  readonly context: PlanContext;
}

function scoreOf(part: Part, sight: Sight): Scored {
  const traits = codeTraitsOf(sight.context.match.mode.id).filter(({ side, pattern }) => {
    const other = side === 'added' ? part.removed : part.added;
    return pattern.test(part[side]) && !sameHit(pattern, part[side], other);
  });
  const trait = Math.max(0, ...traits.map(({ weight }) => weight));
  const score = trait + placed(part, sight.clues) + framed(part, sight.context) + named(part, sight);
  return { part, score, typical: trait >= 4, hints: trait >= 2 };
}

/** A pattern that both sides meet in the same words says nothing about the change. */
function sameHit(pattern: RegExp, text: string, other: string): boolean {
  const hit = pattern.exec(text)?.[0];
  return hit !== undefined && other.includes(hit);
}

function placed({ file, block }: Part, { places }: Clues): number {
  let sum = 0;
  for (let line = block.afterStart + 1; line <= block.afterEnd; line += 1)
    sum += places.get(`${file.path}:added:${line}`) ?? 0;
  for (let line = block.beforeStart + 1; line <= block.beforeEnd; line += 1) {
    sum += Math.max(
      places.get(`${file.path}:removed:${line}`) ?? 0,
      places.get(`${file.pathBefore}:removed:${line}`) ?? 0,
    );
  }
  return Math.min(4, sum);
}

/** Stack frames that stand in the part, or in the function around it; the innermost own frame counts most. */
function framed(part: Part, { incident }: PlanContext): number {
  let best = 0;
  for (const { frames, salience } of incident.log.patterns.slice(0, 12)) {
    let rank = 0;
    for (const frame of frames) {
      if (!frame.file || !sameFile(frame.file, part.file.path)) continue;
      const share = (0.5 + salience / 2) / (1 + rank);
      if (frame.line !== undefined && holdsLine(part, frame.line)) best = Math.max(best, 6 * share);
      const method = frame.symbol
        .split(/[.:#/\\$]+/)
        .filter((name) => /^\w+$/.test(name))
        .at(-1);
      if (method && (functionAround(part) === method || mentions(part.added, method))) best = Math.max(best, 3 * share);
      rank += 1;
    }
  }
  return best;
}

function sameFile(frame: string, path: string): boolean {
  const [one, other] = [frame.replaceAll('\\', '/'), path];
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`) || baseName(one) === baseName(other);
}

/** Traces name lines of what was deployed, which is the culprit's state or a later one. */
function holdsLine({ block, file, whole }: Part, line: number): boolean {
  if (whole) return true;
  const near = (at: number) => at > block.afterStart - 1 && at <= block.afterEnd + 1;
  if (near(line)) return true;
  if (file.head === undefined || file.after === undefined || file.head === file.after) return false;
  let shift = 0;
  for (const later of blocksBetween(linesOf(file.after), linesOf(file.head))) {
    if (later.afterStart < line) shift += later.added.length - later.removed.length;
  }
  return near(line - shift);
}

/** Facts and identifiers of the evidence in the part; those that stand in every part tell nothing. */
function named(part: Part, { parts, clues, context }: Sight): number {
  const text = `${part.added}\n${part.removed}`;
  const rarity = (test: (other: Part) => boolean) => 1 - (parts.filter(test).length - 1) / Math.max(1, parts.length);
  let score = 0;
  for (const [name, { value }] of Object.entries(context.match.facts)) {
    if (/^(?:host|endpoint|exception|namespace|pod|node|count|statements)$/.test(name)) continue;
    const term = value.split(/[.\\/:#]/).at(-1) ?? '';
    const forms = [term, camel(term), snake(term)].filter((form) => form.length > 2);
    const meets = (other: Part) => forms.some((form) => mentions(other.added, form) || mentions(other.removed, form));
    if (meets(part)) score += 3 * rarity(meets);
  }
  let words = 0;
  for (const identifier of identifiersOf(text)) {
    if (identifier.length < 4 || !mentions(clues.text, identifier.toLowerCase())) continue;
    words += rarity((other) => mentions(other.added, identifier) || mentions(other.removed, identifier));
  }
  return Math.min(6, score) + Math.min(3, words);
}

/** Name of the function in which a part stands, by indentation; `undefined` at the top level. */
export function functionAround({ file, block }: Part): string | undefined {
  const lines = linesOf(file.after ?? file.before ?? '');
  const own = block.added.find((line) => line.trim() !== '') ?? lines[block.afterStart] ?? '';
  let indent = own.search(/\S/);
  for (let at = Math.min(block.afterStart, lines.length) - 1; at >= 0 && indent > 0; at -= 1) {
    const line = lines[at]!;
    const column = line.search(/\S/);
    if (column === -1 || column >= indent) continue;
    indent = column;
    if (/\b(?:class|record|interface|struct|enum|trait|impl|object|module|namespace)\b/.test(line)) return undefined;
    if (/^\s*(?:return|await|throw|yield)\b|^[^(]*(?:[^=!<>]=[^=>]|\.\w+\s*\()[^{]*$/.test(line)) continue;
    const name =
      /(?:def|func|fun|fn|function)\s+(?:\([^)]*\)\s*)?(?:self\.)?([\w$]+)|([\w$]+)\s*\([^;]*$|([\w$]+)\s*[=:]\s*(?:async\s*)?(?:function|\()/.exec(
        line,
      );
    const found = name?.[1] ?? name?.[2] ?? name?.[3];
    if (found && !/^(?:if|for|while|switch|catch|with|foreach|elif|else|try|return|when|unless)$/.test(found))
      return found;
  }
  return undefined;
}
