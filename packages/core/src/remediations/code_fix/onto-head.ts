import type { FileHistory } from '../culprit-files.ts';
import { merge } from '../merge.ts';
import type { PlannedEdit } from '../types.ts';
import { type Part, textWithout } from './parts.ts';

/** The edit that brings the head what a file's text after the culprit is to become; `undefined` when it has that already. */
export function ontoHead(
  { after, head, pathAtHead }: FileHistory,
  wanted: string | undefined,
): PlannedEdit | 'conflict' | undefined {
  if (head === wanted) return undefined;
  if (wanted === undefined || after === undefined)
    return head === after ? { path: pathAtHead, content: wanted } : 'conflict';
  if (head === undefined) return 'conflict';
  const merged = merge(after, head, wanted);
  if ('conflict' in merged) return 'conflict';
  return merged.text === head ? undefined : { path: pathAtHead, content: merged.text };
}

/** Of parts to take back, those whose lines were changed again since. */
export function conflictingParts(taken: ReadonlySet<Part>): Set<Part> {
  const conflicts = (file: FileHistory, parts: Iterable<Part>) =>
    ontoHead(file, textWithout(file, parts)) === 'conflict';
  const found = new Set<Part>();
  for (const file of new Set([...taken].map((part) => part.file))) {
    if (!conflicts(file, taken)) continue;
    const own = [...taken].filter((part) => part.file === file);
    const alone = own.filter((part) => conflicts(file, [part]));
    for (const part of alone.length > 0 ? alone : own) found.add(part);
  }
  return found;
}
