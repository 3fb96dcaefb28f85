import { pickAlert } from './alert-sources/each-alert.ts';
import { normaliseAlert } from './alert-sources/registry.ts';
import { SreError } from './errors/sre-error.ts';
import type { Alert, Incident, Publication, PublicationRecord } from './incident/index.ts';
import { createRedactor } from './logs/index.ts';
import { pipeline, type ResponseDeps } from './pipeline.ts';
import type { CodeWriter } from './ports/index.ts';
import { isToldBy, markOfAlert, type Recognised, recogniseIncident } from './stages/known-incident.ts';
import { markOf, recorded } from './stages/publish.ts';
import { type DocumentName, type Documents, runStage } from './stages/stage.ts';

/** How an alert is answered. */
export interface AnswerOptions {
  /** Answer whatever is known of the alert: an open issue that answers it already, or its end. */
  readonly again?: boolean | undefined;
  /** Keeps a document as soon as it is written, so that the work can go on from there. */
  keep(name: DocumentName, document: Documents[DocumentName]): Promise<void>;
}

/** What became of an alert. */
export type Answered =
  /** `known`: its open issue answers it already; `resolved`: it is over. Nothing was thought. */
  | (Recognised & { readonly verdict: 'known' | 'resolved' })
  | {
      readonly verdict: 'answered';
      readonly documents: Documents;
      /** Why parts could not be published; running again publishes them. */
      readonly failures: readonly SreError[];
    };

/**
 * Answers one alert: recognises it, thinks, publishes, and settles what was published. A part that cannot be published
 * keeps none of the others from it: the issue tells at least what broke, and running again finishes the rest.
 *
 * @throws {SreError} when the alert or the repository cannot be read, and whatever a thinking stage throws.
 */
export async function answerAlert(deps: ResponseDeps, { again = false, keep }: AnswerOptions): Promise<Answered> {
  if (!again) {
    const { alert } = normaliseAlert(deps.payload, deps.clock.now(), createRedactor(deps.redaction).redact);
    const { verdict, ...known } = await recogniseIncident(alert, deps);
    if (verdict === 'known' || verdict === 'resolved') return { verdict, ...known };
  }
  let documents: Partial<Documents> = {};
  const failures: SreError[] = [];
  const failed = (error: unknown) => {
    if (!(error instanceof SreError)) throw error;
    failures.push(error);
    deps.log.warning(`${error.message} ${error.remedy}`);
  };
  for (const stage of pipeline) {
    try {
      documents = await runStage(stage, documents, deps);
    } catch (error) {
      if (!stage.publishes) throw error;
      documents = { ...documents, publication: afterFailure(stage.publishes, documents as Documents, error, deps) };
      if (!isRefusal(error)) failed(error);
    }
    await keep(stage.writes, documents[stage.writes]!);
  }
  const whole = documents as Documents;
  await settlePublication(whole, deps.writer).catch(failed);
  return { verdict: 'answered', documents: whole, failures };
}

/**
 * The issue that tells of a firing already, with one request and before anything else is read: a storm of deliveries costs no more.
 * `undefined` where there is more to do, or the policy must be read to know.
 *
 * @param payload As it came.
 * @param now UTC, ISO 8601.
 * @param alertNumber Which alert of the payload is meant, see `pickAlert`.
 */
export async function toldAlready(
  payload: unknown,
  writer: Pick<CodeWriter, 'known'>,
  now: string,
  alertNumber?: number,
): Promise<(Answered & { readonly verdict: 'known' }) | undefined> {
  const alert = alertIn(payload, now, alertNumber);
  if (!alert || alert.status === 'resolved') return undefined;
  const issue = await writer.known(markOfAlert(alert));
  return issue && isToldBy(issue, alert) ? { verdict: 'known', issue } : undefined;
}

function alertIn(payload: unknown, now: string, alertNumber: number | undefined): Alert | undefined {
  try {
    return normaliseAlert(pickAlert(payload, alertNumber), now, createRedactor().redact).alert;
  } catch (error) {
    if (error instanceof SreError) return undefined;
    throw error;
  }
}

/** What the policy refuses it refuses every time: that is an answer, not a failure to mend by running again. */
function isRefusal(error: unknown): error is SreError {
  return error instanceof SreError && error.code === 'POLICY_REFUSED';
}

function afterFailure(
  kind: PublicationRecord['kind'],
  { incident, publication }: Documents,
  error: unknown,
  deps: ResponseDeps,
): Publication {
  if (isRefusal(error))
    return recorded(incident, publication, kind, { skipped: `${error.message} ${error.remedy}` }, deps);
  return publication ?? { schemaVersion: 1, incidentId: incident.id, records: [] };
}

/**
 * Writes onto the issue what was published beside it, and whether that is all there is to publish: every publishing stage
 * has its record, and none of them tells of a folder instead of GitHub.
 */
export async function settlePublication(
  { incident, publication }: { readonly incident: Incident; readonly publication: Publication },
  writer: CodeWriter,
): Promise<void> {
  const there = publication.records.filter(({ location }) => location === undefined || /^https?:/.test(location));
  const told = new Set<string>(there.map(({ kind }) => kind));
  const isWhole = pipeline.every(({ publishes }) => !publishes || told.has(publishes));
  const issue = there.find(({ kind }) => kind === 'issue')?.number;
  await writer.settle(markOf(incident), isWhole, issue);
}
