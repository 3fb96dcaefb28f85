import { createVeil, pseudonymsIn, type Veil } from '../../logs/redact/redactor.ts';
import type { PlannedEdit } from '../../remediations/index.ts';
import { tryPlan } from '../../remediations/select.ts';
import type { Mended, RedFix } from '../../repairs/types.ts';
import type { Bench } from '../types.ts';
import { converse, type ModelDeps, whyNot } from './conversation.ts';
import { type Desk, hostsIn } from './edits.ts';
import { mended } from './mend.ts';
import { closedText, type OpenedFile, openedFile } from './opened-file.ts';

/**
 * Asks a model to mend a red fix: shown the failure, the files as the fix leaves them and those that the failure names, it answers
 * with edits. What comes of them passes policy and static checks like any fix, or is declined.
 */
export async function repairWithModel(red: RedFix, bench: Bench, deps: ModelDeps): Promise<Mended> {
  const { remediation } = red;
  const conversation = await converse(deps, [remediation.engine.usage]);
  const declined = (why: string): Mended => {
    const used = conversation.instead(why);
    return { declined: used.fallback ?? why, used };
  };
  try {
    const failure = red.excerpt.join('\n');
    const veil = createVeil(pseudonymsIn(failure), deps.redaction);
    const desk = await deskFor(red, bench, veil);
    if (desk.files.size === 0) return declined('there is no file that it could be shown');
    const answer = await mended(veil.hide(failure), desk, deps, conversation);
    if ('declined' in answer) return declined(answer.declined);
    const changed = [...answer.files.values()].filter(({ path, text }) => text !== desk.files.get(path)?.text);
    const edits = changed.map((file) => ({ path: file.path, content: closedText(file, veil) }));
    const refused = await refusedRepair(edits, red, bench);
    if (refused) return declined(veil.hide(refused));
    const named = changed.map(({ path }) => path).join(', ');
    const reason = answer.why ? `${answer.why.text} ` : '';
    const explanation = `${reason}The model ${deps.model.id} changed ${named} by what the run says.`;
    return { edits, explanation, used: conversation.used() };
  } catch (error) {
    return declined(whyNot(error));
  }
}

async function deskFor({ files: red, head }: RedFix, { code }: Bench, veil: Veil): Promise<Desk> {
  const texts = new Map(red.map(({ path, text }) => [path, text]));
  const files = new Map<string, OpenedFile>();
  for (const path of texts.keys()) {
    const file = await openedFile(path, head.sha, { readFile: async () => texts.get(path) }, veil);
    if (!('closed' in file)) files.set(path, file);
  }
  const tree = new Set([...(await code.listFiles(head.sha)), ...texts.keys()]);
  return { files, tree, hosts: new Set([...files.values()].flatMap(({ text }) => hostsIn(text))), veil };
}

/** Why the fix with its mend may not be written, as policy and static checks say. */
async function refusedRepair(
  edits: readonly PlannedEdit[],
  { remediation, files, head }: RedFix,
  { code }: Bench,
): Promise<string | undefined> {
  const own = files.flatMap(({ path, text, ours }) => (ours ? [[path, text] as const] : []));
  const whole = new Map<string, string | undefined>([
    ...own,
    ...edits.map(({ path, content }) => [path, content] as const),
  ]);
  const { title, summary, evidence, risk, rollback, verification, type } = remediation;
  const plan = { title, summary, evidence, risk, rollback, verification };
  const all = [...whole].map(([path, content]) => ({ path, content }));
  const checked = await tryPlan({ ...plan, edits: all }, { head, code, culprit: undefined }, type === 'pr_rollback');
  if ('why' in checked) return checked.why;
  return checked.plan.risk.destructive && !risk.destructive ? 'the repair would lose data' : undefined;
}
