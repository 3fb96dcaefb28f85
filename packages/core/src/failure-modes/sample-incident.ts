import type { Incident, LogPattern, Signal, Suspect } from '../incident/index.ts';

/** What a sample says differently from the default. */
export interface Sample {
  readonly service?: string;
  readonly title?: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly firedAt?: string;
  readonly onsetAt?: string;
  readonly signals?: readonly Omit<Signal, 'id'>[];
  /** Examples of log patterns, most telling first. */
  readonly log?: readonly (string | Partial<LogPattern>)[];
  readonly culprit?: {
    readonly number: number;
    readonly title: string;
    readonly path: string;
    readonly added?: string;
  };
}

/** A small valid incident for tests of this folder. */
export function sampleIncident(sample: Sample): Incident {
  const service = sample.service ?? 'ledger-api';
  const firedAt = sample.firedAt ?? '2026-03-04T10:42:00Z';
  const onsetAt = sample.onsetAt ?? '2026-03-04T10:31:00Z';
  const patterns = (sample.log ?? []).map((entry, index) => samplePattern(entry, index, onsetAt));
  return {
    schemaVersion: 1,
    id: `20260304-${service}`,
    key: `generic/${service}`,
    alert: {
      schemaVersion: 1,
      id: 'a-1',
      source: 'generic',
      rule: sample.title ?? 'Something is wrong',
      title: sample.title ?? 'Something is wrong',
      description: sample.description ?? '',
      severity: 'P1',
      status: 'firing',
      service,
      firedAt,
      metrics: [],
      labels: { ...sample.labels },
      links: [],
    },
    repository: { name: 'acme/shop', branch: 'main', headSha: 'f'.repeat(40) },
    log: {
      lines: 200,
      bytes: 20_000,
      distinct: patterns.length,
      ...(patterns.length > 0 ? { onsetAt } : {}),
      patterns,
      redactions: {},
    },
    signals: (sample.signals ?? []).map((signal, index) => ({ ...signal, id: `M${index + 1}` })),
    suspects: sample.culprit ? [sampleSuspect(sample.culprit)] : [],
    changesRanked: sample.culprit ? 12 : 0,
    noneScore: 0.2,
    pastIncidents: [],
    files: [],
    gaps: [],
    ingestedAt: firedAt,
  };
}

function samplePattern(entry: string | Partial<LogPattern>, index: number, onsetAt: string): LogPattern {
  const given = typeof entry === 'string' ? { example: entry } : entry;
  return {
    id: `L${index + 1}`,
    template: (given.example ?? '').split('\n')[0] ?? '',
    example: '',
    level: 'error',
    count: 142 - index,
    firstLine: 80 + index,
    firstAt: onsetAt,
    lastAt: onsetAt,
    novelty: 'new',
    salience: Math.max(0.9 - index * 0.1, 0.1),
    frames: [],
    ...given,
  };
}

function sampleSuspect({ number, title, path, added }: NonNullable<Sample['culprit']>): Suspect {
  return {
    id: 'C1',
    number,
    sha: `${number}`.padEnd(40, 'a'),
    title,
    author: 'Ledger team',
    mergedAt: '2026-03-04T10:05:00Z',
    files: [{ path, additions: 12, deletions: 3 }],
    score: 0.71,
    reasons: [
      {
        signal: 'identifier',
        text: `The change to ${path} in #${number} holds the words of the error.`,
        weight: 2,
        evidence: ['L1'],
        places: [
          added === undefined
            ? { path, line: 12, side: 'removed', text: 'gone' }
            : { path, line: 12, side: 'added', text: added },
        ],
      },
    ],
  };
}
