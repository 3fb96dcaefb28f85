import type { Alert, Gap, Suspect } from '../incident/index.ts';
import type { Change, CodeReader } from '../ports/index.ts';

const dayMs = 24 * 3_600_000;
/** Days before the onset in which a merged change is suspected. */
const windowDays = 30;
const maxChanges = 500;

/** When the trouble began: the log's onset, unless the log is of another day than the alert. */
export function onsetOf(alert: Alert, onsetAt: string | undefined): string {
  if (!onsetAt) return alert.firedAt;
  const apart = Math.abs(Date.parse(onsetAt) - Date.parse(alert.firedAt));
  return apart < dayMs && onsetAt < alert.firedAt ? onsetAt : alert.firedAt;
}

/** The changes that may have done it, newest first, and what of them could not be seen. */
export async function changesBefore(onsetAt: string, code: CodeReader): Promise<{ changes: Change[]; gaps: Gap[] }> {
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
    reasons: redactDeep(reasons, redact),
  };
}

/** The same value with every string redacted; keys stay. */
function redactDeep<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactDeep(inner, redact)])) as T;
}
