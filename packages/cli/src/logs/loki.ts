import { type Gap, SreError } from '@sre-aiops/core';
import { z } from 'zod';
import { fetched, type WebOptions } from './web.ts';

/** Lines asked for at once; a server's default limit. */
const pageLines = 5_000;
const hourNs = 3_600n * 10n ** 9n;

/** Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
const Answer = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({ values: z.array(z.tuple([z.string().regex(/^\d{1,19}$/), z.string()]).rest(z.unknown())) }),
    ),
  }),
});

/** What a query of Loki takes beside its address. */
export interface LokiOptions extends WebOptions {
  /** `SRE_AIOPS_LOKI_TOKEN` is sent as bearer, `SRE_AIOPS_LOKI_TENANT` as `X-Scope-OrgID`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly tell: (gap: Gap) => void;
}

/**
 * The lines of a LogQL query, oldest first, page after page. A line that does not begin with a time is given that of Loki.
 *
 * @param address Of the server, with `query`, and `start` and `end` in RFC 3339, seconds or nanoseconds (the last hour by
 *   default): `https://loki.example?query={service="checkout"}`.
 * @throws {SreError} `OPTION_INVALID` without a query or with a host that is not allowed, else `LOG_UNREADABLE`.
 */
export async function* lokiLog(address: string, options: LokiOptions): AsyncGenerator<Uint8Array> {
  const { searchParams, origin, pathname } = urlOf(address);
  const query = searchParams.get('query');
  if (!query) {
    throw new SreError(
      'OPTION_INVALID',
      'The address of Loki has no query.',
      'Give one: `loki:https://loki.example?query={service="checkout"}`.',
    );
  }
  const end = nanoseconds(searchParams.get('end')) ?? BigInt(options.now) * 1_000_000n;
  let start = nanoseconds(searchParams.get('start')) ?? end - hourNs;
  let seen = new Set<string>();
  while (start < end) {
    const page = new URLSearchParams({
      query,
      start: `${start}`,
      end: `${end}`,
      limit: `${pageLines}`,
      direction: 'forward',
    });
    const lines = await linesOf(`${origin}${pathname.replace(/\/$/, '')}/loki/api/v1/query_range?${page}`, options);
    const fresh = lines.filter(({ at, key }) => at !== start || !seen.has(key));
    if (fresh.length > 0) yield Buffer.from(`${fresh.map(({ text }) => text).join('\n')}\n`);
    if (lines.length < pageLines) return;
    const last = lines.at(-1)!.at;
    if (last === start && fresh.length === 0) {
      options.tell({
        what: `More lines of ${iso(last)} in Loki`,
        why: `It holds more than ${pageLines} lines of one instant, and answers no more at once.`,
        remedy: 'Narrow the query.',
      });
      start += 1n;
      continue;
    }
    seen = new Set([...(last === start ? seen : []), ...lines.filter(({ at }) => at === last).map(({ key }) => key)]);
    start = last;
  }
}

function urlOf(address: string): URL {
  const url = URL.parse(address);
  if (url) return url;
  throw new SreError('OPTION_INVALID', `${address} is no address of Loki.`, 'Give `loki:https://host?query=…`.');
}

async function linesOf(address: string, options: LokiOptions) {
  const { SRE_AIOPS_LOKI_TOKEN: token, SRE_AIOPS_LOKI_TENANT: tenant } = options.env;
  const headers = {
    accept: 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(tenant ? { 'x-scope-orgid': tenant } : {}),
  };
  const response = await fetched(address, headers, options);
  const parsed = Answer.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SreError(
      'LOG_UNREADABLE',
      `Loki answered with something else than lines, at \`${issue?.path.join('.')}\`.`,
      'Give a query of logs, not of metrics.',
    );
  }
  const lines = parsed.data.data.result.flatMap(({ values }, stream) =>
    values.map(([ns, line]) => ({ at: BigInt(ns), key: `${stream} ${line}`, text: dated(ns, line) })),
  );
  return lines.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/** Lines that begin with a time, or are JSON, tell it themselves. */
function dated(ns: string, line: string): string {
  return /^[[(<"]?(?:\d{4}[-/]|\d{1,2}[/:]|[A-Z][a-z]{2} +\d|[IWEF]\d{4} |time=|ts=|\{)/.test(line)
    ? line
    : `${iso(BigInt(ns))} ${line}`;
}

function iso(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString();
}

/** Nanoseconds from RFC 3339, seconds or nanoseconds. */
function nanoseconds(text: string | null): bigint | undefined {
  if (text === null) return undefined;
  if (/^\d{16,19}$/.test(text)) return BigInt(text);
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isFinite(ms)) return BigInt(Math.round(ms)) * 1_000_000n;
  throw new SreError(
    'OPTION_INVALID',
    `${text} is no time.`,
    'Give `start` and `end` as RFC 3339, seconds or nanoseconds.',
  );
}
