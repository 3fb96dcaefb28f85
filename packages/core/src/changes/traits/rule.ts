import type { ChangeTrait } from '../../failure-modes/types.ts';
import type { FileKind } from '../paths.ts';

/** A sign of a trait in one line of a diff. */
export interface LineRule {
  readonly trait: ChangeTrait;
  readonly side: 'added' | 'removed' | 'either';
  readonly pattern: RegExp;
  /** Completes "the change …". */
  readonly why: string;
  /** Kinds of file to look in; all live ones when absent. */
  readonly in?: readonly FileKind[];
  /** Not when another line of the same side in the same file says this: a bound beside a cache. */
  readonly unless?: RegExp;
}
