import type { Incident, Publication, PublicationRecord } from '../incident/index.ts';
import type { Clock, CodeWriter, Log, Outcome } from '../ports/index.ts';

/** What every publishing stage needs. */
export interface PublishDeps {
  readonly writer: CodeWriter;
  readonly clock: Clock;
  readonly log: Log;
}

/** By what everything published of an incident is found again. */
export function markOf({ key, id, alert }: Incident): { key: string; incidentId: string; service: string } {
  return { key, incidentId: id, service: alert.service };
}

/** The issue that `create-issue` wrote, as the texts that refer to it want it. */
export function issueOf(publication: Publication | undefined): { issue?: number } {
  const number = publication?.records.find(({ kind }) => kind === 'issue')?.number;
  return number === undefined ? {} : { issue: number };
}

/** Nothing is proposed this time, for the reason given: what an earlier run proposed is withdrawn, and the publication says so. */
export async function withdrawn(
  incident: Incident,
  publication: Publication | undefined,
  kind: 'pull-request' | 'dispatch',
  why: string,
  deps: PublishDeps,
): Promise<Publication> {
  const had = await deps.writer.withdraw(kind, markOf(incident));
  if (had) deps.log.info(`${kind}: the one of an earlier run is withdrawn`);
  return recorded(incident, publication, kind, { skipped: why }, deps);
}

/** The publication with this kind's record replaced; the other stages' records stay. */
export function recorded(
  incident: Incident,
  publication: Publication | undefined,
  kind: PublicationRecord['kind'],
  outcome: Outcome,
  { clock, log }: PublishDeps,
): Publication {
  const at = clock.now();
  const record: PublicationRecord =
    'skipped' in outcome
      ? { kind, outcome: 'skipped', why: outcome.skipped, at }
      : {
          kind,
          outcome: outcome.outcome,
          why: '',
          location: outcome.location,
          ...(outcome.number ? { number: outcome.number } : {}),
          at,
        };
  log.info(
    'skipped' in outcome ? `${kind}: skipped, ${outcome.skipped}` : `${kind}: ${outcome.outcome}, ${outcome.location}`,
  );
  const others = (publication?.records ?? []).filter((other) => other.kind !== kind);
  return { schemaVersion: 1, incidentId: incident.id, records: [...others, record] };
}
