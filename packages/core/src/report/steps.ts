import type { Step } from '../failure-modes/types.ts';
import { cite } from './evidence.ts';
import { fence, inline } from './sanitise.ts';

/** Steps as a numbered list; a command stands in a block of its own, ready to be copied. */
export function numbered(steps: readonly Step[]): string {
  return steps
    .map((step, index) => item(`${index + 1}.`, step))
    .join('\n')
    .trimEnd();
}

/** Steps as a plain list. */
export function bulleted(steps: readonly Step[]): string {
  return steps
    .map((step) => item('-', step))
    .join('\n')
    .trimEnd();
}

function item(mark: string, step: Step): string {
  const line = `${mark} ${inline(step.text)}${cite(step.evidence)}`;
  if (!step.command) return line;
  return `${line}\n\n${fence(step.command, { language: 'sh', indent: ' '.repeat(mark.length + 1) })}\n`;
}
