import { fileKindOf } from '../../changes/paths.ts';
import type { Change } from '../../ports/index.ts';
import { culpritFiles, type FileHistory, lastToTouch, laterChanges } from '../culprit-files.ts';
import { danglingUse } from '../dangling.ts';
import { declarationsIn, mentions } from '../identifiers.ts';
import { linesOf } from '../lines.ts';
import { baseName, isProgram } from '../paths.ts';
import { lostBySchema } from '../schema-loss.ts';
import type { Plan, PlanContext, Planned, PlannedEdit, Planner } from '../types.ts';
import { counted, evidenceOf, listed, nameOf, recoverySigns, shortNameOf, title } from '../wording.ts';
import { closureOf, namesGone } from './closure.ts';
import { explainingSeeds } from './explaining.ts';
import { conflictingParts, ontoHead } from './onto-head.ts';
import { isSilent, type Part, partsOf, textWithout } from './parts.ts';
import { renamedColumns } from './renamed-columns.ts';
import { functionAround, type Scored, scoredOf, seedsOf } from './seeds.ts';

/** From so many code files on a change is broad, and a piece of it is hardly ever independent. */
const broad = 8;
/** Lines of a single-file change that may be taken back whole. */
const small = 150;

/**
 * A statement that a renamed column left behind, put to its new name; else the smallest part of the culprit's diff whose
 * reversal takes the implicated lines away and still builds. Where a later change is in the way of that, a part of it
 * that explains the failure will do.
 */
export const codeFix: Planner = {
  id: 'code_fix',

  async plan(context) {
    const { culprit } = context;
    if (!culprit) return { declined: 'No merged change is held to be the cause, so no code is known to be wrong.' };
    const later = await laterChanges(context);
    const files = (await culpritFiles(context, later)) ?? [];
    const renamed = await renamedColumns(context, files);
    if (renamed) return { plan: renamed };
    const code = files.filter(({ path, unreadable }) => isProgram(path) && !unreadable);
    if (code.length === 0) return { declined: `${nameOf(culprit)} changes no code.` };
    const parts = code.flatMap(partsOf);
    const scored = scoredOf(parts, context);
    const seeds = seedsOf(scored);
    if (seeds.length === 0) return { declined: `The evidence points at no particular lines of ${nameOf(culprit)}.` };
    const fix = { culprit, files, later, parts, code };
    const whole = await takeBack(context, fix, seeds);
    if ('plan' in whole) return whole;
    if (whole.stuck.size === 0) return { declined: whole.declined };
    for (const fewer of [seeds, explainingSeeds(scored, context)]) {
      const planned = await takeBack(context, fix, fewer, whole.stuck);
      if ('plan' in planned) return planned;
    }
    return { declined: whole.declined };
  },
};

type Known = Omit<Fix, 'seeds' | 'taken' | 'stuck'> & { readonly code: readonly FileHistory[] };

/** Takes seeds back with all that has to follow; else says why not, and which parts a later change is in the way of. */
async function takeBack(
  context: PlanContext,
  known: Known,
  seeds: readonly Scored[],
  stuck: ReadonlySet<Part> = new Set(),
): Promise<{ readonly plan: Plan } | { readonly declined: string; readonly stuck: ReadonlySet<Part> }> {
  const own = seeds.map(({ part }) => part);
  const taken = closureOf(own, known.parts, stuck);
  const tooMuch = whyTooMuch(taken, { ...known, seeds });
  const planned =
    own.length === 0 || tooMuch
      ? { declined: tooMuch ?? 'No part of the change explains the failure.' }
      : await apply(context, { ...known, seeds, taken, stuck });
  return 'plan' in planned ? planned : { ...planned, stuck: conflictingParts(taken) };
}

function whyTooMuch(
  taken: ReadonlySet<Part>,
  { parts, code, seeds }: Pick<Known, 'parts' | 'code'> & { readonly seeds: readonly Scored[] },
): string | undefined {
  const places = new Set([...taken].map(({ file }) => file));
  const rest = parts.filter((part) => !taken.has(part) && !isSilent(part));
  if (code.length >= broad && !seeds.some(({ typical }) => typical)) {
    return `The change is spread over ${counted(code.length, 'code file')}; a piece of it is not independent of the rest.`;
  }
  if (rest.length === 0 && places.size > 1)
    return `Nothing smaller than the whole change over ${counted(places.size, 'file')} would still build.`;
  if (rest.length === 0 && linesIn(taken) > small)
    return `Nothing smaller than the whole change of ${linesIn(taken)} lines would still build.`;
  if (places.size > 4)
    return `The lines in question hang together with ${counted(places.size, 'file')}; that is no small fix.`;
  return undefined;
}

interface Fix {
  readonly culprit: Change;
  readonly files: readonly FileHistory[];
  readonly later: readonly Change[];
  readonly parts: readonly Part[];
  readonly seeds: readonly Scored[];
  readonly taken: ReadonlySet<Part>;
  /** Parts whose lines a later change changed again; those that are not taken stay for that reason. */
  readonly stuck: ReadonlySet<Part>;
}

interface Reversal extends Fix {
  /** Tests of what is taken back that cannot be merged back. */
  readonly left: readonly string[];
}

async function apply(context: PlanContext, fix: Fix): Promise<Planned> {
  const { files, later, taken, parts } = fix;
  const gone = namesGone(taken, parts);
  const whole = parts.every((part) => taken.has(part) || isSilent(part));
  const tests = files.filter(
    ({ path, after }) => fileKindOf(path) === 'test' && [...gone].some((name) => mentions(after ?? '', name)),
  );
  const told = whole
    ? files.filter(({ path }) => fileKindOf(path) === 'docs' && !/change|history|news/i.test(path))
    : [];
  const companions = [...tests, ...told.filter((file) => ontoHead(file, file.before) !== 'conflict')];
  const edits: PlannedEdit[] = [];
  const left: string[] = [];
  for (const file of new Set([...[...taken].map((part) => part.file), ...companions])) {
    const wanted = companions.includes(file) ? file.before : textWithout(file, taken);
    const edit = ontoHead(file, wanted);
    if (edit === 'conflict' && tests.includes(file)) left.push(file.pathAtHead);
    else if (edit === 'conflict') {
      const since = lastToTouch(file.path, later);
      return {
        declined: `${file.pathAtHead} has changed in the same lines${since ? ` by ${nameOf(since)}` : ' since'}.`,
      };
    } else if (edit) edits.push(edit);
  }
  if (edits.length === 0) return { declined: 'The lines in question are gone from the head already.' };
  const lost = lostBySchema(files, edits);
  if (lost) return { declined: lost };
  const dangling = await danglingUse({ context, edits, files, later });
  return dangling ? { declined: dangling } : { plan: planOf(context, { ...fix, left }, edits) };
}

function planOf(
  context: PlanContext,
  { culprit, later, parts, seeds, taken, left, stuck }: Reversal,
  edits: readonly PlannedEdit[],
): Plan {
  const first = seeds[0]!.part;
  const name = subjectOf(first);
  const where = baseName(first.file.pathAtHead);
  const whole = parts.every((part) => taken.has(part) || isSilent(part));
  const places = [...new Set([...taken].map(({ file }) => file.pathAtHead))];
  const documents = edits.map(({ path }) => path).filter((path) => fileKindOf(path) === 'docs');
  const others = [...taken].filter((part) => !isSilent(part)).length - seeds.length;
  return {
    title: title(
      `Take back ${shortNameOf(culprit)}'s change to ${name ? `${where.replace(/\.\w+$/, '')}.${name}` : where}`,
    ),
    summary: `The evidence points at ${name ? `${name} in ` : ''}${first.file.pathAtHead}, which ${nameOf(culprit)} changed. ${
      whole
        ? `That is all the code it changed, and it is taken back${documents.length > 0 ? `, with what ${listed(documents)} told of it` : ''}`
        : `Of its ${counted(linesIn(parts), 'changed line')} of code ${linesIn(taken)} are taken back in ${listed(places)}, the rest stays`
    }.${others > 0 ? ` So that the code still builds, ${counted(others, 'further place')} had to follow.` : ''}${
      left.length > 0
        ? ` ${listed(left)} tests what is taken back and has changed since; a person has to adapt it.`
        : ''
    }${stayed(
      [...stuck].filter((part) => !taken.has(part)),
      later,
    )}`,
    edits,
    evidence: evidenceOf(context),
    risk: {
      level: places.length > 2 || left.length > 0 ? 'medium' : 'low',
      why: `The lines return to what ran before ${shortNameOf(culprit)}; what they were meant for is gone until it is done another way.`,
      destructive: false,
    },
    rollback: `Revert this pull request; that brings the lines of ${shortNameOf(culprit)} back.`,
    verification: recoverySigns(context),
  };
}

/** What stays because later changes build on it, said by file. */
function stayed(parts: readonly Part[], later: readonly Change[]): string {
  return [...new Set(parts.map(({ file }) => file))]
    .map((file) => {
      const since = lastToTouch(file.path, later);
      return ` Lines of it in ${file.pathAtHead} stay${since ? `, since ${nameOf(since)} changed them again` : ''}: nothing that is taken back needs them gone.`;
    })
    .join('');
}

/** What a part is about: the first name that it declares, else the function around it. */
function subjectOf(part: Part): string | undefined {
  const declared = [...declarationsIn(part.added)][0];
  const around = functionAround(part);
  const name = declared && !around ? declared : (around ?? declared);
  return part.whole || !name || name.length < 3 ? undefined : name;
}

function linesIn(parts: Iterable<Part>): number {
  let count = 0;
  for (const { added, removed } of parts) count += linesOf(added).length + linesOf(removed).length;
  return count;
}
