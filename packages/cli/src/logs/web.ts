import { SreError } from '@sre-aiops/core';

const maxRedirects = 5;
const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Where logs may be fetched from, and how long it may take. */
export interface WebOptions {
  /** Hosts, with their port where they name one. */
  readonly hosts: readonly string[];
  readonly ms: number;
}

/**
 * The body of an address, as it comes.
 *
 * @throws {SreError} `OPTION_INVALID` when its host, or one that it redirects to, is not allowed; `LOG_UNREADABLE` when it
 *   does not answer or refuses.
 */
export async function* webLog(address: string, options: WebOptions): AsyncGenerator<Uint8Array> {
  const response = await fetched(address, {}, options);
  if (!response.body) return;
  try {
    yield* response.body as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw unreachable(address, 'the connection broke', cause);
  }
}

/** Asks an allowed address, and those that it redirects to. Headers go to the first host only. @throws {SreError} as {@link webLog}. */
export async function fetched(
  address: string,
  headers: Readonly<Record<string, string>>,
  { hosts, ms }: WebOptions,
): Promise<Response> {
  const first = allowed(address, hosts);
  const signal = AbortSignal.timeout(ms);
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const own = url.host === first.host ? headers : {};
    const response = await fetch(url, { headers: { ...own }, redirect: 'manual', signal }).catch((cause: unknown) => {
      throw unreachable(address, 'no answer', cause);
    });
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (next === null) {
      if (response.ok) return response;
      await response.body?.cancel();
      throw unreachable(address, `HTTP ${response.status}`);
    }
    await response.body?.cancel();
    url = allowed(new URL(next, url).href, hosts);
  }
  throw unreachable(address, `more than ${maxRedirects} redirects`);
}

function allowed(address: string, hosts: readonly string[]): URL {
  const url = URL.parse(address);
  if (
    !url ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname))) ||
    url.username
  ) {
    throw new SreError(
      'OPTION_INVALID',
      `${withoutQuery(address)} is no https address.`,
      'Logs are fetched by https only, without a password in the address.',
    );
  }
  if (hosts.includes(url.host)) return url;
  throw new SreError(
    'OPTION_INVALID',
    `Logs may not be fetched from ${url.host}.`,
    `Allow the host: SRE_AIOPS_LOG_HOSTS="${[...hosts, url.host].join(',')}".`,
  );
}

function unreachable(address: string, why: string, cause?: unknown): SreError {
  return new SreError(
    'LOG_UNREADABLE',
    `${withoutQuery(address)} cannot be read: ${why}.`,
    'Check the address, and that the machine may reach it.',
    { cause },
  );
}

/** What comes after the path may hold a signature. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, '');
}
