import { platformEvent } from '../failure-modes/platform-events.ts';
import type { Diagnosis, EvidenceId, Incident, LogPattern } from '../incident/index.ts';
import { cite } from './evidence.ts';
import { cell, mermaidLabel } from './sanitise.ts';

/** Something that was seen to happen at a time; nothing is interpolated. */
export interface TimelineEvent {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Untrusted. */
  readonly text: string;
  readonly evidence: readonly EvidenceId[];
}

/**
 * The observed times of an incident, oldest first: merges of the three leading suspects and the culprit, a change of
 * the platform near the onset, the first error, new and bursting patterns, the alert, its end when the source told it, and the diagnosis.
 */
export function timelineOf(incident: Incident, diagnosis: Diagnosis): TimelineEvent[] {
  const events = [
    ...merges(incident, diagnosis),
    ...platformEvents(incident),
    ...logEvents(incident),
    ...alertEvents(incident),
  ];
  events.push({
    at: diagnosis.diagnosedAt,
    text: `Diagnosis (${diagnosis.confidence.level} confidence)`,
    evidence: [],
  });
  return events
    .map((event, index) => ({ event, index, ms: Date.parse(event.at) }))
    .sort((a, b) => a.ms - b.ms || a.index - b.index)
    .map(({ event }) => event);
}

/**
 * The events as a Mermaid `timeline` and, since its labels are shortened, as a table with times to the second.
 *
 * A `timeline` and not a `gantt`: merges lie days before the alert and the minutes that matter would fall into one
 * pixel. Mermaid takes `:` for a separator, so the hours are written `09.15`.
 */
export function renderTimeline(events: readonly TimelineEvent[]): string {
  const diagram = days(events).flatMap(([day, ofDay]) => [
    `    section ${day}`,
    ...ofDay.map((event) => `        ${event.at.slice(11, 16).replace(':', '.')} UTC : ${mermaidLabel(event.text)}`),
  ]);
  const rows = events.map((event) => `| ${seconds(event.at)} | ${cell(event.text)} |${cite(event.evidence)} |`);
  return [
    '```mermaid',
    'timeline',
    ...diagram,
    '```',
    '',
    '| Time (UTC) | What | Evidence |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

/** A rendered text without its diagnosis: two answers that differ in nothing but when they were found say the same. */
export function withoutDiagnosisTime(text: string): string {
  return text.replaceAll(
    /^(?: {4}section [^\n]*\n(?= {8}\d\d\.\d\d UTC : Diagnosis \())|^(?: {8}\d\d\.\d\d UTC : |\| [\d: -]{19} \| )Diagnosis \([^\n]*\n/gm,
    '',
  );
}

function merges(incident: Incident, diagnosis: Diagnosis): TimelineEvent[] {
  const blamed = diagnosis.culprit?.change;
  return incident.suspects
    .filter((suspect, index) => index < 3 || suspect.id === blamed)
    .map((suspect) => ({
      at: suspect.mergedAt,
      text: `${suspect.number === undefined ? suspect.sha.slice(0, 8) : `PR ${suspect.number}`} merged${
        suspect.id === blamed ? ' (culprit)' : ''
      }: ${withoutNumber(suspect.title)}`,
      evidence: [suspect.id],
    }));
}

function platformEvents(incident: Incident): TimelineEvent[] {
  const event = platformEvent(incident);
  return event ? [{ at: event.at, text: `Change of the platform: ${event.line}`, evidence: [event.pattern.id] }] : [];
}

function logEvents({ log }: Incident): TimelineEvent[] {
  const { onsetAt, patterns } = log;
  if (!onsetAt) return [];
  const troubled = patterns.filter(
    (pattern) => pattern.level === 'error' || pattern.level === 'fatal' || pattern.frames.length > 0,
  );
  const leading = troubled.find((pattern) => pattern.firstAt === onsetAt) ?? troubled[0];
  const events: TimelineEvent[] = [
    {
      at: onsetAt,
      text: leading ? `First error: ${nameOf(leading)}` : 'Trouble begins in the log',
      evidence: leading ? [leading.id] : [],
    },
  ];
  const burst = patterns.find((pattern) => pattern.novelty === 'burst' && pattern !== leading);
  if (burst)
    events.push({
      at: onsetAt,
      text: `Rate jumps, ${burst.count} events in the log: ${nameOf(burst)}`,
      evidence: [burst.id],
    });
  const followers = patterns.filter(
    (pattern) =>
      pattern.novelty === 'new' && pattern !== leading && pattern.firstAt !== undefined && pattern.firstAt > onsetAt,
  );
  for (const pattern of followers.slice(0, 2)) {
    events.push({ at: pattern.firstAt ?? onsetAt, text: `First seen: ${nameOf(pattern)}`, evidence: [pattern.id] });
  }
  return events;
}

function alertEvents({ alert }: Incident): TimelineEvent[] {
  const events: TimelineEvent[] = [
    { at: alert.firedAt, text: `Alert fires (${alert.severity}): ${alert.title}`, evidence: ['A.firedAt', 'A.title'] },
  ];
  if (alert.resolvedAt) events.push({ at: alert.resolvedAt, text: 'Alert resolved', evidence: ['A.resolvedAt'] });
  return events;
}

/** The text of a pattern without the slots that carry nothing. */
export function nameOf(pattern: Pick<LogPattern, 'template'>): string {
  return pattern.template.replaceAll(/<\*>(?:[\s:,]*<\*>)*/g, '…').trim();
}

/** GitHub's squash merge ends a title in ` (#52)`, which we say ourselves. */
export function withoutNumber(title: string): string {
  return title.replace(/\s*\(#\d{1,9}\)\s*$/, '');
}

function days(events: readonly TimelineEvent[]): [string, TimelineEvent[]][] {
  const byDay = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    const day = event.at.slice(0, 10);
    byDay.set(day, [...(byDay.get(day) ?? []), event]);
  }
  return [...byDay];
}

function seconds(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}
