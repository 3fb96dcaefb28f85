import { normaliseAlert } from '../alert-sources/registry.ts';
import { rankChanges } from '../changes/index.ts';
import { classify } from '../failure-modes/index.ts';
import { type Gap, type Incident, incidentId, incidentKey, type Signal, type Suspect } from '../incident/index.ts';
import { createRedactor, digestLog, type Redaction, splitLines } from '../logs/index.ts';
import type { Change, Clock, CodeReader, KnowledgeReader, Log, LogReader } from '../ports/index.ts';
import { failingSources, locateFiles } from './locate-files.ts';
import { changesBefore, onsetOf, suspectOf } from './merged-changes.ts';
import { rankOptionsOf } from './rank-options.ts';
import { servicePaths } from './service-paths.ts';
import { similarIncidents } from './similar-incidents.ts';
import { defineStage } from './stage.ts';
import { symptomOf } from './symptom.ts';

/** What `ingest` needs. */
export interface IngestDeps {
  /** The alert as the monitoring system sent it, parsed from JSON. */
  readonly payload: unknown;
  /** Log bytes as they lie; empty when there are none. */
  readonly logs: LogReader;
  readonly code: CodeReader;
  readonly knowledge: KnowledgeReader;
  /** What is taken out beside secrets and personal data. */
  readonly redaction?: Redaction | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads the alert, the log, the merged changes and the knowledge base into one redacted document.
 * What could not be read is a gap, not a failure; only an alert that cannot be read fails.
 *
 * @throws {SreError} `ALERT_UNRECOGNISED` or `ALERT_INVALID`.
 */
export const ingest = defineStage<IngestDeps, never, 'incident'>({
  name: 'ingest',
  title: 'Read the alert, the log and the merged changes',
  reads: [],
  readsIfPresent: [],
  writes: 'incident',

  async run(_, { payload, logs, code, knowledge, redaction, clock, log }) {
    const now = clock.now();
    const redactor = createRedactor(redaction);
    const { alert, gaps: alertGaps } = normaliseAlert(payload, now, redactor.redact);
    const { digest, gaps: logGaps } = await digestLog({ lines: splitLines(logs), alert, redactor });
    log.info(`Log: ${digest.lines} lines in ${digest.distinct} patterns, onset ${digest.onsetAt ?? 'unknown'}`);

    const signals = alert.metrics.map((metric, index): Signal => ({ id: `M${index + 1}`, ...metric }));
    const matches = classify({ alert, log: digest, signals });
    const head = await code.head();
    const paths = head.sha ? await code.listFiles(head.sha) : [];
    const told = symptomOf(alert, digest, await failingSources(paths, digest, head.sha, code));
    const past = await similarIncidents(knowledge, told.parts.map(({ text }) => text).join('\n'), matches[0], alert);
    const options = rankOptionsOf(matches, alert, digest);
    const search = {
      onsetAt: onsetOf(alert, digest.onsetAt),
      environment: alert.environment,
      buildsUp: options.buildsUp ?? 0,
    };
    const rank = async (changes: readonly Change[]) => {
      const ownedPaths = await servicePaths(alert.service, changes, head.sha, code);
      return rankChanges({ ...told, past: past.culprits, ownedPaths }, changes, options);
    };
    let found = await changesBefore(search, code);
    let ranking = await rank(found.changes);
    if (found.wider && ranking.noneScore > 0.5) {
      found = await found.wider();
      ranking = await rank(found.changes);
    }
    const suspects = ranking.ranked
      .slice(0, 10)
      .map(
        ({ change, score, reasons }, index): Suspect => suspectOf(change, index, score, [...reasons], redactor.redact),
      );
    log.info(
      `Changes: ${found.changes.length} merged, first suspect ${suspects[0] ? `${suspects[0].title} (${Math.round(suspects[0].score * 100)} %)` : 'none'}`,
    );

    const files = locateFiles(paths, digest.patterns, suspects);
    return {
      schemaVersion: 1,
      id: incidentId(alert),
      key: incidentKey(alert),
      alert,
      repository: { name: head.repository, branch: head.branch, headSha: head.sha },
      log: digest,
      signals,
      suspects,
      changesRanked: found.changes.length,
      noneScore: ranking.noneScore,
      pastIncidents: past.incidents,
      files,
      gaps: [
        ...alertGaps,
        ...(logs.gaps?.() ?? []).map((gap) => ({
          ...gap,
          what: redactor.redact(gap.what),
          why: redactor.redact(gap.why),
        })),
        ...logGaps,
        ...found.gaps,
        ...repositoryGaps(head),
        ...past.gaps,
        ...signalGaps(signals),
      ],
      ingestedAt: now,
    } satisfies Incident;
  },
});

function repositoryGaps(head: { sha: string; shallow: boolean }): Gap[] {
  if (!head.sha)
    return [
      {
        what: 'The repository',
        why: 'None was given, so no change was ranked and no fix can be made.',
        remedy: 'Give the clone of the service with `--repo`.',
      },
    ];
  if (!head.shallow) return [];
  return [
    {
      what: 'Older history',
      why: 'The clone is shallow.',
      remedy: 'Run `git fetch --unshallow`, or check out with `fetch-depth: 0`.',
    },
  ];
}

function signalGaps(signals: readonly Signal[]): Gap[] {
  return signals.length > 0
    ? []
    : [
        {
          what: 'Metrics',
          why: 'The alert carries no measured value.',
          remedy: 'Let the alert rule send the value and the threshold that tripped it.',
        },
      ];
}
