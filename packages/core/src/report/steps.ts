import type { Step } from '../failure-modes/types.ts';
import { cite } from './evidence.ts';
import { fence, inline } from './sanitise.ts';
import { visible } from './text.ts';

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

/** Untrusted text as one item of a list; from its second line on it stands in a block as it was written, a diff say. */
export function listed(text: string): string {
  const plain = visible(text.slice(0, 40_000)).trim();
  const end = plain.indexOf('\n');
  if (end < 0) return `- ${inline(plain, { max: 1500 })}`;
  const rest = plain.slice(end + 1).replace(/^\n+/, '');
  const language = /^(?:diff --git |--- )/m.test(rest) ? 'diff' : 'text';
  return `- ${inline(plain.slice(0, end), { max: 1500 })}\n\n${fence(rest, { language, indent: '  ' })}\n`;
}

function item(mark: string, step: Step): string {
  const line = `${mark} ${inline(step.text)}${cite(step.evidence)}`;
  if (!step.command) return line;
  return `${line}\n\n${fence(step.command, { language: 'sh', indent: ' '.repeat(mark.length + 1) })}\n`;
}
