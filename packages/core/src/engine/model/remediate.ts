import { type FileKind, fileKindOf } from '../../changes/index.ts';
import type { Check, Claim, Diagnosis, Gap, Incident, Remediation, RemediationType } from '../../incident/index.ts';
import { createVeil, pseudonymsIn, type Veil } from '../../logs/redact/redactor.ts';
import type { Prompt } from '../../ports/index.ts';
import { tryPlan } from '../../remediations/select.ts';
import type { Plan, PlanContext } from '../../remediations/types.ts';
import { recoverySigns, title } from '../../remediations/wording.ts';
import { plainLine } from '../../report/text.ts';
import { reachOf } from '../confidence-level.ts';
import { madeRemediation, planContext } from '../made-remediation.ts';
import { remediateOffline } from '../offline/remediate.ts';
import type { Bench, FailedFix } from '../types.ts';
import { type Conversation, converse, inVain, type ModelDeps, whyNot } from './conversation.ts';
import { type Desk, hostsIn, isRewritten, maxEdits, withEdits } from './edits.ts';
import { type FixMaterial, fixMaterial } from './fix-material.ts';
import { mended } from './mend.ts';
import { closedText } from './opened-file.ts';
import { filledPrompt } from './prompt.ts';
import { type EditReply, RemediationReply } from './reply.ts';
import { claimOf, plainTitle } from './sentences.ts';
import { marksAround } from './shown.ts';

/** Files that a model may ask for, once. */
const maxAsked = 5;
/** The types that a model may write as edits of the repository, and whether edits of some kinds of files are such a fix. */
const kindsOf: Readonly<Partial<Record<RemediationType, (kinds: readonly FileKind[]) => boolean>>> = {
  flyway_migration: (kinds) => kinds.includes('migration'),
  code_fix: (kinds) => kinds.includes('code'),
  config_fix: (kinds) => kinds.every((kind) => kind === 'config' || kind === 'infrastructure'),
  feature_flag: (kinds) => kinds.length > 0,
  dependency_update: (kinds) => kinds.includes('manifest'),
};

interface Question {
  readonly context: PlanContext;
  readonly computed: Remediation;
  readonly types: readonly RemediationType[];
  readonly veil: Veil;
  readonly deps: ModelDeps;
  readonly conversation: Conversation;
}

/** One sentence why there is no fix of a model; `unasked` when it was not asked for one. */
interface NoFix {
  readonly none: string;
  readonly unasked?: true;
}

/** A fix of a model that stands on evidence and passed policy and static checks; or why there is none. */
type Drafted = { readonly type: RemediationType; readonly plan: Plan; readonly checks: Remediation['checks'] } | NoFix;

/**
 * Makes the fix with a model's help. It is asked only where the order of the diagnosis has a place for its fix before the
 * computed one, and where the confidence carries a plan. Its edits pass the same policy and checks as any fix. By a high
 * confidence they become the fix; by a medium one they are handed to the person who is called. The computed fix stays the
 * alternative: it is the answer whenever the model has none, and the next one when the model's is refuted.
 */
export async function remediateWithModel(
  incident: Incident,
  diagnosis: Diagnosis,
  bench: Bench,
  deps: ModelDeps,
  now: string,
  failed?: FailedFix,
): Promise<Remediation> {
  const computed = await remediateOffline({ incident, diagnosis, bench, used: { name: 'offline' }, now, failed });
  if (failed) return afterFailure(computed, failed);
  const conversation = await converse(deps, [diagnosis.engine.usage]);
  const instead = (why: string): Remediation => ({ ...computed, engine: conversation.instead(why) });
  const unasked = (why: string): Remediation => ({ ...computed, engine: conversation.unasked(why) });
  const types = placesFor(diagnosis, computed);
  if (types.length === 0) return unasked('the computed fix comes first in the order of the diagnosis');
  const reach = reachOf(diagnosis.confidence);
  if (reach === 'report') return unasked('a low confidence carries no fix of a model');
  if (reach === 'plan' && computed.type !== 'escalation')
    return unasked('a medium confidence carries no more than a plan, and there is a computed fix');
  const vain = inVain([diagnosis.engine.usage]);
  if (vain) return instead(vain);
  try {
    const context = await planContext(incident, diagnosis, bench);
    const veil = createVeil(pseudonymsIn(JSON.stringify(incident)), deps.redaction);
    const drafted = await draftedFix({ context, computed, types, veil, deps, conversation });
    if ('none' in drafted) return drafted.unasked ? unasked(drafted.none) : instead(drafted.none);
    const made = await madeRemediation(
      context,
      { ...drafted, alternatives: computed.alternatives, attempt: 0, used: conversation.used(), now },
      bench,
    );
    if (made.refused) return instead(`its fix fails: ${made.refused.name}: ${made.refused.detail}`);
    return reach === 'draft' ? made.remediation : handedOver(computed, made.remediation, veil);
  } catch (error) {
    return instead(whyNot(error));
  }
}

/** After a fix that failed the computed one is next; what the model took stays counted. */
function afterFailure(computed: Remediation, { remediation: { engine } }: FailedFix): Remediation {
  const { usage, fallback, unasked } = engine;
  const why = engine.name === 'offline' ? fallback : `${engine.name} (${engine.model}): its fix failed`;
  return {
    ...computed,
    engine: {
      name: 'offline',
      ...(why ? { fallback: why } : {}),
      ...(unasked ? { unasked } : {}),
      ...(usage ? { usage } : {}),
    },
  };
}

/** The types that a model may answer with: those that the order has before the computed fix, and its own. */
function placesFor({ remediationTypes }: Diagnosis, computed: Remediation): RemediationType[] {
  const at = remediationTypes.indexOf(computed.type);
  return remediationTypes.slice(0, at < 0 ? undefined : at + 1).filter((type) => Object.hasOwn(kindsOf, type));
}

async function draftedFix(question: Question): Promise<Drafted> {
  const first = await answered([], question);
  if ('none' in first) return first;
  const wanted = first.reply.edits.length === 0 ? [...new Set(first.reply.files)].slice(0, maxAsked) : [];
  const { reply, material } = wanted.length > 0 ? await secondAnswer(wanted, first, question) : first;
  if (reply.edits.length === 0) return { none: 'it proposes no edit' };
  const type = question.types.find((one) => one === reply.type.trim());
  if (!type) return { none: `"${plainLine(reply.type, 40)}" is none of the types that it may answer with` };
  const why = claimOf(reply.why, material.texts);
  if (!why) return { none: 'it gives no reason for its edits that quotes the evidence' };
  return checkedFix({ type, why, title: plainTitle(reply.title) }, reply.edits, material, question);
}

interface Answer {
  readonly reply: RemediationReply;
  readonly material: FixMaterial;
}

async function secondAnswer(wanted: readonly string[], first: Answer, question: Question): Promise<Answer> {
  const again = await answered(wanted, question);
  return 'none' in again ? first : again;
}

async function answered(asked: readonly string[], question: Question): Promise<Answer | NoFix> {
  const { context, types, veil, deps, conversation } = question;
  const { count, inputTokens } = conversation;
  const filled = (material: string): Promise<Prompt> =>
    filledPrompt(
      deps.prompts,
      'remediate',
      { RemediationReply },
      {
        ...marksAround(material),
        material,
        types: types.join(', '),
        'max-asked': String(maxAsked),
        'max-edits': String(maxEdits),
      },
    );
  const empty = await filled('');
  const share = asked.length > 0 ? 1 : firstLook;
  const room = Math.floor(inputTokens * share) - count(empty.system) - count(empty.user) - promptSlack;
  const material = await fixMaterial(context, asked, veil, Math.max(0, room), count);
  if (material.files.length === 0) return { none: 'there is no file that it could be shown', unasked: true };
  const prompt = await filled(material.text);
  const reply =
    asked.length > 0
      ? await conversation.ask(prompt, RemediationReply)
      : await conversation.askTwice(prompt, RemediationReply);
  if ('refused' in reply) return { none: `its reply cannot be used: ${reply.refused}` };
  return { reply: reply.value, material };
}

/** Share of the budget that the first prompt takes; the rest is for files that the model asks for. */
const firstLook = 0.65;
/** Tokens that texts take more together than one by one, and what a second request says about the first. */
const promptSlack = 200;

/** What a model said of its fix, as far as it holds. */
interface Said {
  readonly type: RemediationType;
  readonly why: Claim;
  readonly title: string | undefined;
}

/** Makes the edits and checks them; what fails, edit or check, is told to the model once. */
async function checkedFix(
  said: Said,
  edits: readonly EditReply[],
  { files, tree, gaps }: FixMaterial,
  question: Question,
): Promise<Drafted> {
  const hosts = new Set(files.flatMap(({ text }) => hostsIn(text)));
  const desk: Desk = { files: new Map(files.map((file) => [file.path, file])), tree, hosts, veil: question.veil };
  const made = withEdits(desk, edits);
  const failure = made.failed.map(({ path, why }) => `The edit of ${path} was not made: ${why}.`).join('\n');
  const first = failure ? { none: failure } : await triedFix({ ...said, gaps }, desk, made.files, question);
  if (!('none' in first)) return first;
  const again = await mended(first.none, { ...desk, files: made.files }, question.deps, question.conversation);
  if ('declined' in again) return { none: `its edits fail, and there is no second try: ${again.declined}` };
  const second = await triedFix({ ...said, gaps }, desk, again.files, question);
  return 'none' in second ? { none: `its edits fail twice: ${second.none}` } : second;
}

async function triedFix(
  { gaps, ...said }: Said & Pick<FixMaterial, 'gaps'>,
  before: Desk,
  after: Desk['files'],
  question: Question,
): Promise<Drafted> {
  const { context, veil } = question;
  const changed = [...after.values()].filter(({ path, text }) => text !== before.files.get(path)?.text);
  const rewritten = changed.find(({ path, text }) => isRewritten(before.files.get(path)?.text ?? text, text));
  if (rewritten) return { none: `Most of ${rewritten.path} is rewritten.` };
  if (!kindsOf[said.type]?.(changed.map(({ path }) => fileKindOf(path))))
    return { none: `The edits are no ${said.type}: ${changed.map(({ path }) => path).join(', ')}.` };
  const edits = changed.map((file) => ({ path: file.path, content: closedText(file, veil) }));
  const checked = await tryPlan(planOf(said, edits, question), context, false);
  if ('why' in checked) return { none: veil.hide(checked.why) };
  if (checked.plan.risk.destructive) return { none: 'The edits lose data, which no fix of a model may do.' };
  return { type: said.type, plan: checked.plan, checks: [...checked.checks, ...notShown(gaps)] };
}

/** What the model could not see, as a check that was not made. */
function notShown(gaps: readonly Gap[]): Check[] {
  if (gaps.length === 0) return [];
  return [{ name: 'what the model saw', outcome: 'skipped', detail: gaps.map(({ what }) => what).join(' ') }];
}

function planOf(said: Said, edits: Plan['edits'], { context, computed, deps: { model } }: Question): Plan {
  const { type, why } = said;
  const next =
    computed.type === 'escalation'
      ? 'The embedded engine has no fix of its own.'
      : `The embedded engine's own fix is the alternative: ${computed.type}, ${computed.title}.`;
  return {
    title: title(said.title ?? `Change ${edits.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).join(', ')}`),
    summary: `${why.text} The model ${model.id} wrote these edits; policy and checks are those of every fix. ${next}`,
    edits,
    evidence: [...new Set([...(context.diagnosis.culprit ? [context.diagnosis.culprit.change] : []), ...why.evidence])],
    risk: {
      level: 'medium',
      why: `A model wrote it as ${type}. What the checks below do not see, the reviewer has to.`,
      destructive: false,
    },
    rollback: 'Revert this pull request; nothing else is changed by it.',
    verification: recoverySigns(context),
  };
}

/** The computed escalation with a model's fix for the person who is called, redacted as everything that is handed over. */
function handedOver(computed: Remediation, drafted: Remediation, veil: Veil): Remediation {
  const { escalation } = computed;
  if (!escalation) return computed;
  const proposal = `Proposed by the model ${drafted.engine.model}, checked and not made, for ${escalation.to} to judge: ${drafted.summary}\n${veil.hide(drafted.patch)}`;
  return {
    ...computed,
    engine: drafted.engine,
    escalation: { ...escalation, handOver: [...escalation.handOver, proposal] },
  };
}
