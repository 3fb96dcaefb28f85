import { fileKindOf } from '../../changes/paths.ts';
import { cluesOf } from '../clues.ts';
import { culpritFiles, type FileHistory, lastToTouch, laterChanges } from '../culprit-files.ts';
import { implicated } from '../implicated-settings.ts';
import { type SettingChange, settingChanges, settingsBack } from '../setting-changes.ts';
import type { PlanContext, PlannedEdit, Planner } from '../types.ts';
import { counted, evidenceOf, listed, nameOf, recoverySigns, shortNameOf, title } from '../wording.ts';

/** Sets the configuration values that the evidence points at back to what they were before the culprit. */
export const configFix: Planner = {
  id: 'config_fix',

  async plan(context) {
    const { culprit } = context;
    if (!culprit) return { declined: 'No merged change is held to be the cause, so no value is known to be wrong.' };
    const later = await laterChanges(context);
    const files = (await culpritFiles(context, later)) ?? [];
    const changes = files.filter(isConfiguration).flatMap(settingChanges).filter(isValue);
    if (changes.length === 0) return { declined: `${nameOf(culprit)} changes no configuration value.` };
    const chosen = implicated(changes, { clues: cluesOf(context), mode: context.match.mode.id });
    if (chosen.length === 0) {
      return {
        declined: `The evidence points at none of the ${counted(changes.length, 'value')} that ${nameOf(culprit)} changes.`,
      };
    }
    const edits: PlannedEdit[] = [];
    for (const file of new Set(chosen.map((change) => change.file))) {
      const content = settingsBack(
        file,
        chosen.filter((change) => change.file === file),
      );
      if (content === undefined) {
        const since = lastToTouch(file.path, later);
        return {
          declined: `${file.pathAtHead} has changed${since ? ` by ${nameOf(since)}` : ''} so that the value cannot be set back.`,
        };
      }
      if (content !== file.head) edits.push({ path: file.pathAtHead, content });
    }
    if (edits.length === 0) return { declined: 'The values are back at the head already.' };
    return { plan: planOf(context, chosen, edits) };
  },
};

function isConfiguration(file: FileHistory): boolean {
  const kind = fileKindOf(file.path);
  return (
    !file.unreadable &&
    (kind === 'config' ||
      kind === 'infrastructure' ||
      (kind === 'manifest' && /\.(?:json|toml|ya?ml)$/.test(file.path)))
  );
}

/** Values that configure; versions of dependencies and of the product itself are another remediation's. */
function isValue({ file, path, before, after }: SettingChange): boolean {
  const names = path.join('/');
  if (
    fileKindOf(file.path) === 'manifest' &&
    /^(?:(?:dev|peer|optional|build-)?-?[dD]ependencies|require(?:-dev)?|scripts|version|name|project|build-system|packages|resolutions|overrides|engines)\b/.test(
      names,
    )
  ) {
    return false;
  }
  const version = /^[\^~<>=v ]*\d+\.\d+(?:\.\d+)*\S*$/;
  const versioned = [before, after].some((setting) => setting && version.test(setting.value));
  return !(versioned && /(?:version|image|tag)$/i.test(path.at(-1) ?? ''));
}

function planOf(context: PlanContext, chosen: readonly SettingChange[], edits: readonly PlannedEdit[]) {
  const culprit = context.culprit!;
  const names = [...new Set(chosen.map(({ path }) => path.at(-1)!))];
  const places = [...new Set(chosen.map(({ file }) => file.pathAtHead))];
  return {
    title: title(headline(chosen, names)),
    summary: `${nameOf(culprit)} ${listed(chosen.slice(0, 6).map(told))}. This sets ${chosen.length === 1 ? 'the value' : 'these values'} back in ${listed(places)} and leaves the rest of the change in place.`,
    edits,
    evidence: evidenceOf(context),
    risk: {
      level: 'low' as const,
      why: `${listed(names)} ${names.length === 1 ? 'returns' : 'return'} to what ran before ${shortNameOf(culprit)}; what the new ${names.length === 1 ? 'value was' : 'values were'} meant for is gone until it is done another way.`,
      destructive: false,
    },
    rollback: `Revert this pull request; ${listed(names)} ${names.length === 1 ? 'takes' : 'take'} the value of ${shortNameOf(culprit)} again.`,
    verification: recoverySigns(context),
  };
}

function headline(chosen: readonly SettingChange[], names: readonly string[]): string {
  const { before, path } = chosen[0]!;
  const group = chosen.find(({ after, path: own }) => !after && own.length > 1 && own[0]!.includes(' '))?.path[0];
  if (group) return `Bring ${group} back`;
  if (names.length > 1) return `Set ${listed(names.slice(0, 3))} back`;
  if (!before) return `Take ${path.at(-1)} out again`;
  return isSecret(path) ? `Set ${path.at(-1)} back` : `Set ${briefly(path)} back to ${before.value}`;
}

/** `limits.memory`: a bare word says what it is of only with the key above it. */
function briefly(path: readonly string[]): string {
  const plain = path.filter((part) => !/^[([]/.test(part));
  return /^[a-z]{1,12}$/.test(plain.at(-1) ?? '') ? plain.slice(-2).join('.') : (plain.at(-1) ?? '');
}

function told({ path, before, after, file }: SettingChange): string {
  const name = `${path.filter((part) => !part.startsWith('(')).join('.')} in ${file.path}`;
  if (isSecret(path)) return `changed ${name}`;
  if (!before) return `added ${name} with ${after!.value || 'no value'}`;
  if (!after) return `removed ${name}, which was ${before.value}`;
  return `changed ${name} from ${before.value} to ${after.value}`;
}

function isSecret(path: readonly string[]): boolean {
  return /secret|password|passwd|token|credential|api[-_]?key|private/i.test(path.at(-1) ?? '');
}
