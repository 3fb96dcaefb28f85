import type { Bench, Engine } from '../engine/types.ts';
import { type Diagnosis, type Incident, type Remediation, type Repair, totalUsage } from '../incident/index.ts';
import { createRedactor, excerpt, type Redaction, splitLines } from '../logs/index.ts';
import type { Clock, Log, RedRun } from '../ports/index.ts';
import { assertAnswerOf, assertRepairable } from '../repairs/admission.ts';
import { type OntoHead, ontoHead } from '../repairs/onto-head.ts';
import { type WhyRed, whyRed } from '../repairs/why-red.ts';
import { assertSameRepository } from './same-repository.ts';
import { defineStage } from './stage.ts';
import { tellEngine } from './tell-engine.ts';

/** What `repair` needs. */
export interface RepairDeps extends Bench {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** Log of the failed CI run, bytes as they lie; that of `redRun` where there is one. */
  readonly ciLog: AsyncIterable<Uint8Array>;
  /** The failed run on GitHub. Absent: only a log was given, and nothing is known of a pull request. */
  readonly redRun?: RedRun | undefined;
  /** Repairs allowed; when they are spent a person is asked. */
  readonly maxAttempts: number;
  /** Whether the mended fix gets a pull request of its own, or a commit on the branch of the red one. */
  readonly repairAs: Repair['as'];
  /** What is taken out of what the run says, beside secrets and personal data. */
  readonly redaction?: Redaction | undefined;
}

/** Tokens of the CI log that are read for the reason, and lines of it that are shown. */
const budget = 2_000;
const maxShown = 12;

/**
 * Mends a fix whose CI run failed: says from the log why it is red, and changes what is wrong with it, or plans it again without
 * what failed. A failure of the platform is run again, one that the default branch has too is left, and when the repairs are
 * spent, or nothing fits, a person is asked.
 */
export const repair = defineStage<RepairDeps, 'incident' | 'diagnosis' | 'remediation', 'remediation'>({
  name: 'repair',
  title: 'Mend a fix whose CI run is red',
  reads: ['incident', 'diagnosis', 'remediation'],
  readsIfPresent: [],
  writes: 'remediation',

  async run(documents, deps) {
    const { incident, remediation } = documents;
    const { code, log, redRun, maxAttempts, redaction } = deps;
    const head = await code.head();
    if (redRun) {
      assertRepairable(redRun, head.repository);
      assertAnswerOf(redRun.pull, documents);
    }
    await assertSameRepository(incident, code, log);
    const { redact } = createRedactor(redaction);
    const lines = await telling(deps.ciLog, redact);
    const onto = await ontoHead(remediation, head, code);
    const why = whyRed(await symptomsOf(lines, onto, remediation, redRun, redact));
    log.info(`CI is red: ${why.text}`);
    const attempts = Math.max(remediation.attempt, redRun?.pull?.attempts ?? 0);
    const left = (verdict: Repair['verdict'], text: string, tried: readonly string[]) =>
      told(remediation, { verdict, why: text, tried: [...new Set(tried)], lines }, deps);
    if (why.kind === 'base') return left('base-red', why.text, []);
    if (why.kind === 'unstable') return left('again', why.text, []);
    const before = triedBefore(remediation);
    if (attempts >= maxAttempts) return left('person', `${why.text} ${spent(maxAttempts)}`, before);
    if (why.kind === 'unclear') return left('person', why.text, before);
    const mended = await mend(documents, { lines, onto, why }, deps);
    if (!mended.fix) return left('person', why.text, [...before, ...mended.tried]);
    const fix = { ...mended.fix, attempt: attempts + 1, plannedAt: deps.clock.now() };
    const repaired = {
      verdict: 'mended',
      why: `${why.text} ${mended.explanation}`,
      tried: mended.tried,
      lines,
    } as const;
    return told(fix, repaired, deps);
  },
});

type Redact = (text: string) => string;

/** The telling lines of a log, redacted: the excerpt knows a secret by its form, and here by its name too. */
async function telling(log: AsyncIterable<Uint8Array>, redact: Redact): Promise<string[]> {
  const { lines } = await excerpt(splitLines(log), { kind: 'ci', budget });
  return lines.map(({ text }) => redact(text));
}

async function symptomsOf(
  lines: readonly string[],
  onto: OntoHead,
  remediation: Remediation,
  run: RedRun | undefined,
  redact: Redact,
) {
  const base = run?.base;
  const isRed = base !== undefined && ['failure', 'timed_out'].includes(base.conclusion);
  const names = new Set(run?.jobs.map(({ name }) => name));
  return {
    lines,
    annotations: (run?.annotations ?? []).map((one) => ({ ...one, text: redact(one.text) })),
    remediation,
    conflicts: onto.conflicts.length > 0 || run?.pull?.mergeable === false,
    attempt: run?.attempt ?? 1,
    ...(base
      ? {
          base: {
            red: isRed,
            lines: isRed ? await telling(base.log(), redact) : [],
            sharesJob: base.jobs.some(({ name }) => names.has(name)),
          },
        }
      : {}),
  };
}

interface Found {
  readonly lines: readonly string[];
  readonly onto: OntoHead;
  readonly why: WhyRed;
}

/** The mended fix, held to what every fix is held to; or another plan without what failed; or what was tried in vain. */
async function mend(
  documents: { readonly incident: Incident; readonly diagnosis: Diagnosis; readonly remediation: Remediation },
  { lines, onto, why }: Found,
  deps: RepairDeps,
): Promise<{ readonly fix?: Remediation; readonly explanation: string; readonly tried: string[] }> {
  const [{ mendedFix }, { redFiles }] = await Promise.all([
    import('../repairs/mended-fix.ts'),
    import('../repairs/red-files.ts'),
  ]);
  const { incident, diagnosis, remediation } = documents;
  const { engine, code, workspace, log } = deps;
  const head = await code.head();
  const files = await redFiles(onto, lines, head, code);
  const { conflicts, moved } = onto;
  const red = { excerpt: lines, why: why.text, remediation, head, files, conflicts, moved };
  const answer = await engine.repair(red, { code, workspace });
  if (answer.used) tellEngine(answer.used, log);
  const mended = 'edits' in answer ? await mendedFix(red, onto, answer, diagnosis, { code, workspace }) : answer;
  if ('fix' in mended && 'edits' in answer) return { fix: mended.fix, explanation: answer.explanation, tried: [] };
  const tried = 'declined' in mended ? [mended.declined] : [];
  // Of a fix that a model made, the computed one of the same type is still to be tried.
  const keep = why.kind === 'stale' || remediation.engine.name !== 'offline' ? remediation.type : undefined;
  const exclude = [...remediation.alternatives.map(({ type }) => type), remediation.type].filter(
    (type) => type !== keep && type !== 'escalation',
  );
  const usage = totalUsage([remediation.engine.usage, answer.used?.usage]);
  const thinker = { ...remediation.engine, ...(usage.requests > 0 ? { usage } : {}) };
  const failed = {
    remediation: { ...remediation, engine: thinker },
    exclude,
    why: why.text,
    attempt: remediation.attempt,
  };
  const fix = await engine.remediate(incident, diagnosis, { code, workspace }, deps.clock.now(), failed);
  const isOther = fix.edits.length > 0 && fix.patch !== remediation.patch;
  if (!isOther) return { explanation: '', tried: [...tried, 'No other fix is left that the evidence carries.'] };
  return { fix, explanation: `It is planned anew as ${fix.type}: ${fix.title}.`, tried };
}

/** A remediation that says what became of the fix. */
function told(
  remediation: Remediation,
  { verdict, why, tried, lines }: Pick<Repair, 'verdict' | 'why' | 'tried'> & { readonly lines: readonly string[] },
  { redRun, repairAs, log }: RepairDeps,
): Remediation {
  log.info(`Repair: ${verdict}. ${why}`);
  return {
    ...remediation,
    repair: {
      verdict,
      why,
      tried,
      excerpt: lines.filter((line) => line.trim() !== '').slice(0, maxShown),
      ...(redRun?.pull ? { pull: redRun.pull.number, commit: redRun.headSha, run: redRun.id } : {}),
      ...(redRun?.url ? { runUrl: redRun.url } : {}),
      as: repairAs,
    },
  };
}

function triedBefore({ repair: earlier, alternatives }: Remediation): string[] {
  if (earlier?.verdict === 'person') return earlier.tried;
  return [
    ...(earlier?.verdict === 'mended' ? [earlier.why, ...earlier.tried] : []),
    ...alternatives.map(({ type, why }) => `${type}: ${why}`),
  ];
}

function spent(maxAttempts: number): string {
  if (maxAttempts === 0) return 'No repair is allowed here.';
  return `${maxAttempts === 1 ? 'The one repair is' : `All ${maxAttempts} repairs are`} spent.`;
}
