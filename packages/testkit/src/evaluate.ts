import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, normaliseAlert } from '@sre-aiops/core';
import { type EngineName, type Response, respondInFolder, silentLog } from 'sre-aiops';
import { type BundledIncident, buildWorld } from './world.ts';

/** How an answer compares with what a person says is right; `true` is right. */
export interface Verdict {
  readonly id: string;
  /** The culprit is named and ranked first, or rightly none is. */
  readonly culprit: boolean;
  readonly remediation: boolean;
  /** The fix touches every file that it must. */
  readonly touches: boolean;
  /** `git apply --check` on the head; true for an escalation, which has no patch. */
  readonly applies: boolean;
  /** `promtool check rules` accepts the alert rules; false when promtool is not installed. */
  readonly rules: boolean;
  readonly failureMode: boolean;
  readonly category: boolean;
  /** Every decisive log line stands in the digest. */
  readonly sees: boolean;
  /** A second run gave the same bytes; with a model there is none. */
  readonly same: boolean;
  /** Milliseconds of the first run, from alert to knowledge. */
  readonly ms: number;
  /** Tokens sent to a model in the first run; 0 when none was asked. */
  readonly tokens: number;
  /** The answer in a few words. */
  readonly said: string;
}

/**
 * Answers one incident twice on its own git repository, with a model once, and compares. The clock stands at the alert's `firedAt`.
 *
 * @param scratch Folder for the repository and both answers.
 * @param knowledge Folder of the knowledge base.
 * @param engine Who thinks.
 */
export async function evaluate(
  incident: BundledIncident,
  scratch: string,
  knowledge: string,
  engine: EngineName = 'offline',
): Promise<{ verdict: Verdict; response: Response }> {
  const { id, folder, expected } = incident;
  const repo = await buildWorld(incident, join(scratch, 'worlds', id));
  const started = performance.now();
  const response = await answer(folder, repo, join(scratch, 'first', id), knowledge, engine);
  const ms = Math.round(performance.now() - started);
  // A model need not say the same again.
  const again =
    engine === 'offline' ? await answer(folder, repo, join(scratch, 'again', id), knowledge, engine) : response;
  const { diagnosis, remediation, incident: seen } = response;
  const first = seen.suspects[0]?.number;
  return {
    response,
    verdict: {
      id,
      culprit:
        expected.culprit === null
          ? diagnosis.culprit === null
          : diagnosis.culprit?.number === expected.culprit && first === expected.culprit,
      remediation: expected.remediationTypes.includes(remediation.type),
      touches: expected.mustTouch.every((wanted) =>
        remediation.edits.some(({ path }) => (wanted.endsWith('/') ? path.startsWith(wanted) : path === wanted)),
      ),
      applies: remediation.type === 'escalation' || applies(remediation.patch, repo),
      rules: rulesAreValid(response),
      failureMode: diagnosis.failureMode === expected.failureMode,
      category: diagnosis.category === expected.category,
      sees: expected.mustSee.every((line) =>
        seen.log.patterns.some(({ example }) => flat(example).includes(flat(line))),
      ),
      same: spawnSync('diff', ['-r', response.folder, again.folder]).status === 0,
      ms,
      tokens: [diagnosis, remediation, response.artifacts].reduce(
        (sum, { engine: { usage } }) => sum + (usage?.inputTokens ?? 0),
        0,
      ),
      said: `${diagnosis.culprit ? `#${diagnosis.culprit.number}` : 'none'} (${diagnosis.confidence.score}) ${diagnosis.failureMode}/${diagnosis.category} → ${remediation.type}${diagnosis.engine.fallback ? `; ${diagnosis.engine.fallback}` : ''}`,
    },
  };
}

/** True when nothing is wrong. */
export function isRight({ ms: _, said: __, id: ___, tokens: ____, ...checks }: Verdict): boolean {
  return Object.values(checks).every(Boolean);
}

/** True when `promtool` is on the PATH. */
export function hasPromtool(): boolean {
  return spawnSync('promtool', ['--version']).status === 0;
}

async function answer(
  folder: string,
  repo: string,
  out: string,
  knowledge: string,
  engine: EngineName,
): Promise<Response> {
  return respondInFolder({ incident: folder, repo, out, knowledge, engine, clock: alertClock(folder), log: silentLog });
}

/** A clock that stands at the time of an incident's alert, so that two runs can be compared. */
export function alertClock(folder: string): Clock {
  const payload: unknown = JSON.parse(readFileSync(join(folder, 'alert.json'), 'utf8'));
  const lateEnough = '9999-12-31T00:00:00.000Z'; // An alert from after its receipt is dated to it.
  const { firedAt } = normaliseAlert(payload, lateEnough).alert;
  return { now: () => firedAt };
}

function applies(patch: string, repo: string): boolean {
  return patch !== '' && spawnSync('git', ['apply', '--check', '-'], { cwd: repo, input: patch }).status === 0;
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function rulesAreValid({ folder, artifacts }: Response): boolean {
  const rules = artifacts.files.find(({ kind }) => kind === 'alerting-rules');
  return (
    rules !== undefined && spawnSync('promtool', ['check', 'rules', join(folder, 'artifacts', rules.file)]).status === 0
  );
}
