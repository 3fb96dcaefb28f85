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

/** Words that decide: the machine, the network, a certificate, a quota, a lock or a schema says no. */
const decisiveWords =
  /OutOfMemory|OOMKill|oom-kill|Out of memory|heap out of memory|Java heap space|memory cgroup|exit(?:ed)?(?: with)?(?: status| code)?[ :=]+137|exitCode[=:] ?137|Evicted|FailedMount|FailedAttachVolume|ImagePullBackOff|ErrImagePull|x509|certificate (?:has |is )?(?:expired|not yet valid|revoked|verify failed)|CERT_HAS_EXPIRED|NotTimeValid|CertificateExpired|PKIX|verify=expired|EAI_AGAIN|ENOTFOUND|NXDOMAIN|SERVFAIL|getaddrinfo|name resolution|no such host|UnknownHost|No space left|ENOSPC|disk quota|could not extend file|read-only file system|inactive and retains|deadlock|lock (?:wait )?timeout|could not serialize|too many (?:connections|clients|open files|requests)|remaining connection slots|connection (?:pool|is not available)|pool (?:exhausted|timeout|limit|is probably full)|QueuePool|rate.?limit|quota exceeded|\b429\b|throttl(?:ed|ing)|permission denied|access ?denied|not authorized to perform|EACCES|ECONNREFUSED|connection refused|no route to host|network is unreachable|dial tcp|ambiguous|does not exist|doesn't exist|undefined (?:column|table|method|symbol)|no such (?:table|column)|unknown column|invalid column|NoSuchMethod|NoSuchField|NoClassDef|ClassNotFound|ModuleNotFound|Cannot find module|AbstractMethodError|could not resolve placeholder/i;

/** Words with which systems name a cause rather than a symptom. */
const causeWords =
  /heap space|memory (?:limit|cgroup)|memory: usage|more than the maximum|exceed(?:s|ed|ing)?\b|limit (?:reached|exceeded)|certificate|handshake|i\/o timeout|serialization failure|connection reset|no such (?:file|key)|relation "|violates|is not a function|undefined is not|has no attribute|ImportError|nil pointer|NullPointer|null reference|NoneType|cannot read propert|cannot destructure|wrong number of arguments|key ?error|unauthori[sz]ed|forbidden|\b40[13]\b|invalid (?:token|audience|issuer|signature|scope)|audience|missing (?:required|env|config|property|secret)|failed to (?:bind|parse|load|start|pull)|CrashLoopBackOff|Liveness|Readiness|FailedScheduling|segfault|SIGSEGV|SIGKILL|stack overflow|StackOverflow|timed? ?out|deadline exceeded|ETIMEDOUT|ECONNRESET|slow query|n\+1/i;

/** What is tried again, or was handled, did not bring the service down by itself. */
const mendedWords = /\bretr(?:y|ied|ying)\b|\bignor(?:ed|ing)\b|\brecovered\b|\bfall(?:ing|s)? ?back\b|\bcached?\b/i;

/** Events of a steady pattern, from which on what was so before is how the service is. */
export const often = 20;

/** How much a text speaks of a cause, 0 to 1. */
function causeIn(text: string): number {
  return decisiveWords.test(text) ? 1 : causeWords.test(text) ? 0.7 : 0;
}

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
  const text = tally.example.map((line) => line.text).join('\n');
  const isError = tally.level === 'fatal' || tally.level === 'error';
  const isTraced = tally.frames.length > 0 || tally.exception !== undefined;
  const cause = causeIn(text);
  const mass = isError ? Math.log1p(tally.count) / Math.log1p(Math.max(maxErrors, tally.count)) : 0;
  const rarity = 1 - Math.log1p(tally.count) / Math.log1p(Math.max(total, 2));
  const level = levelWeight[tally.level];
  const told = Math.max(level, levelOfCause(tally, cause));
  const sum =
    0.38 * told +
    0.17 * noveltyWeight[novelty] * (0.25 + 0.75 * Math.max(told, 0.2)) +
    0.12 * (isTraced ? 1 : 0) +
    0.13 * cause +
    0.08 * words(text) +
    0.06 * mass +
    0.06 * rarity * told;
  return round(Math.min(1, sum) * discount(tally, novelty, cause) * (foreign ? 0.6 : 1));
}

/** A cause told quietly is a cause: a warning with a trace, an event of the platform, a measure that stands out. */
function levelOfCause(tally: Tally, cause: number): number {
  if (tally.slowedAt !== undefined) return 0.6;
  if (tally.measures) return 0.5;
  if (cause < 1) return cause > 0 ? 0.35 : 0;
  if (tally.level === 'warn') return 0.8;
  return tally.level === 'unknown' ? 0.5 : 0.35;
}

/** An access line tells that it failed, never why, unless all that failed is that it became slow; what was so before, or mends itself, is hardly the cause. */
function discount(tally: Tally, novelty: LogPattern['novelty'], cause: number): number {
  const isSymptom = tally.status !== undefined && tally.frames.length === 0 && tally.slowedAt === undefined;
  const isMended = cause < 1 && mendedWords.test(tally.template || (tally.example[0]?.text ?? ''));
  const isBackground = novelty === 'steady' && cause < 1;
  const background = tally.count >= often ? 0.6 : 0.85;
  return (isSymptom ? 0.75 : 1) * (isMended ? 0.9 : 1) * (isBackground ? background : 1);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
