import type { EvidenceId, Incident, LogPattern } from '../incident/index.ts';
import { logText } from './log-text.ts';
import type { Told } from './say.ts';

/** A request as a log line or an alert tells it. */
export interface Request {
  /** `GET`, `POST`…; `undefined` when only the path is told. */
  readonly method: string | undefined;
  /** Path without its query. */
  readonly path: string;
}

const PATH = '(?<path>\\/[\\w./:{}$@~-]{0,160})';
const REQUEST = new RegExp(`\\b(?<method>GET|POST|PUT|PATCH|DELETE|HEAD) "?(?:https?:\\/\\/[\\w.:-]{1,120})?${PATH}`);
const FIELD = new RegExp(
  `\\b(?:path|uri|url|route|endpoint)\\\\?"?[=:] ?\\\\?"?(?:https?:\\/\\/[\\w.:-]{1,120})?${PATH}`,
);
const METHOD = /\bmethod\\?"?[=:] ?\\?"?(GET|POST|PUT|PATCH|DELETE|HEAD)\b/;

/** The first request that a text tells. */
export function requestIn(text: string): Request | undefined {
  const line = REQUEST.exec(text)?.groups;
  if (line) return { method: line.method, path: trimmed(line.path!) };
  const field = FIELD.exec(text)?.groups;
  return field && { method: METHOD.exec(text)?.[1], path: trimmed(field.path!) };
}

function trimmed(path: string): string {
  return path.replace(/(?<=.)[.:]+$/, '');
}

/** `POST /api/orders`. */
export function nameOf({ method, path }: Request): string {
  return method ? `${method} ${path}` : path;
}

/** Thread, request, correlation and trace ids by which lines of one request are known. */
const THREAD = /\[ {0,20}([\w.:#@-]{0,60}(?:exec|thread|worker|http|puma|pool)[\w.:#@-]{0,40})\]/i;
const REQUEST_ID = /\b(?:x_)?(?:request|correlation|trace)_?-?id\\?"?[=:] ?\\?"?([\w-]{6,64})/i;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/;
/** Lines of one thread this far apart, in milliseconds, are taken for one request. */
const TOGETHER_MS = 1_000;

/**
 * The request in which a pattern's example was written: as the example itself tells, or as another line tells that
 * carries its request id, or its thread within a second. A request of some other event is never taken.
 */
export function requestOf(
  pattern: LogPattern,
  patterns: readonly LogPattern[],
): (Request & { id: EvidenceId }) | undefined {
  const own = requestIn(logText(pattern.example).text);
  if (own) return { ...own, id: pattern.id };
  for (const other of patterns) {
    if (other === pattern || !areOneRequest(pattern, other)) continue;
    const request = requestIn(logText(other.example).text);
    if (request) return { ...request, id: other.id };
  }
  return undefined;
}

function areOneRequest(one: LogPattern, other: LogPattern): boolean {
  const [a, b] = [one, other].map(({ example }) => example.slice(0, 1_000)) as [string, string];
  const id = REQUEST_ID.exec(a)?.[1];
  if (id && REQUEST_ID.exec(b)?.[1] === id) return true;
  const thread = THREAD.exec(a)?.[1];
  if (!thread || THREAD.exec(b)?.[1] !== thread) return false;
  const apart = Math.abs(timeIn(a) - timeIn(b));
  return apart <= TOGETHER_MS;
}

function timeIn(text: string): number {
  return Date.parse(TIME.exec(text)?.[0].replace(' ', 'T').replace(',', '.') ?? '');
}

/** Requests in failing patterns, each path once with its numbers and ids put aside, most telling first; `always` takes in those that failed before the trouble too. */
export function failingRequests({ log }: Pick<Incident, 'log'>, always = false): (Request & { id: EvidenceId })[] {
  const found = new Map<string, Request & { id: EvidenceId }>();
  for (const { id, level, novelty, example } of log.patterns) {
    if ((level !== 'error' && level !== 'fatal') || (novelty === 'steady' && !always)) continue;
    const request = requestIn(logText(example).text);
    if (!request) continue;
    const kind = `${request.method ?? ''} ${request.path.replaceAll(/\d+|[0-9a-f]{8}-[0-9a-f-]{27}/g, '0')}`;
    if (!found.has(kind)) found.set(kind, { ...request, id });
  }
  return [...found.values()];
}

/** `GET /api/books/41, POST /api/orders and 3 more kinds of request`. */
export function listOf(requests: readonly (Request & { id: EvidenceId })[]): Told | undefined {
  if (requests.length === 0) return undefined;
  const shown = requests.slice(0, 3);
  const names = shown.map(nameOf);
  const rest = requests.length - shown.length;
  const text =
    rest > 0
      ? `${names.join(', ')} and ${rest} more ${rest === 1 ? 'kind' : 'kinds'} of request`
      : names.length === 1
        ? names[0]!
        : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return { text, evidence: [...new Set(shown.map(({ id }) => id))] };
}

const WRITES = /^(?:POST|PUT|PATCH|DELETE)$/;
const WRITING_STATEMENT =
  /\b(?:insert into|update|delete from|merge into) ["`[]?(?<table>\w{1,80})\b[^\n]{0,200}(?:\bset\b|\bvalues\b|\bwhere\b|\(|\?)/i;

/** What is seen to fail while it writes: a request by its method, else a statement; `undefined` when only reads are seen. */
export function writeOf(incident: Pick<Incident, 'log'>): Told | undefined {
  const writes = listOf(failingRequests(incident, true).filter(({ method }) => WRITES.test(method ?? '')));
  if (writes) return writes;
  for (const { id, level, novelty, example } of incident.log.patterns) {
    if ((level !== 'error' && level !== 'fatal') || novelty === 'steady') continue;
    const table = WRITING_STATEMENT.exec(logText(example).text)?.groups?.table;
    if (table) return { text: `a statement that writes ${table}`, evidence: [id] };
  }
  return undefined;
}

/** Kinds of request from which a failure is no longer one input's. */
const MANY = 4;
/** Share of failing requests, in per cent, from which nearly everything fails. */
const NEARLY_ALL = 80;
const FAILURE_SHARE = /err|fail|5xx|50\d/i;
const EVERYTHING =
  /\b(?:every|all) (?:requests?|paths?|calls?|endpoints?|routes?)\b|\bany request\b|\bcompletely (?:down|unavailable)\b/i;

/** What shows that the failure reaches across the service; `undefined` when it is bound to few requests. */
export function breadthOf({ alert, log, signals }: Pick<Incident, 'alert' | 'log' | 'signals'>): Told | undefined {
  const share = signals.find(
    ({ unit, value, name }) => unit === '%' && value >= NEARLY_ALL && FAILURE_SHARE.test(name),
  );
  const requests = failingRequests({ log });
  if (share) {
    const kinds = listOf(requests);
    const text = `${Number(share.value.toPrecision(4))} % of the requests${kinds ? `, ${kinds.text} among them,` : ''}`;
    return { text, evidence: [share.id, ...(kinds?.evidence ?? [])] };
  }
  if (requests.length >= MANY) return listOf(requests);
  if (EVERYTHING.test(alert.title)) return { text: 'every request by the alert', evidence: ['A.title'] };
  return EVERYTHING.test(alert.description)
    ? { text: 'every request by the alert', evidence: ['A.description'] }
    : undefined;
}
