import type { Alert } from '../../incident/alert.ts';
import type { Gap, LogDigest, LogPattern } from '../../incident/evidence.ts';
import { pseudonymsIn, type Redactor } from '../redact/redactor.ts';
import { joinKept } from './condense.ts';
import { gapsOf } from './gaps.ts';
import { type Ranking, rankPatterns } from './rank-patterns.ts';
import { readEvents } from './read-events.ts';

/** What a digest is made from. */
export interface DigestInput {
  /** Lines in batches, as `splitLines` gives them. */
  readonly lines: AsyncIterable<string[]>;
  readonly alert?: Alert;
  readonly redactor: Redactor;
}

const maxPatterns = 40;
const maxExample = 4000;
const maxTemplate = 600;

/**
 * Reads a log once and keeps what tells: at most 40 patterns, most salient first, redacted.
 *
 * Lines become events, events templates; each template has its count, its minutes, its novelty against the onset and one
 * example. Memory is bounded by templates, not by lines, and equal input gives equal output.
 */
export async function digestLog(input: DigestInput): Promise<{ digest: LogDigest; gaps: Gap[] }> {
  const { alert, redactor } = input;
  const reading = await readEvents(input.lines, alert);
  const ranking = rankPatterns(reading.tallies.all(), alert);
  const patterns = ranking.patterns.slice(0, maxPatterns).map((ranked, at) => patternOf(ranked, at + 1, redactor));
  const digest: LogDigest = {
    lines: reading.lines,
    bytes: reading.bytes,
    distinct: ranking.patterns.length,
    patterns,
    redactions: redactionsOf(patterns, ranking),
    ...(ranking.onset !== undefined && { onsetAt: iso(ranking.onset) }),
    ...(ranking.startsAt !== undefined && { startsAt: iso(ranking.startsAt) }),
    ...(ranking.endsAt !== undefined && { endsAt: iso(ranking.endsAt) }),
  };
  return { digest, gaps: gapsOf({ ...reading, ...ranking }, alert) };
}

function patternOf(ranked: Ranking['patterns'][number], number: number, redactor: Redactor): LogPattern {
  const { tally, novelty, salience } = ranked;
  const example = joinKept(tally.example);
  return {
    id: `L${number}`,
    template: redactor.redact(tally.template).slice(0, maxTemplate),
    example: redactor.redact(example).slice(0, maxExample),
    level: tally.level,
    count: tally.count,
    firstLine: tally.firstLine,
    novelty,
    salience,
    frames: [...tally.frames],
    ...(tally.firstAt !== undefined && { firstAt: iso(tally.firstAt) }),
    ...(tally.lastAt !== undefined && { lastAt: iso(tally.lastAt) }),
  };
}

/** Values taken out of the kept patterns, by kind; a value that several patterns hold counts once. */
function redactionsOf(patterns: readonly LogPattern[], ranking: Ranking): Record<string, number> {
  const names = new Set<string>();
  for (const [at, { example, template }] of patterns.entries()) {
    const raw = joinKept(ranking.patterns[at]!.tally.example);
    for (const name of pseudonymsIn(`${example}\n${template}`)) if (!raw.includes(name)) names.add(name);
  }
  const counts = new Map<string, number>();
  for (const name of [...names].sort()) {
    const kind = name.slice(1, name.lastIndexOf('-'));
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
