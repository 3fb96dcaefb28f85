import { textBlocks, withoutBlocks } from '../blocks.ts';
import { culpritFiles, type FileHistory, lastToTouch, laterChanges } from '../culprit-files.ts';
import { kindOf } from '../file-kinds.ts';
import { linesOf } from '../lines.ts';
import { merge } from '../merge.ts';
import type { Plan, PlanContext, PlannedEdit, Planner } from '../types.ts';
import { evidenceOf, listed, nameOf, recoverySigns, shortNameOf, title } from '../wording.ts';
import { implicatedVersions } from './implicated.ts';
import { lockBlocks } from './locks.ts';
import { type VersionChange, versionChanges } from './versions.ts';

/** Pins the implicated dependency back to the version before the culprit, in manifests and lock files alike. */
export const dependencyUpdate: Planner = {
  id: 'dependency_update',

  async plan(context) {
    const { culprit } = context;
    if (!culprit) return { declined: 'No merged change is held to be the cause, so no version is known to be wrong.' };
    const later = await laterChanges(context);
    const files = (await culpritFiles(context, later)) ?? [];
    const changes = files.filter(({ unreadable }) => !unreadable).flatMap(versionChanges);
    const locks = files.filter(({ path }) => kindOf(path) === 'lock');
    if (changes.length === 0 && locks.length === 0)
      return { declined: `${nameOf(culprit)} changes no version of a dependency.` };
    const chosen = changes.length > 0 ? implicatedVersions(changes, context) : [];
    if (changes.length > 0 && chosen.length === 0) {
      const names = [...new Set(changes.map(({ name }) => name))];
      return {
        declined: `The evidence names none of ${listed(names.slice(0, 6))}, whose versions ${nameOf(culprit)} changes.`,
      };
    }
    const all = chosen.length === changes.length;
    const edits: PlannedEdit[] = [];
    for (const file of new Set([...chosen.map((change) => change.file), ...locks])) {
      const wanted = kindOf(file.path) === 'lock' ? lockBack(file, chosen, all) : manifestBack(file, chosen);
      const content = wanted === undefined ? undefined : ontoHead(file, wanted);
      if (content === undefined) {
        const since = lastToTouch(file.path, later);
        return {
          declined: `${file.pathAtHead} has changed${since ? ` by ${nameOf(since)}` : ''} so that the version cannot be pinned back.`,
        };
      }
      if (content !== file.head) edits.push({ path: file.pathAtHead, content });
    }
    if (edits.length === 0) return { declined: 'The versions are back at the head already.' };
    return { plan: planOf(context, chosen, edits) };
  },
};

/** The manifest after the culprit with the chosen lines as before. */
function manifestBack({ before, after, path }: FileHistory, chosen: readonly VersionChange[]): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  const [old, lines] = [linesOf(before), linesOf(after)];
  for (const { file, beforeLine, afterLine } of chosen) if (file.path === path) lines[afterLine] = old[beforeLine]!;
  return lines.join('');
}

function lockBack(file: FileHistory, chosen: readonly VersionChange[], all: boolean): string | undefined {
  if (file.before === undefined || file.after === undefined) return undefined;
  const names = chosen.flatMap(({ name }) => [name, name.split(/[/:]/).at(-1)!]);
  const blocks = all ? textBlocks(file.before, file.after) : lockBlocks(file, names);
  return withoutBlocks(file.after, blocks);
}

function ontoHead({ after, head }: FileHistory, wanted: string): string | undefined {
  if (head === undefined) return undefined;
  const merged = merge(after!, head, wanted);
  return 'text' in merged ? merged.text : undefined;
}

function planOf(context: PlanContext, chosen: readonly VersionChange[], edits: readonly PlannedEdit[]): Plan {
  const culprit = context.culprit!;
  const first = chosen[0];
  const told = [...new Set(chosen.map(({ name, from, to }) => `${name} from ${from} to ${to}`))];
  const places = edits.map(({ path }) => path);
  const code = culprit.files.some(({ path }) => kindOf(path) === 'source');
  return {
    title: title(
      first ? `Pin ${first.name} back to ${first.from}` : `Pin the locked versions of ${shortNameOf(culprit)} back`,
    ),
    summary: `${nameOf(culprit)} moved ${told.length > 0 ? listed(told.slice(0, 5)) : 'locked versions'}, and the failure is in that dependency. The version before is pinned again in ${listed(places.slice(0, 5))}.`,
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
