import type { Alert } from '../../incident/alert.ts';
import type { LogLevel, LogPattern } from '../../incident/evidence.ts';
import type { Tally } from './tally.ts';

const levelWeight: Readonly<Record<LogLevel, number>> = {
  fatal: 1,
  error: 0.85,
  warn: 0.5,
  unknown: 0.25,
  info: 0.1,
  debug: 0.03,
};
const noveltyWeight: Readonly<Record<LogPattern['novelty'], number>> = { new: 1, burst: 0.7, steady: 0 };

/** Words with which systems name a cause rather than a symptom. */
const causeWords =
  /OutOfMemory|OOMKill|oom-kill|Out of memory|heap (?:space|out of memory)|memory (?:limit|cgroup)|memory: usage|more than the maximum|exceed(?:s|ed|ing)?\b|limit (?:reached|exceeded)|exit(?:ed)?(?: with)?(?: status| code)?[ :=]+137|x509|certificate|handshake|PKIX|EAI_AGAIN|ENOTFOUND|NXDOMAIN|getaddrinfo|name resolution|no such host|UnknownHost|i\/o timeout|No space left|ENOSPC|disk quota|read-only file system|deadlock|lock wait timeout|serialization failure|too many (?:connections|clients|open files|requests)|connection (?:pool|is not available|refused|reset)|pool (?:exhausted|timeout|limit)|QueuePool|rate.?limit|quota exceeded|\b429\b|throttl|ambiguous|does not exist|doesn't exist|undefined (?:column|table|method|symbol|is not)|no such (?:table|column|file|key)|unknown column|invalid column|relation "|violates|is not a function|has no attribute|NoSuchMethod|NoSuchField|ClassNotFound|NoClassDef|ImportError|ModuleNotFound|Cannot find module|AbstractMethodError|nil pointer|NullPointer|null reference|NoneType|cannot read propert|key ?error|unauthori[sz]ed|forbidden|\b40[13]\b|invalid (?:token|audience|issuer|signature|scope)|audience|permission denied|access denied|missing (?:required|env|config|property|secret)|could not resolve placeholder|failed to (?:bind|parse|load|start|pull)|ImagePullBackOff|CrashLoopBackOff|Liveness|Readiness|Evicted|FailedScheduling|segfault|SIGSEGV|SIGKILL|stack overflow|StackOverflow|timed? ?out|deadline exceeded|ETIMEDOUT|ECONNREFUSED|ECONNRESET|slow query|n\+1/i;

/** Says how much the alert and a pattern have in common. */
export type AlertWords = (text: string) => number;

/** Words of the alert that say something: identifiers and longer words, not the vocabulary of every alert. */
export function alertWords(alert: Alert | undefined): AlertWords {
  if (!alert) return () => 0;
  const said = [
    alert.title,
    alert.description,
    alert.rule,
    alert.resource ?? '',
    ...Object.values(alert.labels),
    ...alert.metrics.map(({ name }) => name),
  ];
  const words = new Set(wordsIn(said.join(' ')).filter((word) => !commonWords.has(word)));
  return (text) => {
    let shared = 0;
    const seen = new Set<string>();
    for (const word of wordsIn(text)) {
      if (!words.has(word) || seen.has(word)) continue;
      seen.add(word);
      shared++;
    }
    return Math.min(1, shared / 4);
  };
}

const commonWords = new Set(
  'alert critical warning error errors high above below rate count service server request requests production prod staging minutes minute seconds last over with from that this than more when have been http https status threshold value environment application firing triggered'.split(
    ' ',
  ),
);

function wordsIn(text: string): string[] {
  const spelled = text.slice(0, 4000).replace(/([a-z])([A-Z])/g, '$1 $2');
  return spelled.toLowerCase().match(/[a-z]{4,30}/g) ?? [];
}

/** What salience is weighed by, besides the pattern itself. */
export interface Weighing {
  readonly novelty: LogPattern['novelty'];
  readonly words: AlertWords;
  /** Count of the most frequent pattern at level error or above. */
  readonly maxErrors: number;
  readonly total: number;
  /** The pattern is of another service than the one the alert names. */
  readonly foreign: boolean;
}

/**
 * How much a pattern tells, 0 to 1: a weighted sum of level, novelty, a stack trace, words that name causes, the
 * alert's words, how many events it has if it is an error, and how rare it is. Expert weights.
 */
export function salienceOf(tally: Tally, { novelty, words, maxErrors, total, foreign }: Weighing): number {
  const level = levelWeight[tally.level];
  const text = tally.example.map((line) => line.text).join('\n');
  const isError = tally.level === 'fatal' || tally.level === 'error';
  const cause = causeWords.test(text) ? 1 : 0;
  const mass = isError ? Math.log1p(tally.count) / Math.log1p(Math.max(maxErrors, tally.count)) : 0;
  const rarity = 1 - Math.log1p(tally.count) / Math.log1p(Math.max(total, 2));
  const told = cause > 0 && level < 0.5 ? Math.max(level, 0.35) : level;
  const sum =
    0.38 * told +
    0.17 * noveltyWeight[novelty] * (0.25 + 0.75 * Math.max(told, 0.2)) +
    0.12 * (tally.frames.length > 0 || tally.exception !== undefined ? 1 : 0) +
    0.13 * cause +
    0.08 * words(text) +
    0.06 * mass +
    0.06 * rarity * told;
  // An access line tells that it failed, never why.
  const symptom = tally.status !== undefined && tally.frames.length === 0 ? 0.75 : 1;
  return round(Math.min(1, sum) * symptom * (foreign ? 0.6 : 1));
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
