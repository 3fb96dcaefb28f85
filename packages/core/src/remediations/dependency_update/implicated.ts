import type { PlanContext } from '../types.ts';
import type { LockedEntry } from './locks.ts';
import type { VersionChange } from './versions.ts';

/** The bumps that the evidence points at, with those that moved together with them; all when there is one name only. */
export function implicatedVersions(changes: readonly VersionChange[], context: PlanContext): VersionChange[] {
  const names = new Set(changes.map(({ name }) => stem(name)));
  if (names.size === 1) return [...changes];
  const texts = evidenceTexts(context);
  const scored = changes
    .map((change) => ({ change, score: scoreOf(change, texts) }))
    .sort((one, other) => other.score - one.score);
  const best = scored[0]?.score ?? 0;
  if (best === 0) return [];
  const chosen = scored.filter(({ score }) => score >= best * 0.8).map(({ change }) => change);
  return changes.filter((change) => chosen.some((other) => movedTogether(change, other)));
}

/** The entries of a lock file that the evidence points at; all of them when there is only one. */
export function implicatedEntries(entries: readonly LockedEntry[], context: PlanContext): LockedEntry[] {
  if (entries.length < 2) return [...entries];
  const texts = evidenceTexts(context);
  const scores = entries.map((entry) => scoreOf(entry, texts));
  const best = Math.max(...scores);
  return best === 0 ? [] : entries.filter((_, at) => scores[at]! >= best * 0.8);
}

interface Texts {
  /** Lower case: frames, then everything else. */
  readonly frames: string;
  readonly all: string;
  readonly facts: string;
}

function evidenceTexts({ incident, match }: PlanContext): Texts {
  const { alert, log } = incident;
  const telling = log.patterns
    .filter(({ level, novelty }) => /fatal|error|warn/.test(level) || novelty !== 'steady')
    .slice(0, 15);
  const frames = telling.flatMap((pattern) =>
    pattern.frames.slice(0, 12).map(({ symbol, file }) => `${symbol} ${file ?? ''}`),
  );
  return {
    frames: flat(frames.join(' ')),
    all: flat([alert.title, alert.description, ...telling.map(({ example }) => example)].join(' ')),
    facts: flat(
      Object.values(match.facts)
        .map(({ value }) => value)
        .join(' '),
    ),
  };
}

const hollow =
  /^(?:com|org|net|io|github|golang|gopkg|www|spring|boot|starter|core|api|client|server|lib|libs|java|js|node|python|common|commons|utils?|sdk|version|plugin|bom|parent|project|apache|google|microsoft|system|types?|the|main|module|v\d+|in|x)$/;

/** Parts of the name in the evidence; rarer, longer parts and frames weigh more, the very version that came most. */
function scoreOf({ name, to }: Pick<VersionChange, 'name' | 'to'>, { frames, all, facts }: Texts): number {
  const whole = plain(stem(name));
  const version = plain(to ?? '');
  let score = version.includes(' ') && [frames, all].some((text) => holds(text, `${whole} ${version}`)) ? 10 : 0;
  for (const [text, weight] of [
    [facts, 5],
    [frames, 4],
    [all, 3],
  ] as const)
    if (holds(text, whole)) score += weight;
  const parts = name
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((part) => part.length > 2 && !hollow.test(part));
  for (const part of parts) {
    const share = 1 / parts.length;
    if (holds(facts, part)) score += 2 * share;
    if (holds(frames, part)) score += 2 * share;
    if (holds(all, part)) score += share;
  }
  return score;
}

function movedTogether(one: VersionChange, other: VersionChange): boolean {
  if (stem(one.name) === stem(other.name)) return true;
  const family = ({ name }: VersionChange) =>
    name
      .split(/[:/@.-]/)
      .filter(Boolean)
      .slice(0, 2)
      .join('.');
  return one.from === other.from && one.to === other.to && family(one) === family(other);
}

/** `jackson.version` and `jackson` are one. */
function stem(name: string): string {
  return name.toLowerCase().replace(/[.-]?version$/i, '');
}

/** Lower case with every separator a space, so that `jackson-databind` meets `jackson.databind`. */
function flat(text: string): string {
  return ` ${plain(text.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2'))} ${plain(text)} `;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, ' ')
    .trim();
}

function holds(text: string, words: string): boolean {
  return words !== '' && text.includes(` ${words} `);
}
