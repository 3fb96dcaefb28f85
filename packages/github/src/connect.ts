import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { type Log, SreError } from '@sre-aiops/core';
import { environmentFetch } from './environment-fetch.ts';
import { githubError, isAmbiguous } from './errors.ts';
import { bucket, narrow } from './gates.ts';
import { type Fetch, wholeFetch } from './whole-fetch.ts';

/** One request as it left; a retry is one more. */
export interface SentRequest {
  readonly method: string;
  /** With its placeholders: `/repos/{owner}/{repo}/issues`. */
  readonly route: string;
  /** `undefined` when no whole answer came. */
  readonly status: number | undefined;
}

/** Values of a route's placeholders; the others go into the query or the body. `owner` and `repo` are filled in. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What GitHub answered. The data is untrusted: check its shape before use. */
export interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** A write that is not repeated blindly: done, or nobody knows and one has to look. */
export type Outcome =
  | ({ readonly outcome: 'done' } & Answer)
  | { readonly outcome: 'ambiguous'; readonly error: SreError };

/** A repository on GitHub, within its limits. */
export interface Connection {
  readonly owner: string;
  readonly repo: string;
  /** Everything sent so far, in the order of the answers. */
  readonly requests: readonly SentRequest[];
  /**
   * Asks GitHub. Network errors and 5xx are retried where doing it twice is doing it once (see `isRepeatable`); limits
   * are waited for, within reason.
   *
   * @param route `GET /repos/{owner}/{repo}/issues`.
   * @param doing Completes "GitHub did not let us …"; without it the route is named.
   * @throws {SreError} as of `githubError`; `statusOf` tells the HTTP status.
   */
  request(route: string, parameters?: Parameters, doing?: string): Promise<Answer>;
  /**
   * Asks GitHub for something that must not be done twice. A limit, which says that nothing was done, is waited for, a
   * minute at most; what leaves open whether it was done is not retried but told.
   *
   * @throws {SreError} when it was certainly not done.
   */
  once(route: string, parameters?: Parameters, doing?: string): Promise<Outcome>;
  /**
   * Asks for something large: the body as it comes. Redirects to other hosts go without the token.
   *
   * @param timeoutMs For the whole body.
   * @throws {SreError}
   */
  stream(route: string, parameters: Parameters, doing: string, timeoutMs: number): Promise<AsyncIterable<Uint8Array>>;
}

/** How to reach a repository. */
export interface ConnectOptions {
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** Default `https://api.github.com`; of a GitHub Enterprise Server `https://host/api/v3`. */
  readonly apiUrl?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Hears of waits and retries. */
  readonly log?: Pick<Log, 'warning'> | undefined;
  /** In place of the network; the default goes through the proxy that the environment names. */
  readonly fetch?: Fetch | undefined;
  /** Time for one request with its body, default 30,000. */
  readonly cancelAfterMs?: number | undefined;
  /** Requests at a time, default 8. GitHub takes 100 of one user over all that they run. */
  readonly concurrency?: number | undefined;
  /** Writes that may go at once before they go at one a second, default 20. */
  readonly writeBurst?: number | undefined;
  /** How long a second of waiting lasts, for tests; default 1,000 ms. */
  readonly secondMs?: number | undefined;
}

/** Longest waits for the two kinds of limits, in seconds; what lasts longer is told instead. */
const maxPrimaryWait = 60;
const maxSecondaryWait = 120;
const maxWaits = 3;
/** Longest wait for a limit with something that must not be done twice, in seconds, and once: others wait for it to end. */
const maxOnceWait = 60;

/**
 * Connects to a repository; sends nothing yet.
 *
 * @throws {SreError} `OPTION_INVALID` (repository, address), `TOKEN_INVALID` (none, or not one line of plain characters).
 */
export function connect(options: ConnectOptions): Connection {
  const [owner = '', repo = ''] = namesOf(options.repository);
  const baseUrl = addressOf(options.apiUrl ?? 'https://api.github.com');
  if (!/^[\x21-\x7e]{1,4096}$/.test(options.token)) {
    throw new SreError(
      'TOKEN_INVALID',
      options.token ? 'The GitHub token is not one word of plain characters.' : 'No GitHub token was given.',
      'Set `GITHUB_TOKEN`; in a workflow: `github-token: $' + '{{ github.token }}`.',
    );
  }
  const requests: SentRequest[] = [];
  const raw = options.fetch ?? environmentFetch(baseUrl);
  const whole = wholeFetch(raw, options.cancelAfterMs ?? 30_000);
  const octokit = octokitOf(options, baseUrl, whole, requests);

  async function send(route: string, parameters: Parameters, doing: string | undefined, request: object) {
    const names = { ...(route.includes('{owner}') ? { owner } : {}), ...(route.includes('{repo}') ? { repo } : {}) };
    try {
      const { status, data, headers } = await octokit.request(route, { ...names, ...parameters, request });
      return { status, data: data as unknown, headers };
    } catch (error) {
      throw githubError(error, doing ?? `do ${route}`);
    }
  }

  return {
    owner,
    repo,
    requests,
    request: (route, parameters = {}, doing = undefined) =>
      send(route, parameters, doing, isRepeatable(route) ? {} : { retries: 0 }),
    async once(route, parameters = {}, doing = undefined) {
      try {
        return { outcome: 'done', ...(await send(route, parameters, doing, { retries: 0, isOnce: true })) };
      } catch (error) {
        if (!(error instanceof SreError) || !isAmbiguous(error)) throw error;
        return { outcome: 'ambiguous', error };
      }
    },
    async stream(route, parameters, doing, timeoutMs) {
      const fetch: Fetch = (url, init) => raw(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
      const { data } = await send(route, parameters, doing, { fetch, parseSuccessResponseBody: false });
      return data as AsyncIterable<Uint8Array>;
    },
  };
}

/**
 * Whether a request that may or may not have been done can be sent again: reads; writes that name what they write; and
 * the Git data API, whose objects are their content and whose new refs answer 422 when they exist.
 */
export function isRepeatable(route: string): boolean {
  return !route.startsWith('POST ') || /^POST \/repos\/[^/]+\/[^/]+\/git\/(?:blobs|trees|commits|refs)$/.test(route);
}

function octokitOf(options: ConnectOptions, baseUrl: string, fetch: Fetch, requests: SentRequest[]) {
  const { secondMs = 1000, log } = options;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const waits = (what: string, longest: number) => (after: number, asked: object, _: unknown, waited: number) => {
    const isOnce = (asked as { request?: { isOnce?: boolean } }).request?.isOnce === true;
    const goesOn = after <= (isOnce ? Math.min(longest, maxOnceWait) : longest) && waited < (isOnce ? 1 : maxWaits);
    if (goesOn) log?.warning(`GitHub's ${what} is reached; going on in ${after} s.`);
    return goesOn;
  };
  const gates: object = {
    global: narrow(options.concurrency ?? 8),
    write: bucket(options.writeBurst ?? 20, secondMs),
    notifications: bucket(options.writeBurst ?? 20, secondMs),
    search: bucket(10, 2 * secondMs),
  };
  const Recorded = Octokit.plugin((octokit) => record(octokit.hook, requests), retry, throttling);
  return new Recorded({
    auth: options.token,
    baseUrl,
    userAgent: options.userAgent ?? 'sre-aiops',
    log: quiet,
    request: { fetch, log: quiet },
    retry: { retryAfterBaseValue: secondMs, doNotRetry: [400, 401, 403, 404, 409, 410, 413, 422, 429, 451] },
    throttle: {
      ...gates,
      retryAfterBaseValue: secondMs,
      onRateLimit: waits('hourly limit', maxPrimaryWait),
      onSecondaryRateLimit: waits('secondary limit', maxSecondaryWait),
    },
  });
}

/**
 * Innermost of the plug-ins, so that it sees every attempt: writes it down, and has those repeated that a
 * `retry-after` puts off in words which the throttling plug-in does not know.
 */
function record(hook: Octokit['hook'], requests: SentRequest[]): void {
  hook.wrap('request', async (request, options) => {
    const { method, url: route } = options;
    try {
      const answer = await request(options);
      requests.push({ method, route, status: answer.status });
      return answer;
    } catch (error) {
      const failed = error as { response?: Answer; message: string; request: { request?: object } };
      requests.push({ method, route, status: failed.response?.status });
      const after = Number(failed.response?.headers['retry-after']);
      const isLimit = failed.response?.status === 403 || failed.response?.status === 429;
      const isKnown =
        /\bsecondary rate\b/i.test(failed.message) || failed.response?.headers['x-ratelimit-remaining'] === '0';
      const isOnce = (options.request as { isOnce?: boolean }).isOnce === true;
      if (isLimit && !isKnown && after > 0 && after <= (isOnce ? maxOnceWait : maxSecondaryWait)) {
        failed.request.request = { ...failed.request.request, retries: isOnce ? 1 : maxWaits, retryAfter: after };
      }
      throw error;
    }
  });
}

function namesOf(repository: string): string[] {
  const isName = /^[A-Za-z0-9][A-Za-z0-9-_]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/.test(repository);
  if (isName) return repository.split('/');
  throw new SreError(
    'OPTION_INVALID',
    'The repository is not named `owner/name`.',
    'Name it as GitHub does: `--repo owner/name`.',
  );
}

/** The address without its last slash. A token goes in clear text only to this machine itself. */
function addressOf(apiUrl: string): string {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (url && isSafe && !url.username && !url.password && !url.search && !url.hash) return url.href.replace(/\/+$/, '');
  throw new SreError(
    'OPTION_INVALID',
    url?.protocol === 'http:' && !isSafe
      ? `The address of GitHub's API, ${url.host}, is not encrypted: the token would go in clear text.`
      : 'The address of the GitHub API is no plain https:// address.',
    'Set `GITHUB_API_URL` to https://api.github.com, or to https://HOST/api/v3 of a GitHub Enterprise Server.',
  );
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
