import { type Block, textBlocks } from './blocks.ts';
import type { FileHistory } from './culprit-files.ts';
import { lineAt, linesOf } from './lines.ts';
import type { SettingChange } from './setting-changes.ts';
import { settingKey, settingsOf } from './settings.ts';

/**
 * The runs of a file's diff that took whole groups around some settings away, or brought them in a format whose groups
 * are only known by their braces: a YAML map, a Terraform resource. Such a setting has no place of its own on the other
 * side, so its group goes back as it was.
 */
export function groupRuns(file: FileHistory, changes: readonly SettingChange[]): Block[] {
  const [before, after] = [file.before ?? '', file.after ?? ''];
  const blocks = textBlocks(before, after);
  const chosen = new Set<Block>();
  for (const change of changes) {
    const gone = change.after === undefined;
    const region = regionOf(change, gone ? { path: file.pathBefore, text: before } : { path: file.path, text: after }, {
      path: gone ? file.path : file.pathBefore,
      text: gone ? after : before,
    });
    if (!region) continue;
    for (const block of blocks) {
      const [start, end] = gone ? [block.beforeStart, block.beforeEnd] : [block.afterStart, block.afterEnd];
      if (start < region.end && end > region.start) chosen.add(block);
    }
  }
  return [...withNeighbours(chosen, blocks, linesOf(after))];
}

/** Whether a run covers the line of a setting. */
export function covers(
  { beforeStart, beforeEnd, afterStart, afterEnd }: Block,
  { line, after }: SettingChange,
): boolean {
  return after ? line > afterStart && line <= afterEnd : line > beforeStart && line <= beforeEnd;
}

interface Side {
  readonly path: string;
  readonly text: string;
}

/** 0-based lines of the outermost group around a setting that the other side lacks; `undefined` when it lacks none. */
function regionOf({ path, line, before, after }: SettingChange, own: Side, other: Side) {
  if ((before && after) || (before ?? after)?.json || path.length < 2) return undefined;
  const theirs = settingsOf(other.path, other.text);
  const lacks = (depth: number) =>
    !theirs.some((setting) => path.slice(0, depth).every((part, at) => setting.path[at] === part));
  const depth = path.findIndex((_, at) => at > 0 && lacks(at));
  if (depth === -1) return undefined;
  const key = settingKey({ path: path.slice(0, depth) });
  const group = settingsOf(own.path, own.text).find((setting) => setting.group && settingKey(setting) === key);
  if (group && after) return undefined;
  if (group) {
    const start = lineAt(own.text, group.start) - 1;
    return { start, end: start + linesOf(own.text.slice(group.start, group.end)).length };
  }
  return bracesAround(linesOf(own.text), line - 1);
}

/** The outermost pair of braces around a line. */
function bracesAround(lines: readonly string[], at: number): { start: number; end: number } | undefined {
  let depth = 0;
  let start = 0;
  for (const [line, text] of lines.entries()) {
    const bare = text.replaceAll(/"(?:[^"\\\n]|\\.)*"|(?:#|\/\/).*$/gm, '');
    const opened = bare.split('{').length - 1;
    const closed = bare.split('}').length - 1;
    if (depth === 0 && opened > 0) start = line;
    depth += opened - closed;
    if (depth === 0 && closed > 0 && line >= at) return start <= at ? { start, end: line + 1 } : undefined;
  }
  return undefined;
}

/** Runs that only blank lines and closing brackets part from a chosen one are of one rewrite with it. */
function withNeighbours(chosen: Set<Block>, blocks: readonly Block[], after: readonly string[]): Set<Block> {
  const joined = (one: Block, other: Block) =>
    after.slice(one.afterEnd, other.afterStart).every((line) => /^\s*[})\]]*[,;]?\s*$/.test(line));
  for (let size = -1; size !== chosen.size; ) {
    size = chosen.size;
    for (const [at, block] of blocks.entries()) {
      const next = blocks[at + 1];
      if (!next || chosen.has(block) === chosen.has(next) || !joined(block, next)) continue;
      chosen.add(block);
      chosen.add(next);
    }
  }
  return chosen;
}
