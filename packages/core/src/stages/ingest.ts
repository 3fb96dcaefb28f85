import { normaliseAlert } from '../alert-sources/registry.ts';
import { rankChanges, type Symptom } from '../changes/index.ts';
import { classify, type ModeMatch } from '../failure-modes/index.ts';
import {
  type Alert,
  type Gap,
  type Incident,
  incidentId,
  incidentKey,
  type PastIncident,
  type Signal,
  type Suspect,
} from '../incident/index.ts';
import { readEntries, recall, TELLING_LIKENESS } from '../knowledge/index.ts';
import { createRedactor, digestLog, splitLines } from '../logs/index.ts';
import type { Change, Clock, CodeReader, KnowledgeReader, Log } from '../ports/index.ts';
import { framesLead, locateFiles } from './locate-files.ts';
import { defineStage } from './stage.ts';
import { symptomOf, tellingPatterns } from './symptom.ts';

/** What `ingest` needs. */
export interface IngestDeps {
  /** The alert as the monitoring system sent it, parsed from JSON. */
  readonly payload: unknown;
  /** Log bytes as they lie; empty when there are none. */
  readonly logs: AsyncIterable<Uint8Array>;
  readonly code: CodeReader;
  readonly knowledge: KnowledgeReader;
  readonly clock: Clock;
  readonly log: Log;
}

const dayMs = 24 * 3_600_000;
/** Days before the onset in which a merged change is suspected. */
const windowDays = 30;
const maxChanges = 500;

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

  async run(_, { payload, logs, code, knowledge, clock, log }) {
    const now = clock.now();
    const redactor = createRedactor();
    const { alert, gaps: alertGaps } = normaliseAlert(payload, now, redactor.redact);
    const { digest, gaps: logGaps } = await digestLog({ lines: splitLines(logs), alert, redactor });
    log.info(`Log: ${digest.lines} lines in ${digest.distinct} patterns, onset ${digest.onsetAt ?? 'unknown'}`);

    const signals = alert.metrics.map((metric, index): Signal => ({ id: `M${index + 1}`, ...metric }));
    const matches = classify({ alert, log: digest, signals });
    const head = await code.head();
    const found = await changesBefore(onsetOf(alert, digest.onsetAt), code);
    const paths = head.sha ? await code.listFiles(head.sha) : [];
    const symptom = symptomOf(alert, digest, await failingSources(paths, digest, head.sha, code));
    const ranking = rankChanges(symptom, found.changes, blend(matches, alert, digest));
    const suspects = ranking.ranked
      .slice(0, 10)
      .map(
        ({ change, score, reasons }, index): Suspect => suspectOf(change, index, score, [...reasons], redactor.redact),
      );
    log.info(
      `Changes: ${found.changes.length} merged, first suspect ${suspects[0] ? `${suspects[0].title} (${Math.round(suspects[0].score * 100)} %)` : 'none'}`,
    );

    const past = await similar(knowledge, symptom.parts.map(({ text }) => text).join('\n'), matches[0], alert);
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
      gaps: [...alertGaps, ...logGaps, ...found.gaps, ...repositoryGaps(head), ...past.gaps, ...signalGaps(signals)],
      ingestedAt: now,
    } satisfies Incident;
  },
});

/** When the trouble began: the log's onset, unless the log is of another day than the alert. */
function onsetOf(alert: Alert, onsetAt: string | undefined): string {
  if (!onsetAt) return alert.firedAt;
  const apart = Math.abs(Date.parse(onsetAt) - Date.parse(alert.firedAt));
  return apart < dayMs && onsetAt < alert.firedAt ? onsetAt : alert.firedAt;
}

async function changesBefore(onsetAt: string, code: CodeReader): Promise<{ changes: Change[]; gaps: Gap[] }> {
  const at = Date.parse(onsetAt);
  const until = new Date(at + dayMs).toISOString();
  const recent = await code.mergedChanges({
    since: new Date(at - windowDays * dayMs).toISOString(),
    until,
    limit: maxChanges,
  });
  if (recent.length > 0) {
    const gap = {
      what: 'Older merged changes',
      why: `Only the last ${maxChanges} were ranked.`,
      remedy: 'Narrow the search to the service that failed.',
    };
    return { changes: recent, gaps: recent.length === maxChanges ? [gap] : [] };
  }
  const older = await code.mergedChanges({ since: new Date(at - 365 * dayMs).toISOString(), until, limit: 50 });
  const why =
    older.length > 0
      ? `None was merged in the ${windowDays} days before the onset; the ${older.length} before that were ranked.`
      : 'No merged change was found in the year before the onset.';
  return {
    changes: older,
    gaps: [
      {
        what: 'Recently merged changes',
        why,
        remedy: 'Check that `--repo` names the repository that runs in production, with its history.',
      },
    ],
  };
}

const maxSources = 12;
const maxSourceLength = 200_000;

/** The code through which the stack traces pass, as it stands at head. */
async function failingSources(
  paths: readonly string[],
  log: Incident['log'],
  sha: string,
  code: CodeReader,
): Promise<NonNullable<Symptom['sources']>> {
  const leads = framesLead(paths, tellingPatterns(log));
  const first = new Map(leads.toReversed().map((lead) => [lead.path, lead]));
  const nearest = leads.filter((lead) => first.get(lead.path) === lead).slice(0, maxSources);
  const texts = await Promise.all(nearest.map(({ path }) => code.readFile(path, sha)));
  return nearest.flatMap(({ path, line }, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ path, ...(line ? { line } : {}), text: text.slice(0, maxSourceLength) }];
  });
}

/** Words by which an alert says that it grew over hours or days. */
const slowly =
  /\b(?:climb|grow|creep|steadily|slowly|gradual|leak|fill(?:s|ing) up|(?:over|for|since) (?:the last |\d+ )?(?:hours|days|weeks)|since (?:mon|tues|wednes|thurs|fri|satur|sun)day)/i;

/** What runs once a night or month has not run well for days only because nothing failed: how far that is so. */
const rarelyRun = 0.6;
const schedule =
  /\b(?:cron(?:tab|job)?|nightly|monthly|weekly|scheduler|scheduled (?:task|job|run)|celery[ -]?beat|sidekiq-cron|quartz|end[- ]of[- ]month)\b/i;

/** Whether what fails is a job that runs on a schedule: the alert says so, or a scheduler's line names what the errors name. */
function isScheduled(alert: Alert, log: Incident['log']): boolean {
  if (schedule.test(`${alert.title} ${alert.description}`)) return true;
  const started = log.patterns
    .filter(({ example }) => schedule.test(example.slice(0, 400)))
    .flatMap(({ example }) => example.slice(0, 400).match(/[A-Za-z]\w{2,60}(?:[._-]\w{2,60})+/g) ?? []);
  const failing = tellingPatterns(log).filter(({ novelty }) => novelty !== 'steady');
  return failing.some(({ example }) => started.some((name) => example.includes(name)));
}

/** What each failure mode says of causes, weighed by how well it fits. */
function blend(
  matches: readonly ModeMatch[],
  alert: Alert,
  log: Incident['log'],
): Parameters<typeof rankChanges>[2] & object {
  const traitWeights: Record<string, number> = {};
  let changePrior = 0;
  let frameTrust = 0;
  let buildsUp = slowly.test(`${alert.title} ${alert.description}`) ? 0.5 : 0;
  let underLoad = 0;
  if (isScheduled(alert, log)) buildsUp = Math.max(buildsUp, rarelyRun);
  for (const { mode, score } of matches) {
    changePrior += score * mode.changePrior;
    frameTrust += score * mode.frameTrust;
    if (mode.buildsUp) buildsUp += score;
    if (mode.underLoad) underLoad += score;
    for (const [trait, weight] of Object.entries(mode.causedBy))
      traitWeights[trait] = (traitWeights[trait] ?? 0) + score * weight;
  }
  return {
    traitWeights,
    changePrior,
    frameTrust,
    buildsUp: Math.min(1, buildsUp),
    underLoad: matches[0]?.mode.underLoad ? 1 : underLoad,
  };
}

function suspectOf(
  change: Change,
  index: number,
  score: number,
  reasons: Suspect['reasons'],
  redact: (text: string) => string,
): Suspect {
  return {
    id: `C${index + 1}`,
    ...(change.number ? { number: change.number } : {}),
    sha: change.sha,
    title: redact(change.title),
    author: redact(change.author),
    mergedAt: change.mergedAt,
    ...(change.url ? { url: change.url } : {}),
    files: change.files.slice(0, 100).map((file) => ({ ...file })),
    score,
    reasons: redactDeep(reasons, redact),
  };
}

/** Past incidents like this one; an entry that knows nothing but this very occurrence is not past. */
async function similar(
  knowledge: KnowledgeReader,
  text: string,
  match: ModeMatch | undefined,
  alert: Alert,
): Promise<{ incidents: PastIncident[]; gaps: Gap[] }> {
  const { entries: known, gaps } = readEntries(await knowledge.files());
  const entries = known.filter(
    ({ key, occurrences }) => key !== incidentKey(alert) || occurrences.some((at) => at < alert.firedAt),
  );
  const failureMode = match && match.hits.length > 0 ? { failureMode: match.mode.id } : {};
  const hits = recall({ text, service: alert.service, ...failureMode }, entries)
    .filter(({ score }) => score >= TELLING_LIKENESS)
    .slice(0, 3);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const incidents = hits.flatMap(({ id, score, why }, index): PastIncident[] => {
    const entry = byId.get(id);
    if (!entry) return [];
    return [
      {
        id: `K${index + 1}`,
        entry: `incidents/${entry.id}.md`,
        title: entry.title,
        score,
        why,
        failureMode: entry.failureMode,
        remediationType: entry.remediationType,
        resolution: entry.resolution,
        ...(entry.mttrMinutes === undefined ? {} : { mttrMinutes: entry.mttrMinutes }),
        outcome: entry.outcome,
      },
    ];
  });
  return { incidents, gaps };
}

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

/** The same value with every string redacted; keys stay. */
function redactDeep<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactDeep(inner, redact)])) as T;
}
