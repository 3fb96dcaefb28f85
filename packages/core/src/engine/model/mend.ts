import type { Claim } from '../../incident/index.ts';
import { shorten, visible } from '../../report/text.ts';
import { filesShown, type Wanted } from './code-shown.ts';
import type { Conversation, ModelDeps } from './conversation.ts';
import { type Desk, maxEdits, withEdits } from './edits.ts';
import type { OpenedFile } from './opened-file.ts';
import { filledPrompt } from './prompt.ts';
import { RepairReply } from './reply.ts';
import { claimOf } from './sentences.ts';
import { marksAround } from './shown.ts';

/** Characters of a failure that are shown. */
const maxFailure = 6_000;
/** By what the text of a failure is cited. */
const failureId = 'R1';

/**
 * Shows a model how its own change, or ours, failed, with the files as the change left them, and makes the edits that it answers
 * with. Asked once; what fails again is not asked for again.
 *
 * @param failure Redacted.
 * @returns The files after the edits and what the model says of them, or one sentence why there are none.
 */
export async function mended(
  failure: string,
  desk: Desk,
  { prompts }: ModelDeps,
  conversation: Conversation,
): Promise<{ readonly files: Desk['files']; readonly why: Claim | undefined } | { readonly declined: string }> {
  const told = shorten(failure, maxFailure, visible).trim();
  const filled = (material: string) =>
    filledPrompt(
      prompts,
      'repair',
      { RepairReply },
      { ...marksAround(material), material, 'failure-id': failureId, 'max-edits': String(maxEdits) },
    );
  const head = `[${failureId}] ${told}\n\n`;
  const empty = await filled(head);
  const room = conversation.inputTokens - conversation.count(empty.system) - conversation.count(empty.user);
  const { files, text } = filesShown(inOrderOf(told, [...desk.files.values()]), room, conversation.count);
  const reply = await conversation.ask(await filled(`${head}${text}`), RepairReply);
  if ('refused' in reply) return { declined: `its reply cannot be used: ${reply.refused}` };
  const seen = new Map(files.map(({ path }) => [path, desk.files.get(path) as OpenedFile]));
  const made = withEdits({ ...desk, files: seen }, reply.value.edits);
  const [first] = made.failed;
  if (first) return { declined: `an edit of ${first.path} fails again: ${first.why.split('\n')[0]}` };
  if (reply.value.edits.length === 0) return { declined: 'it knows no edit' };
  return {
    files: new Map([...desk.files, ...made.files]),
    why: claimOf(reply.value.why, new Map([[failureId, told]])),
  };
}

/** The files that a failure names first, each with the lines that it names. */
function inOrderOf(failure: string, files: readonly OpenedFile[]): (OpenedFile & Wanted)[] {
  return files
    .map((file) => ({ ...file, lines: linesNamed(failure, file.path) }))
    .sort(
      (a, b) => Number(isNamed(failure, b.path)) - Number(isNamed(failure, a.path)) || b.lines.length - a.lines.length,
    );
}

function isNamed(failure: string, path: string): boolean {
  return failure.includes(baseName(path));
}

/** `src/a.ts:12`, `a.ts(12,3)`, `a.ts:[12,3]`, `a.ts, line 12`. */
function linesNamed(failure: string, path: string): number[] {
  const name = baseName(path);
  return failure
    .split(name)
    .slice(1, 20)
    .flatMap((rest) => {
      const [, line] = /^["']?(?:[:(]\[?|, line )(\d{1,6})/.exec(rest) ?? [];
      return line ? [Number(line)] : [];
    });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
