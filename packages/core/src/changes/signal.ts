import type { EvidenceId, StackFrame } from '../incident/index.ts';
import type { Corpus } from './lexical.ts';
import type { PatchFile, PatchHunk } from './patch.ts';
import type { FileKind } from './paths.ts';
import type { SettingChange } from './settings.ts';
import type { Place, RankableChange, Symptom } from './types.ts';
import { type SignalId, weights } from './weights.ts';

/** What every signal looks at. */
export interface Context {
  readonly symptom: Symptom;
  readonly changes: readonly RankableChange[];
  readonly corpus: Corpus;
  /** The symptom's frames, or those found in its texts. Innermost first. */
  readonly frames: readonly StackFrame[];
  /** How far a frame tells who did it, 0 to 1 (`RankOptions.frameTrust`). */
  readonly frameTrust: number;
  /** How likely the failure took its time to show, 0 to 1 (`RankOptions.buildsUp`). */
  readonly buildsUp: number;
  /** How likely the failure shows under load only, 0 to 1 (`RankOptions.underLoad`). */
  readonly underLoad: number;
  /** `fileKindOf`, remembered. */
  kindOf(path: string): FileKind;
  /** The parsed patch of a change; the first ones asked for are kept. */
  patchOf(index: number): readonly PatchFile[];
  /** The settings that a change moves; read once, when first asked for. */
  settingsOf(index: number): readonly SettingChange[];
}

/** Why a signal speaks for or against a change. */
export interface Explanation {
  readonly text: string;
  readonly evidence: readonly EvidenceId[];
  readonly places: readonly Place[];
}

/** One thing to look at: a value for each change, and the sentence behind it. */
export interface Signal {
  readonly id: SignalId;
  /** 0 where the change shows nothing of it, 1 where it shows it fully. */
  readonly values: readonly number[];
  explain(index: number): Explanation;
}

/** A signal that is either met or not and points at no place. */
export function plainSignal(id: SignalId, values: readonly number[], text: (index: number) => string): Signal {
  return { id, values, explain: (index) => ({ text: text(index), evidence: [], places: [] }) };
}

/** `a`, `b` and `c`, at most four. */
export function quoteList(names: readonly string[]): string {
  const quoted = [...new Set(names)].slice(0, 4).map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}

/** Where a hunk first changes its file. */
export function firstPlace(path: string, { added, removed }: PatchHunk): Place | undefined {
  const [line, side] = added[0] ? ([added[0], 'added'] as const) : ([removed[0], 'removed'] as const);
  return line && { path, side, line: line.line, text: line.text.trim().slice(0, 240) };
}

/** What the signals add to a change's log-odds, all together. */
export function contributions(signals: readonly Signal[], index: number): number {
  return signals.reduce((sum, signal) => sum + weights[signal.id] * signal.values[index]!, 0);
}
