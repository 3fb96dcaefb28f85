import { type FileKind, isLive } from './paths.ts';
import { type Context, plainSignal, type Signal } from './signal.ts';
import type { RankableChange } from './types.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Clocks of log and repository may differ by this much before a later merge speaks against a change. */
const skewMs = 5 * minuteMs;
const surelyLaterMs = 15 * minuteMs;
/** A change merged this shortly before the onset can hardly have been deployed. */
const deployMs = 2 * minuteMs;
/** Lag at which the closeness to the onset has halved. */
const halfLifeMs = 24 * 60 * minuteMs;
/** A change is on trial this long, and has run well after a week, with each weekday's load, when the failure comes at once. */
const trialMs = 3 * 24 * 60 * minuteMs;
const provenMs = 7 * 24 * 60 * minuteMs;
/** By how much a failure that builds up stretches that lag. */
const slower = 4;

/** When the change was merged, against the onset; without an onset, against the other changes. */
export function timeSignals(context: Context): Signal[] {
  const onset = context.symptom.onsetAt === undefined ? Number.NaN : Date.parse(context.symptom.onsetAt);
  if (Number.isNaN(onset)) return [recencySignal(context)];
  const lags = context.changes.map((change) => onset - Date.parse(change.mergedAt));
  return [
    plainSignal(
      'onset',
      lags.map((lag) => closeness(lag, context.buildsUp)),
      (index) => `Merged ${duration(lags[index]!)} before the trouble began.`,
    ),
    plainSignal(
      'proven',
      lags.map((lag) => clamp((lag - trialMs) / (provenMs - trialMs)) * provingOf(context)),
      (index) =>
        `Merged ${duration(lags[index]!)} before the trouble began, which began at once: it had run well until then.`,
    ),
    plainSignal(
      'after-onset',
      lags.map((lag) => clamp((-lag - skewMs) / (surelyLaterMs - skewMs))),
      (index) => `Merged ${duration(-lags[index]!)} after the trouble began: it cannot have caused it.`,
    ),
  ];
}

/** What days without the failure still prove, at most, where it shows under load only: a busy hour may have been the first. */
const provenUnderLoad = 0.3;

/** What days without the failure prove, 0 to 1: less for what builds up, or shows under load only. */
export function provingOf({ buildsUp, underLoad }: Context): number {
  return Math.min(1 - buildsUp, 1 - (1 - provenUnderLoad) * underLoad);
}

/**
 * What is left of the suspicion against a value that was set long before a sudden onset: 1 within three days, a quarter
 * after five. A failure that builds up keeps all of it.
 */
export function freshness({ symptom, changes, buildsUp }: Context, index: number): number {
  const lag = Date.parse(symptom.onsetAt ?? '') - Date.parse(changes[index]!.mergedAt);
  return 1 - 0.75 * clamp((lag - trialMs) / (2 * dayMs)) * (1 - buildsUp);
}

function closeness(lag: number, buildsUp: number): number {
  if (Number.isNaN(lag) || lag < -surelyLaterMs) return 0;
  const near = 1 / (1 + Math.max(0, lag) / (halfLifeMs * (1 + slower * buildsUp)));
  return lag < deployMs ? near * 0.6 : near;
}

function recencySignal(context: Context): Signal {
  const times = context.changes.map((change) => Date.parse(change.mergedAt));
  const newestFirst = times.map((_, index) => index).sort((a, b) => times[b]! - times[a]! || a - b);
  const places = new Map(newestFirst.map((index, place) => [index, place]));
  return plainSignal(
    'recent',
    times.map((_, index) => 1 / (1 + places.get(index)! / 5)),
    (index) => `It is number ${places.get(index)! + 1} of ${times.length} by merge time, newest first.`,
  );
}

/** `35 minutes`, `3 hours`, `2 days`. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / minuteMs));
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

/** A person or the alert named it. */
export function suspectedSignal(context: Context): Signal {
  const suspected = context.symptom.suspected ?? [];
  const isNamed = (change: RankableChange) =>
    suspected.some(
      ({ number, sha }) =>
        (number !== undefined && number === change.number) ||
        (sha !== undefined && sha.length >= 7 && change.sha?.startsWith(sha.toLowerCase())),
    );
  return plainSignal(
    'suspected',
    context.changes.map((change) => (isNamed(change) ? 1 : 0)),
    () => 'The alert or its reporter already suspects this change.',
  );
}

/** Size and kind of the change, by its files and title. */
export function shapeSignals(context: Context): Signal[] {
  const { changes } = context;
  const lines = changes.map((change) =>
    change.files.reduce(
      (total, file) => total + (counts(context.kindOf(file.path)) ? file.additions + file.deletions : 0),
      0,
    ),
  );
  const tests = changes.map((change) =>
    change.files.reduce((total, file) => total + (context.kindOf(file.path) === 'test' ? file.additions : 0), 0),
  );
  const titled = (pattern: RegExp) => changes.map((change) => (pattern.test(change.title.slice(0, 300)) ? 1 : 0));
  return [
    plainSignal(
      'not-live',
      changes.map((change) =>
        change.files.length > 0 && change.files.every((file) => !isLive(context.kindOf(file.path))) ? 1 : 0,
      ),
      () => 'It changes tests, documents or build jobs only, which production does not run.',
    ),
    plainSignal(
      'churn',
      lines.map((count) => Math.min(1, Math.log1p(count) / 8)),
      (index) => `It changes ${lines[index]} ${lines[index] === 1 ? 'line' : 'lines'}.`,
    ),
    plainSignal(
      'files',
      changes.map((change) => Math.min(1, Math.log1p(change.files.length) / 4)),
      (index) => `It touches ${changes[index]!.files.length} ${changes[index]!.files.length === 1 ? 'file' : 'files'}.`,
    ),
    plainSignal(
      'tests',
      tests.map((count) => Math.min(1, Math.log1p(count) / 8)),
      (index) => `It writes ${tests[index]} lines of tests, as a change of behaviour does.`,
    ),
    plainSignal('fix', titled(/\b(?:fix(?:es|ed)?|bugfix|hotfix)\b/i), () => 'Its title says that it mends something.'),
    plainSignal(
      'upkeep',
      titled(/\b(?:bump(?:s|ed)?|prepare[sd]?|releases?|version|upgrade[sd]?|updates?)\b/i),
      () => 'Its title speaks of a release, a version or an update.',
    ),
    plainSignal(
      'revert',
      titled(/\b(?:revert(?:s|ed)?|back ?out)\b/i),
      () => 'It takes an earlier change back, to what ran before.',
    ),
  ];
}

function counts(kind: FileKind): boolean {
  return kind !== 'lock' && kind !== 'docs';
}

function clamp(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, value));
}
