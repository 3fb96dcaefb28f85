import { fileKindOf } from '../../changes/paths.ts';
import type { Change } from '../../ports/index.ts';
import { textBlocks, withoutBlocks } from '../blocks.ts';
import { culpritFiles, type FileHistory, lastToTouch, laterChanges } from '../culprit-files.ts';
import { linesOf } from '../lines.ts';
import { merge } from '../merge.ts';
import { isProgram } from '../paths.ts';
import type { Plan, PlanContext, PlannedEdit, Planner } from '../types.ts';
import { evidenceOf, listed, nameOf, recoverySigns, shortNameOf, title } from '../wording.ts';
import { implicatedEntries, implicatedVersions } from './implicated.ts';
import { lockBlocks, lockedEntries } from './locks.ts';
import { type VersionChange, versionChanges } from './versions.ts';

/** Pins the implicated dependency back to the version before the culprit, in manifests and lock files alike. */
export const dependencyUpdate: Planner = {
  id: 'dependency_update',

  async plan(context) {
    const { culprit } = context;
    if (!culprit) return { declined: 'No merged change is held to be the cause, so no version is known to be wrong.' };
    const later = await laterChanges(context);
    const files = (await culpritFiles(context, later)) ?? [];
    const overrides = !files.some(({ path }) => isProgram(path));
    const changes = files.filter(({ unreadable }) => !unreadable).flatMap((file) => versionChanges(file, overrides));
    const locks = files.filter(({ path }) => fileKindOf(path) === 'lock');
    const locked = changes.length > 0 ? [] : locks.flatMap(lockedEntries);
    if (changes.length === 0 && locked.length === 0)
      return { declined: `${nameOf(culprit)} changes no version of a dependency.` };
    const chosen = implicatedVersions(changes, context);
    const names = [
      ...new Set((changes.length > 0 ? chosen : implicatedEntries(locked, context)).map(({ name }) => name)),
    ];
    if (names.length === 0) {
      const all = [...new Set([...changes, ...locked].map(({ name }) => name))];
      return {
        declined: `The evidence names none of ${listed(all.slice(0, 6))}, whose versions ${nameOf(culprit)} changes.`,
      };
    }
    const all = changes.length > 0 && chosen.length === changes.length;
    const edits = pinBack({ chosen, names, locks, all }, later);
    if ('declined' in edits) return edits;
    if (edits.length === 0) return { declined: 'The versions are back at the head already.' };
    return { plan: planOf(context, { chosen, names, edits }) };
  },
};

interface Pinning {
  readonly chosen: readonly VersionChange[];
  readonly names: readonly string[];
  readonly locks: readonly FileHistory[];
  /** Every version that the culprit changed is to go back. */
  readonly all: boolean;
}

function pinBack(
  { chosen, names, locks, all }: Pinning,
  later: readonly Change[],
): PlannedEdit[] | { readonly declined: string } {
  const edits: PlannedEdit[] = [];
  for (const file of new Set([...chosen.map((change) => change.file), ...locks])) {
    const wanted = fileKindOf(file.path) === 'lock' ? lockBack(file, names, all) : manifestBack(file, chosen);
    const content = wanted === undefined ? undefined : ontoHead(file, wanted);
    if (content === undefined) {
      const since = lastToTouch(file.path, later);
      const by = since ? ` by ${nameOf(since)}` : '';
      return { declined: `${file.pathAtHead} has changed${by} so that the version cannot be pinned back.` };
    }
    if (content !== file.head) edits.push({ path: file.pathAtHead, content });
  }
  return edits;
}

/** The manifest after the culprit with the chosen lines as before. */
function manifestBack({ before, after, path }: FileHistory, chosen: readonly VersionChange[]): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  const [old, lines] = [linesOf(before), linesOf(after)];
  const own = chosen.filter(({ file }) => file.path === path).sort((one, other) => other.afterLine - one.afterLine);
  for (const { from, to, beforeLine, afterLine } of own) {
    lines.splice(afterLine, to === undefined ? 0 : 1, ...(from === undefined ? [] : [old[beforeLine]!]));
  }
  return lines.join('');
}

function lockBack(file: FileHistory, names: readonly string[], all: boolean): string | undefined {
  if (file.before === undefined || file.after === undefined) return undefined;
  const short = names.flatMap((name) => [name, name.split(/[/:]/).at(-1)!]);
  const blocks = all ? textBlocks(file.before, file.after) : lockBlocks(file, short);
  return withoutBlocks(file.after, blocks);
}

function ontoHead({ after, head }: FileHistory, wanted: string): string | undefined {
  if (head === undefined) return undefined;
  const merged = merge(after!, head, wanted);
  return 'text' in merged ? merged.text : undefined;
}

interface Pins {
  readonly chosen: readonly VersionChange[];
  readonly names: readonly string[];
  readonly edits: readonly PlannedEdit[];
}

function planOf(context: PlanContext, { chosen, names, edits }: Pins): Plan {
  const culprit = context.culprit!;
  const first = chosen[0];
  const told = first ? [...new Set(chosen.map(movedBy))] : names;
  const places = edits.map(({ path }) => path);
  const code = culprit.files.some(({ path }) => isProgram(path));
  return {
    title: title(headline(first, names)),
    summary: `${nameOf(culprit)} moved ${listed(told.slice(0, 5))}, and the failure is in that dependency. The version before is used again in ${listed(places.slice(0, 5))}.`,
    edits,
    evidence: evidenceOf(context),
    risk: {
      level: code ? 'medium' : 'low',
      why: code
        ? `The version ran in production before ${shortNameOf(culprit)}; the code that came with the bump has to build with it.`
        : `The version ran in production before ${shortNameOf(culprit)}; fixes of the newer one are gone until it is mended.`,
      destructive: false,
    },
    rollback: `Revert this pull request; the newer version of ${shortNameOf(culprit)} returns.`,
    verification: recoverySigns(context),
  };
}

function movedBy({ name, from, to }: VersionChange): string {
  if (from === undefined) return `${name} to ${to} in place of the managed version`;
  return to === undefined ? `${name} from ${from} to the managed version` : `${name} from ${from} to ${to}`;
}

function headline(first: VersionChange | undefined, names: readonly string[]): string {
  if (!first) return `Pin ${names[0]} back in the lock file`;
  return first.from === undefined
    ? `Take ${first.name} ${first.to} out again`
    : `Pin ${first.name} back to ${first.from}`;
}
