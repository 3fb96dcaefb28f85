import type { Artifacts, Diagnosis, Gap, Incident, Remediation } from '../incident/index.ts';
import type { KnowledgeFile } from '../ports/index.ts';
import { plainLine, withPullRequests } from '../report/text.ts';
import { withoutNumber } from '../report/timeline.ts';
import { bodyOf, mergeBody } from './body.ts';
import { entryPath, type KnowledgeEntry, readEntries, renderEntry } from './entry.ts';
import { renderTable } from './table.ts';

/** What learning starts from. Without a remediation or artefacts the entry says so and the files are left out. */
export interface LearnInput {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  readonly remediation?: Remediation | undefined;
  readonly artifacts?: Artifacts | undefined;
  /** The knowledge base as it is. */
  readonly files: readonly KnowledgeFile[];
}

/** What to write, and what could not be read. */
export interface Learned {
  readonly entry: KnowledgeEntry;
  /** Whole files, relative to the knowledge base, sorted by path. */
  readonly files: KnowledgeFile[];
  readonly gaps: Gap[];
}

/**
 * The files of the knowledge base after this incident.
 *
 * One entry per incident key: an occurrence that is new is added to the entry that exists, one that is known changes
 * nothing, and one that is older than the last only adds its time. The same input gives the same bytes. What people
 * wrote around the generated part of an entry stays; an entry that cannot be read is neither used nor overwritten.
 */
export function learn(input: LearnInput): Learned {
  const { entries, malformed, gaps } = readEntries(input.files);
  const same = entries.filter((entry) => entry.key === input.incident.key).sort(oldestFirst);
  const known = same[0];
  if (known && same.length > 1) gaps.push(doubled(known, same.slice(1)));

  const stale = known !== undefined && Date.parse(input.incident.alert.firedAt) < Date.parse(known.lastSeenAt);
  const entry = stale ? withOccurrence(known, input.incident) : entryOf(input, known);
  const written = [
    { path: entryPath(entry.id), text: renderEntry(entry) },
    ...(stale ? [] : documents(entry.id, input.artifacts)),
    {
      path: 'incidents.md',
      text: renderTable([...entries.filter((other) => other.id !== entry.id), entry], malformed),
    },
  ];
  return { entry, files: written.sort((a, b) => (a.path < b.path ? -1 : 1)), gaps };
}

/**
 * The files of the knowledge base after an alert was resolved: the entry of its key has the measured time to recovery
 * and counts as healed. Nothing when there is no such entry, or nothing new.
 *
 * @param recovery Times are ISO 8601, UTC, as the source measured them.
 */
export function recordRecovery(
  files: readonly KnowledgeFile[],
  recovery: { readonly key: string; readonly firedAt: string; readonly resolvedAt: string },
): KnowledgeFile[] {
  const { entries, malformed } = readEntries(files);
  const known = entries.filter(({ key }) => key === recovery.key).sort(oldestFirst)[0];
  const took = (Date.parse(recovery.resolvedAt) - Date.parse(recovery.firedAt)) / 60_000;
  if (!known || took < 0) return [];
  const entry: KnowledgeEntry = { ...known, outcome: 'healed', mttrMinutes: Math.round(took) };
  const others = entries.filter(({ id }) => id !== entry.id);
  return [
    { path: 'incidents.md', text: renderTable([...others, entry], malformed) },
    { path: entryPath(entry.id), text: renderEntry(entry) },
  ];
}

function entryOf(input: LearnInput, known: KnowledgeEntry | undefined): KnowledgeEntry {
  const { incident, diagnosis, remediation } = input;
  const { alert } = incident;
  const id = known?.id ?? freeId(incident.id, input.files);
  const times = occurrences(known, alert.firedAt);
  const mttrMinutes = recoveryMinutes(incident) ?? known?.mttrMinutes;
  return {
    schemaVersion: 1,
    id,
    key: incident.key,
    title: plainLine(withPullRequests(diagnosis.summary)) || id,
    service: plainLine(alert.service, 80) || 'unknown',
    severity: alert.severity,
    category: diagnosis.category,
    failureMode: diagnosis.failureMode,
    culprit: culpritOf(diagnosis),
    remediationType: remediation?.type ?? diagnosis.remediationTypes[0] ?? 'escalation',
    resolution: resolutionOf(remediation),
    outcome: outcomeOf(input, known),
    firstSeenAt: times[0] ?? alert.firedAt,
    lastSeenAt: times.at(-1) ?? alert.firedAt,
    occurrences: times,
    ...(mttrMinutes === undefined ? {} : { mttrMinutes }),
    symptoms: symptomsOf(incident),
    tags: tagsOf(incident, diagnosis, known),
    body: mergeBody(known?.body, bodyOf(input, id, outcomeOf(input, known))),
  };
}

function withOccurrence(known: KnowledgeEntry, { alert }: Incident): KnowledgeEntry {
  const times = occurrences(known, alert.firedAt);
  return { ...known, occurrences: times, firstSeenAt: times[0] ?? known.firstSeenAt };
}

function occurrences(known: KnowledgeEntry | undefined, firedAt: string): string[] {
  const times = new Map([...(known?.occurrences ?? []), firedAt].map((at) => [Date.parse(at), utc(at)]));
  return [...times].sort(([a], [b]) => a - b).map(([, at]) => at);
}

/** One spelling per moment, so that no occurrence is counted twice. */
function utc(at: string): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** Measured only: the source said when the alert was resolved. */
function recoveryMinutes({ alert }: Incident): number | undefined {
  if (!alert.resolvedAt) return undefined;
  const minutes = (Date.parse(alert.resolvedAt) - Date.parse(alert.firedAt)) / 60_000;
  return minutes < 0 ? undefined : Math.round(minutes);
}

function resolutionOf(remediation: Remediation | undefined): string {
  if (!remediation) return 'No fix was planned.';
  return plainLine(withPullRequests(`${remediation.title}. ${remediation.summary}`), 500);
}

/** A fix that is merged may still not heal: only the end of the alert tells. A recovery known before stands while the fix is the same. */
function outcomeOf(
  { incident, remediation }: LearnInput,
  known: KnowledgeEntry | undefined,
): KnowledgeEntry['outcome'] {
  if (remediation && recoveryMinutes(incident) !== undefined) return 'healed';
  return known?.outcome === 'healed' && known.resolution === resolutionOf(remediation) ? 'healed' : 'proposed';
}

function culpritOf({ culprit }: Diagnosis): KnowledgeEntry['culprit'] {
  if (!culprit) return null;
  const title = plainLine(withoutNumber(culprit.title), 160);
  return culprit.number === undefined ? { title } : { number: culprit.number, title };
}

/** Errors before warnings, each in the order of the digest; ordinary traffic is no symptom. */
function symptomsOf({ log }: Incident): string[] {
  const telling = log.patterns.filter(
    ({ level, frames }) => level === 'fatal' || level === 'error' || frames.length > 0,
  );
  const rest = log.patterns.filter((pattern) => !telling.includes(pattern) && pattern.novelty !== 'steady');
  const templates = [...telling, ...rest].map(({ template }) => plainLine(template, 240)).filter((text) => text !== '');
  return [...new Set(templates)].slice(0, 8);
}

function tagsOf({ alert }: Incident, diagnosis: Diagnosis, known: KnowledgeEntry | undefined): string[] {
  const tags = [
    diagnosis.failureMode,
    diagnosis.category,
    alert.source,
    alert.environment ?? '',
    ...(known?.tags ?? []),
  ];
  return [...new Set(tags.map((tag) => plainLine(tag, 40)).filter((tag) => tag !== ''))].sort();
}

function documents(id: string, artifacts: Artifacts | undefined): KnowledgeFile[] {
  const contentOf = (kinds: readonly string[]) =>
    (artifacts?.files ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ content }) => content.trim());
  const files = [
    { path: `runbooks/${id}.md`, texts: contentOf(['runbook']) },
    { path: `alerting-rules/${id}.yml`, texts: contentOf(['alerting-rules']) },
    { path: `recommendations/${id}.md`, texts: contentOf(['capacity', 'disaster-recovery', 'performance']) },
  ];
  return files
    .filter(({ texts }) => texts.length > 0)
    .map(({ path, texts }) => ({ path, text: `${texts.join('\n\n')}\n` }));
}

/** The incident's id, or with `-2`, `-3`… while another file, perhaps an unreadable one, has the name. */
function freeId(id: string, files: readonly KnowledgeFile[]): string {
  const taken = new Set(files.map(({ path }) => path));
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? id : `${id}-${count}`;
    if (!taken.has(entryPath(candidate))) return candidate;
  }
}

function doubled(known: KnowledgeEntry, others: readonly KnowledgeEntry[]): Gap {
  return {
    what: `Several entries hold the incident ${known.key}`,
    why: `${known.id} was updated; ${others.map(({ id }) => id).join(', ')} ${others.length > 1 ? 'were' : 'was'} left as found.`,
    remedy: `Move their occurrences into ${entryPath(known.id)} and delete them.`,
  };
}

function oldestFirst(a: KnowledgeEntry, b: KnowledgeEntry): number {
  return Date.parse(a.firstSeenAt) - Date.parse(b.firstSeenAt) || (a.id < b.id ? -1 : 1);
}
