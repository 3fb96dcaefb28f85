import { SreError } from '@sre-aiops/core';
import { permissionFor } from './permission.ts';

/** What GitHub's refusal came to; the `cause` of the `SreError`s of this package. It holds no header of the request. */
export interface Failure extends Error {
  /** HTTP status; absent when no whole answer came. */
  readonly status?: number;
  /** GitHub's own names of what was wrong (`already_exists`, `missing_field`, …). */
  readonly codes: readonly string[];
}

/** As Octokit throws it. */
interface Thrown {
  readonly message: string;
  readonly status?: number;
  readonly request?: { readonly method?: string; readonly url?: string };
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

/** Longest text of GitHub's that an error repeats. */
const maxMessage = 300;

/** The HTTP status behind an error of this package or of Octokit; `undefined` when no whole answer came. */
export function statusOf(error: unknown): number | undefined {
  const { response, cause } = (error ?? {}) as { response?: { status: number }; cause?: unknown };
  if (response) return response.status;
  return error instanceof SreError ? (cause as Failure | undefined)?.status : (error as Failure | undefined)?.status;
}

/** GitHub's own names of what was wrong with a request (`already_exists`, …), for an error of this package. */
export function codesOf(error: unknown): readonly string[] {
  return ((error as { cause?: Partial<Failure> } | undefined)?.cause?.codes as string[] | undefined) ?? [];
}

/**
 * Whether a write may have been done although it failed: no whole answer came, or one that does not tell (5xx).
 * Limits (403, 429) and refusals are certain: nothing was done.
 */
export function isAmbiguous(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500 || status === 408;
}

/**
 * An error that says what GitHub refused, and which permission or setting changes that.
 *
 * @param error What Octokit threw; an `SreError` comes back as it is.
 * @param doing Completes "GitHub did not let us …": `open the pull request`.
 */
export function githubError(error: unknown, doing: string): SreError {
  if (error instanceof SreError) return error;
  const thrown = error as Thrown;
  const cause = failureOf(thrown);
  const make = (code: SreError['code'], message: string, remedy: string) =>
    new SreError(code, message, remedy, { cause });
  const status = thrown.response?.status;
  const said = saidBy(thrown);
  if (status === undefined || status >= 500) {
    return make(
      'GITHUB_UNREACHABLE',
      `GitHub could not be asked to ${doing}: ${status ? `it answered ${status}` : said}.`,
      'Run again: what was done is found and not done twice. If it stays, look at githubstatus.com, the proxy settings and `GITHUB_API_URL`.',
    );
  }
  const [code, remedy] = verdictOf(thrown, status);
  return make(code, `GitHub did not let us ${doing} (${status}): ${said}.`, remedy);
}

/** The error code and the remedy for an answer. */
function verdictOf(thrown: Thrown, status: number): [SreError['code'], string] {
  const header = (name: string) => {
    const value = thrown.response?.headers[name];
    return value === undefined ? undefined : String(value);
  };
  const limit = limitOf(thrown, status, header);
  if (limit) return ['GITHUB_LIMIT_REACHED', limit];
  const { method = 'GET', path } = requestOf(thrown);
  const permission = permissionFor(method, path, header('x-accepted-github-permissions'));
  switch (status) {
    case 401:
      return [
        'TOKEN_INVALID',
        'Give a token that has not expired: `GITHUB_TOKEN` of this job, or one of a GitHub App.',
      ];
    case 403:
      return ['GITHUB_FORBIDDEN', forbidden(thrown, method, path, permission, header('x-github-sso'))];
    case 404:
      return [
        'GITHUB_NOT_FOUND',
        `Check the name; a token that may not see a private repository gets the same answer: it needs \`${permission}\` there.`,
      ];
    case 410:
      return [
        'GITHUB_REFUSED',
        path.startsWith('/issues')
          ? 'Issues are switched off in this repository: Settings → General → Features → Issues.'
          : 'What was asked for is gone; logs and artifacts expire after the days set under Settings → Actions → General.',
      ];
    case 451:
      return ['GITHUB_REFUSED', 'The repository is blocked for legal reasons; ask its owner.'];
    default:
      return ['GITHUB_REFUSED', 'Run again; if it stays, the message says what GitHub expects.'];
  }
}

function forbidden(thrown: Thrown, method: string, path: string, permission: string, sso: string | undefined): string {
  const said = thrown.message;
  if (sso)
    return 'Authorise the token for single sign-on of the organisation: Settings → Developer settings → Configure SSO.';
  if (/archived/i.test(said)) return 'The repository is archived and read-only: unarchive it under Settings → General.';
  if (/not permitted to create or approve pull requests/i.test(said) || (method === 'POST' && path === '/pulls')) {
    return (
      'Tick "Allow GitHub Actions to create and approve pull requests" under Settings → Actions → General of the repository ' +
      '(of the organisation when it is grey there), and give the job `pull-requests: write`; or use the token of a GitHub App.'
    );
  }
  if (/without `?workflows?`? permission/i.test(said))
    return 'A workflow file may not be changed with this token; leave `.github/workflows` alone.';
  if (/IP allow list/i.test(said)) return 'Add the address of this machine to the IP allow list of the organisation.';
  return `Give the job \`${permission}\` under \`permissions:\` (a called workflow gets no more than its caller grants), or use a token that has it.`;
}

/** What to do about a limit; `undefined` when the answer is about something else. */
function limitOf(thrown: Thrown, status: number, header: (name: string) => string | undefined): string | undefined {
  const after = Number(header('retry-after'));
  const isSecondary = /secondary rate|abuse detection/i.test(thrown.message);
  const isPrimary = header('x-ratelimit-remaining') === '0';
  if (status !== 429 && !(status === 403 && (isSecondary || isPrimary || after > 0))) return undefined;
  const reset = Number(header('x-ratelimit-reset'));
  const at = isPrimary && reset > 0 && reset < 1e11 ? `after ${new Date(reset * 1000).toISOString()}` : undefined;
  const when = at ?? (after > 0 ? `in ${after} s` : 'in a few minutes');
  return `Run again ${when}: the work goes on where it stopped. \`GITHUB_TOKEN\` has 1,000 requests an hour for a repository; a token of a GitHub App has 5,000 or more.`;
}

/** Method, and path below `/repos/{owner}/{repo}`, of the request that failed. */
function requestOf(thrown: Thrown): { method: string | undefined; path: string } {
  const url = thrown.request?.url ?? '';
  return { method: thrown.request?.method, path: /\/repos\/[^/]+\/[^/?]+([^?]*)/.exec(url)?.[1] ?? '' };
}

/** GitHub's words on one short line, with the fields it names. */
function saidBy(thrown: Thrown): string {
  const data = thrown.response?.data as { message?: unknown; errors?: unknown } | undefined;
  const message = typeof data?.message === 'string' ? data.message : thrown.message;
  const details = Array.isArray(data?.errors) ? data.errors.slice(0, 5).map(detailOf) : [];
  return oneLine([message, ...details.filter(Boolean)].join('; ')) || 'it gave no reason';
}

function detailOf(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const { message, field, code } = (entry ?? {}) as Record<string, unknown>;
  return [message ?? [field, code].filter((part) => typeof part === 'string').join(' ')]
    .filter((part) => typeof part === 'string')
    .join('');
}

/** Untrusted text as one line without control characters, shortened, without its full stop. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 2000)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return (line.length > maxMessage ? `${line.slice(0, maxMessage)}…` : line).replace(/\.$/, '');
}

function failureOf(thrown: Thrown): Failure {
  const errors = (thrown.response?.data as { errors?: unknown } | undefined)?.errors;
  const codes = Array.isArray(errors)
    ? errors.flatMap((entry) => (typeof entry?.code === 'string' ? [entry.code as string] : []))
    : [];
  const status = thrown.response?.status;
  return Object.assign(new Error(oneLine(String(thrown.message ?? thrown))), {
    codes,
    ...(status === undefined ? {} : { status }),
  });
}
