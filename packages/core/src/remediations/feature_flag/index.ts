import { fileKindOf } from '../../changes/paths.ts';
import { cluesOf } from '../clues.ts';
import { culpritFiles, type FileHistory, laterChanges } from '../culprit-files.ts';
import { scoreOf } from '../implicated-settings.ts';
import { type SettingChange, settingChanges, withValue } from '../setting-changes.ts';
import type { Plan, PlanContext, PlannedEdit, Planner } from '../types.ts';
import { evidenceOf, listed, nameOf, recoverySigns, shortNameOf, title } from '../wording.ts';
import { isFlag, offValue } from './flags.ts';

/** Turns the flag that the culprit turned on off again, in whatever format it is kept. */
export const featureFlag: Planner = {
  id: 'feature_flag',

  async plan(context) {
    const { culprit } = context;
    if (!culprit) return { declined: 'No merged change is held to be the cause, so no flag is known to be wrong.' };
    const files = (await culpritFiles(context, await laterChanges(context))) ?? [];
    const flags = files
      .filter(mayHoldFlags)
      .flatMap(settingChanges)
      .filter((change) => offValue(change) !== undefined);
    const chosen = choose(flags, context);
    if (chosen.length === 0) return { declined: `${nameOf(culprit)} turns no feature flag on.` };
    const edits = editsOf(chosen);
    if ('declined' in edits) return edits;
    if (edits.edits.length === 0) return { declined: `${chosen[0]!.path.at(-1)} is off at the head already.` };
    return { plan: planOf(context, chosen, edits.edits) };
  },
};

function mayHoldFlags({ path, unreadable }: FileHistory): boolean {
  return !unreadable && /^(?:config|infrastructure|manifest|code)$/.test(fileKindOf(path));
}

/** The flag that name and evidence point at most, and the same flag in other files. */
function choose(flags: readonly SettingChange[], context: PlanContext): SettingChange[] {
  const clues = cluesOf(context);
  const scored = flags
    .map((change) => {
      const named = isFlag(change);
      const score = scoreOf(change, clues, context.match.mode.id) + (named ? 3 : 0);
      return { change, named, score };
    })
    .filter(({ named, score }) => named || score >= 3)
    .sort((one, other) => other.score - one.score);
  const best = scored[0];
  if (!best) return [];
  return scored
    .filter(({ change, score }) => change.path.at(-1) === best.change.path.at(-1) && score >= best.score / 2)
    .map(({ change }) => change);
}

function editsOf(chosen: readonly SettingChange[]): { readonly edits: PlannedEdit[] } | { readonly declined: string } {
  const edits: PlannedEdit[] = [];
  for (const file of new Set(chosen.map((change) => change.file))) {
    let text = file.head;
    for (const change of chosen) {
      if (change.file !== file) continue;
      text =
        text === undefined ? undefined : withValue(file.pathAtHead, text, { setting: change, raw: offValue(change)! });
    }
    if (text === undefined) return { declined: `${file.pathAtHead} no longer has the flag ${chosen[0]!.path.at(-1)}.` };
    if (text !== file.head) edits.push({ path: file.pathAtHead, content: text });
  }
  return { edits };
}

function planOf(context: PlanContext, chosen: readonly SettingChange[], edits: readonly PlannedEdit[]): Plan {
  const culprit = context.culprit!;
  const first = chosen[0]!;
  const name = first.path.filter((part) => !/^[([]/.test(part)).join('.') || first.path.join('.');
  const was = first.before ? `from ${first.before.value} to ${first.after!.value}` : `on with ${first.after!.value}`;
  const off = offValue(first)!.replaceAll(/["']/g, '');
  const places = edits.map(({ path }) => path);
  return {
    title: title(`Turn ${name} off`),
    summary: `${nameOf(culprit)} turned ${name} ${was}. This sets it to ${off} in ${listed(places)}; the code behind the flag stays.`,
    edits,
    evidence: evidenceOf(context),
    risk: {
      level: 'low',
      why: first.before
        ? `With ${name} at ${off} the service ran before ${shortNameOf(culprit)}.`
        : `The flag came with ${shortNameOf(culprit)}; what lies behind it is off until it is mended.`,
      destructive: false,
    },
    rollback: `Set ${name} to ${first.after!.value} again.`,
    verification: recoverySigns(context),
  };
}
