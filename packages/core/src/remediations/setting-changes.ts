import { applyEdits, modify } from 'jsonc-parser';
import { type Block, textBlocks, withoutBlocks } from './blocks.ts';
import type { FileHistory } from './culprit-files.ts';
import { covers, groupRuns } from './group-runs.ts';
import { lineAt, linesOf, spliced } from './lines.ts';
import { merge } from './merge.ts';
import { type Setting, settingKey, settingsOf } from './settings.ts';

/** A setting that the culprit changed. `before` is absent when it added it, `after` when it removed it. */
export interface SettingChange {
  readonly file: FileHistory;
  readonly path: readonly string[];
  readonly before: Setting | undefined;
  readonly after: Setting | undefined;
  /** 1-based line after the culprit, or before it for a removed setting. */
  readonly line: number;
  /** Key of the outermost group that came with an added setting. */
  readonly newGroup?: string;
}

/** Values that the culprit changed, added or removed in a file, in the order of the file. */
export function settingChanges(file: FileHistory): SettingChange[] {
  const before = keyed(settingsOf(file.pathBefore, file.before ?? ''));
  const after = keyed(settingsOf(file.path, file.after ?? ''));
  const changes: SettingChange[] = [];
  for (const [key, now] of after) {
    const old = before.get(key);
    if (now.group || (old && old.value === now.value)) continue;
    const newGroup = old
      ? undefined
      : ancestorsOf(now.path).find((group) => !before.has(group) && after.get(group)?.group);
    changes.push({
      file,
      path: now.path,
      before: old?.group ? undefined : old,
      after: now,
      line: lineAt(file.after!, now.valueStart),
      ...(newGroup === undefined ? {} : { newGroup }),
    });
  }
  for (const [key, old] of before) {
    if (old.group || after.has(key)) continue;
    changes.push({ file, path: old.path, before: old, after: undefined, line: lineAt(file.before!, old.valueStart) });
  }
  return changes;
}

/**
 * The head's text with settings as they were before the culprit; `undefined` when a later change is in the way.
 * Everything else stays byte for byte: comments, order, quotes.
 */
export function settingsBack(file: FileHistory, changes: readonly SettingChange[]): string | undefined {
  if (file.head === undefined || file.after === undefined) return undefined;
  const runs = groupRuns(file, changes);
  const start = runs.length > 0 ? withoutRuns(file.after, file.head, runs) : file.head;
  if (start === undefined) return undefined;
  const single = changes.filter((change) => !runs.some((run) => covers(run, change)));
  const removed = single.filter(({ after }) => !after);
  const added = single.filter(({ before }) => !before);
  let text: string | undefined = removed.length > 0 ? withRemoved(file, start, removed) : start;
  for (const change of single.filter(({ before, after }) => before && after)) text &&= valueBack(file, text, change);
  return text !== undefined && added.length > 0 ? withoutAdded(file, text, added) : text;
}

function withoutRuns(after: string, head: string, runs: readonly Block[]): string | undefined {
  const merged = merge(after, head, withoutBlocks(after, runs));
  return 'text' in merged ? merged.text : undefined;
}

/** Writes a value, as it stands in a file, over that of a setting; `undefined` when the setting is gone. */
export function withValue(
  path: string,
  text: string,
  { setting, raw }: { readonly setting: Pick<Setting, 'path'>; readonly raw: string },
): string | undefined {
  const found = settingsOf(path, text).find((candidate) => settingKey(candidate) === settingKey(setting));
  return found && spliced(text, [{ start: found.valueStart, end: found.valueEnd, text: raw }]);
}

function valueBack(file: FileHistory, text: string, { path, before }: SettingChange): string | undefined {
  return withValue(file.pathAtHead, text, {
    setting: { path },
    raw: file.before!.slice(before!.valueStart, before!.valueEnd),
  });
}

/** Takes added settings out, and groups that hold nothing else. */
function withoutAdded(file: FileHistory, text: string, added: readonly SettingChange[]): string | undefined {
  const before = keyed(settingsOf(file.pathBefore, file.before ?? ''));
  const now = settingsOf(file.pathAtHead, text);
  const going = new Set(added.map(settingKey));
  const whole = new Map<string, Setting>();
  for (const { path } of added) {
    const chain = [...ancestorsOf(path), settingKey({ path })];
    const top = chain.find(
      (key) => !before.has(key) && leavesBelow(now, key).every((leaf) => going.has(settingKey(leaf))),
    );
    const setting = now.find((candidate) => settingKey(candidate) === top);
    if (!setting) return undefined;
    whole.set(settingKey(setting), setting);
  }
  const settings = [...whole.values()];
  if (settings.some(({ json }) => json)) return withoutJson(text, settings);
  if (settings.some((setting) => sharesLine(setting, now, going))) return undefined;
  return spliced(
    text,
    settings.map(({ start, end }) => ({ start, end, text: '' })),
  );
}

function withoutJson(text: string, settings: readonly Setting[]): string {
  return [...settings]
    .sort((one, other) => other.start - one.start)
    .reduce((result, { json }) => applyEdits(result, modify(result, [...json!], undefined, {})), text);
}

/** Puts removed lines back where they stood, by a three-way merge. */
function withRemoved(file: FileHistory, text: string, removed: readonly SettingChange[]): string | undefined {
  const blocks = textBlocks(file.before ?? '', file.after ?? '');
  const first = removed[0]!;
  if (first.before?.json) {
    return removed.reduce((result, { before }) => {
      const value: unknown = JSON.parse(file.before!.slice(before!.valueStart, before!.valueEnd));
      const options = {
        formattingOptions: { insertSpaces: !/^\t/m.test(text), tabSize: /^( +)\S/m.exec(text)?.[1]?.length ?? 2 },
      };
      return applyEdits(result, modify(result, [...before!.json!], value, options));
    }, text);
  }
  const lines = linesOf(file.after ?? '');
  const old = linesOf(file.before ?? '');
  for (const block of [...blocks].sort((a, b) => b.afterEnd - a.afterEnd)) {
    for (let line = block.beforeEnd; line > block.beforeStart; line -= 1) {
      if (!removed.some((change) => change.line === line)) continue;
      const at = block.afterStart + Math.min(line - 1 - block.beforeStart, block.added.length);
      lines.splice(at, 0, old[line - 1]!);
    }
  }
  const merged = merge(file.after ?? '', text, lines.join(''));
  return 'text' in merged ? merged.text : undefined;
}

function sharesLine({ start, end }: Setting, now: readonly Setting[], going: ReadonlySet<string>): boolean {
  return now.some(
    (other) => !other.group && other.start === start && other.end === end && !going.has(settingKey(other)),
  );
}

function leavesBelow(settings: readonly Setting[], key: string): Setting[] {
  return settings.filter((setting) => {
    const own = settingKey(setting);
    return !setting.group && (own === key || own.startsWith(`${key}\u0000`));
  });
}

function keyed(settings: readonly Setting[]): Map<string, Setting> {
  return new Map(settings.map((setting) => [settingKey(setting), setting]));
}

function ancestorsOf(path: readonly string[]): string[] {
  return path.slice(0, -1).map((_, depth) => settingKey({ path: path.slice(0, depth + 1) }));
}
