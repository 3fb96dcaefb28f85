import type { EngineUsed, Remediation } from '../incident/index.ts';
import type { CodeReader, Head } from '../ports/index.ts';
import type { PlannedEdit } from '../remediations/types.ts';

/** A fix of ours whose checks are red, as whoever mends it is shown it. */
export interface RedFix {
  /** Lines of the failed log that say why, most telling block first, redacted. Untrusted text. */
  readonly excerpt: readonly string[];
  /** One sentence that quotes the log. */
  readonly why: string;
  /** The fix as it was proposed; its patch is against `baseSha`. */
  readonly remediation: Remediation;
  /** Tip of the default branch, which the mended fix is made for. */
  readonly head: Head;
  /** Files of the fix as they are with it on top of `head`, and those that the failure names. */
  readonly files: readonly RedFile[];
  /** Files of the fix whose lines were changed on the default branch since, so that it does not fit on top of `head` any more. */
  readonly conflicts: readonly string[];
  /** Whether the default branch changed a file of the fix since it was proposed. */
  readonly moved: boolean;
}

/** One file that the mender may look at. */
export interface RedFile {
  readonly path: string;
  readonly text: string;
  /** Whether the fix changes it; the others are only named by the failure. */
  readonly ours: boolean;
}

/** What is changed of a red fix, and why. */
export interface Mend {
  /** Whole new content by path, on top of `RedFix.files`; none where the fix only had to be put on the newer branch. */
  readonly edits: readonly PlannedEdit[];
  /** For the reviewer: what was wrong with the fix, and what is done about it. One to three sentences. */
  readonly explanation: string;
  /** Who mended it, where that is another than who made the fix. */
  readonly used?: EngineUsed;
}

/** A mend, or one sentence why there is none. */
export type Mended = Mend | { readonly declined: string; readonly used?: EngineUsed };

/** A mechanical repair: one folder each. Deterministic, executes nothing, and takes nothing from the log but names. */
export interface Recipe {
  readonly id: string;
  /** `undefined` when the failure is not of its kind. */
  mend(red: RedFix, code: CodeReader): Promise<Mended | undefined>;
}
