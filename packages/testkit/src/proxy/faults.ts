/** An HTTP answer, whole. Header names are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/**
 * What can go wrong between a client and GitHub.
 *
 * - `stop-before`, `stop-after`: the client "died" before the call left or after the server processed it. This and
 *   every later call is cut, until `reset`.
 * - `reset-before`, `reset-after`: ECONNRESET on this call alone, before the server saw it or after it was processed.
 * - `error-500`, `error-502`: the server never saw the call. `error-502-after`: it did all the work.
 * - `error-429`, `secondary-limit` (403): slow down, with `retry-after`. `primary-limit` (403): no requests left until
 *   `x-ratelimit-reset`. The server never saw the call.
 * - `slow-body`: the first half of the answer, a pause, the rest.
 * - `stale-read`: a GET answers as it did before the last change (see `staleReads`); other methods go through.
 */
export type FaultKind = (typeof faultKinds)[number];

/** Faults that a client should outlive without anybody noticing. */
export const transientFaults = [
  'reset-before',
  'reset-after',
  'error-500',
  'error-502',
  'error-502-after',
  'error-429',
  'secondary-limit',
  'primary-limit',
  'slow-body',
  'stale-read',
] as const;

/** Every fault, for tests that loop over them. */
export const faultKinds = ['stop-before', 'stop-after', ...transientFaults] as const;

/** A call as a fault's predicate sees it. */
export interface CallSeen {
  /** 1-based, in order of arrival since the last `reset`. */
  readonly number: number;
  /** Upper case. */
  readonly method: string;
  /** Without the base and the query. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly search: string;
}

/** One fault to inject. */
export interface Fault {
  readonly kind: FaultKind;
  /** The number of the call, or which calls. */
  readonly at: number | ((call: CallSeen) => boolean);
  /** How often it strikes, from the first match on; 1 when not given, `Infinity` for an outage. */
  readonly times?: number;
  /** Seconds, for the limits; 1 when not given. GitHub says 60 and more. */
  readonly retryAfterSeconds?: number;
  /** Milliseconds between the halves of `slow-body`; 1500 when not given. */
  readonly pauseMs?: number;
}

/** Which fault strikes a call, if any: each call asks once, and each fault counts its strikes. */
export function faultsInTurn(faults: readonly Fault[]): (call: CallSeen) => Fault | undefined {
  const left = faults.map(({ times = 1 }) => times);
  return (call) => {
    const index = faults.findIndex((fault, index) => left[index]! > 0 && matches(fault.at, call, fault.times));
    if (index >= 0) left[index]! -= 1;
    return faults[index];
  };
}

function matches(at: Fault['at'], call: CallSeen, times = 1): boolean {
  if (typeof at === 'function') return at(call);
  return call.number >= at && call.number < at + times;
}

/**
 * What GitHub answers in place of the server for this fault; undefined for faults that are no answer.
 *
 * Source: bodies as in public reports against octokit (502 `{"message": "Server Error"}`: octokit/request.js#589) and
 * in https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api; 403 and 429 are both documented.
 */
export function answerOf({ kind, retryAfterSeconds = 1 }: Fault, now: Date): Answer | undefined {
  const limits = 'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api';
  const secondary = {
    documentation_url: `${limits}#about-secondary-rate-limits`,
    message:
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID 9884:254A:D40D9A8:1B153B64:64838C0D.',
  };
  const retryAfter = { 'retry-after': String(retryAfterSeconds) };
  switch (kind) {
    case 'error-500':
      return json(500, { message: 'Internal Server Error' });
    case 'error-502':
    case 'error-502-after':
      return json(502, { message: 'Server Error' });
    case 'error-429':
      return json(429, secondary, retryAfter);
    case 'secondary-limit':
      return json(403, secondary, retryAfter);
    case 'primary-limit':
      return json(
        403,
        {
          message:
            'API rate limit exceeded for installation ID 1. If you reach out to GitHub Support for help, please include the request ID 9884:254A:D40D9A8:1B153B64:64838C0E.',
          documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
          status: '403',
        },
        {
          'x-ratelimit-limit': '1000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-used': '1000',
          'x-ratelimit-resource': 'core',
          'x-ratelimit-reset': String(Math.floor(now.getTime() / 1000) + retryAfterSeconds),
        },
      );
    default:
      return undefined;
  }
}

/** GitHub's answer when there is nothing, or nothing yet. */
export function notFound(): Answer {
  return json(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' });
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
