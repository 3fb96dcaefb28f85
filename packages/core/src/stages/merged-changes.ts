import type { Alert, Gap, Suspect } from '../incident/index.ts';
import { holdsSecrets } from '../policy/paths.ts';
import type { Change, CodeReader, Deployment } from '../ports/index.ts';

const dayMs = 24 * 3_600_000;
/** Days before the onset in which a merged change is suspected: where little is merged, until there are `leastChanges`. */
const windowDays = 30;
const leastChanges = 10;
const maxChanges = 500;

/** When the trouble began: the log's onset, unless the log is of another day than the alert. */
export function onsetOf(alert: Alert, onsetAt: string | undefined): string {
  if (!onsetAt) return alert.firedAt;
  const apart = Math.abs(Date.parse(onsetAt) - Date.parse(alert.firedAt));
  return apart < dayMs && onsetAt < alert.firedAt ? onsetAt : alert.firedAt;
}

/** Changes under suspicion, newest first, and what of them could not be seen. */
export interface FoundChanges {
  readonly changes: readonly Change[];
  readonly gaps: readonly Gap[];
  /** More changes, for when none of these fits; absent when these are all. */
  readonly wider?: () => Promise<FoundChanges>;
}

/** What tells where to look. */
export interface ChangeSearch {
  /** When the trouble began; ISO 8601, UTC. */
  readonly onsetAt: string;
  /** Name of the environment that failed, where the alert says it. */
  readonly environment?: string | undefined;
  /** How likely the failure took its time to show, 0 to 1: then the last deployment need not have brought it. */
  readonly buildsUp: number;
}

/**
 * The changes that may have done it. Where the repository records its deployments, those between the last good one and
 * the one that was live at the onset; else, and when none of them fits, what was merged in a window before it.
 */
export async function changesBefore(search: ChangeSearch, code: CodeReader): Promise<FoundChanges> {
  const deployed = search.buildsUp < 0.5 ? await deployedChanges(search, code) : undefined;
  return deployed
    ? { ...deployed, wider: () => mergedBefore(search.onsetAt, code) }
    : mergedBefore(search.onsetAt, code);
}

/** A deployment is created shortly before it shows, and clocks differ. */
const slackMs = 5 * 60_000;

async function deployedChanges(
  { onsetAt, environment }: ChangeSearch,
  code: CodeReader,
): Promise<FoundChanges | undefined> {
  const at = Date.parse(onsetAt);
  const isProduction = environment === undefined || /^(?:prod|production|live)$/i.test(environment);
  const deployments = await code.deployments?.({
    since: new Date(at - windowDays * dayMs).toISOString(),
    until: new Date(at + slackMs).toISOString(),
    ...(isProduction ? {} : { environment }),
  });
  const [live, ...before] = deployments ?? [];
  const good = before.find(({ state, sha }) => state === 'success' && sha !== live?.sha);
  if (!live || !good) return undefined;
  const changes = await code.changesBetween?.(good.sha, live.sha, maxChanges);
  if (!changes || changes.length === 0) return undefined;
  const named = ({ sha, createdAt }: Deployment) => `${sha.slice(0, 12)} of ${createdAt}`;
  const gap = {
    what: 'Changes of earlier deployments',
    why: `Only the ${changes.length} between the last good deployment, ${named(good)}, and ${named(live)} were ranked.`,
    remedy: 'Look at what was deployed before, when none of these did it.',
  };
  return { changes, gaps: [gap] };
}

async function mergedBefore(onsetAt: string, code: CodeReader): Promise<FoundChanges> {
  const at = Date.parse(onsetAt);
  const until = new Date(at + dayMs).toISOString();
  const recent = await code.mergedChanges({
    since: new Date(at - windowDays * dayMs).toISOString(),
    until,
    limit: maxChanges,
  });
  if (recent.length >= leastChanges) {
    const gap = {
      what: 'Older merged changes',
      why: `Only the last ${maxChanges} were ranked.`,
      remedy: 'Narrow the search to the service that failed.',
    };
    return { changes: recent, gaps: recent.length === maxChanges ? [gap] : [] };
  }
  const older = await code.mergedChanges({
    since: new Date(at - 365 * dayMs).toISOString(),
    until,
    limit: recent.length > 0 ? leastChanges : 50,
  });
  if (recent.length > 0) return { changes: older.length > recent.length ? older : recent, gaps: [] };
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

/** A ranked change as the incident keeps it, redacted. */
export function suspectOf(
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
    reasons: redactDeep(reasons, redact).map((reason) => ({ ...reason, places: reason.places.map(withoutSecret) })),
  };
}

/** A place in a file of secrets is told, its line is not: redaction knows a secret by its form, and not each has one. */
function withoutSecret(place: Suspect['reasons'][number]['places'][number]) {
  return holdsSecrets(place.path) ? { ...place, text: '[a line of a file of secrets]' } : place;
}

/** The same value with every string redacted; keys stay. */
function redactDeep<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactDeep(inner, redact)])) as T;
}
