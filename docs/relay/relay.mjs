/**
 * Stands between a monitoring system and GitHub: takes a webhook, checks that it comes from who may send alerts, and sends its
 * body on as the `client_payload` of a repository_dispatch. One file, Node 20 or later, nothing to install: `node relay.mjs`.
 *
 * Settings are environment variables, see docs/triggers.md. A line is logged for each request, never its body or a secret.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/** Largest body that is read, in bytes. */
const maxBody = 1024 * 1024;
/** GitHub: at most 10 top-level properties, less than 64 KB in all (REST API, "Create a repository dispatch event"). */
const maxProperties = 10;
const maxPayload = 60_000;
/** Longest text and list that are kept when a payload is too large, from generous to bare. */
const cuts = [
  [4_000, 100],
  [1_000, 30],
  [300, 10],
  [100, 3],
];
const attempts = 3;
const timeoutMs = 10_000;
/** Longest wait that GitHub may ask for before the sender is told to come again, in seconds. */
const maxWait = 20;

/** Reads the settings. Throws an Error that names the variable and what it must be. */
export function settingsFrom(env) {
  const read = (name, pattern, what, fallback) => {
    const value = env[name] || fallback;
    if (value !== undefined && pattern.test(value)) return value;
    throw new Error(`${name} must be ${what}.`);
  };
  const apiUrl = read('GITHUB_API_URL', /^https?:\/\/\S+$/, 'the address of the API', 'https://api.github.com');
  const { protocol, hostname } = new URL(apiUrl);
  const isHere = hostname === '127.0.0.1' || hostname === 'localhost';
  if (protocol !== 'https:' && !isHere) throw new Error('GITHUB_API_URL must begin with https://.');
  return {
    apiUrl: apiUrl.replace(/\/+$/, ''),
    secret: read('RELAY_SECRET', /^\S{16,512}$/, 'a secret of at least 16 characters'),
    token: read('GITHUB_TOKEN', /^[\x21-\x7e]{1,4096}$/, 'a token that may write contents of the repository'),
    repository: read('GITHUB_REPOSITORY', /^[A-Za-z0-9][\w-]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/, 'owner/name'),
    eventType: read('RELAY_EVENT', /^[\w.-]{1,100}$/, 'a word, which the workflow names under types:', 'alert'),
    perMinute: Number(read('RELAY_PER_MINUTE', /^[1-9]\d{0,4}$/, 'a number of alerts', '60')),
    tokenInUrl: read('RELAY_TOKEN_IN_URL', /^(?:yes|no)$/, 'yes or no', 'no') === 'yes',
  };
}

/**
 * Takes one webhook. `headers` has lower-case names, `query` is a URLSearchParams, `body` a Buffer. Answers `{ status, text }`, where the
 * text says what to do and quotes nothing of the request.
 */
export async function relay({ method, headers, query, body }, settings, { fetch: send = fetch, wait = pause } = {}) {
  if (method !== 'POST') return { status: 405, text: 'Send alerts with POST.' };
  if (!maySend({ headers, query, body }, settings))
    return { status: 401, text: 'The secret or the signature is wrong.' };
  if (body.length > maxBody) return { status: 413, text: 'The alert is larger than 1 MiB.' };
  let alert;
  try {
    alert = JSON.parse(body.toString('utf8'));
  } catch {
    return { status: 400, text: 'The body is not JSON.' };
  }
  if (typeof alert !== 'object' || alert === null || Array.isArray(alert)) {
    return { status: 400, text: 'The body is not a JSON object.' };
  }
  const payload = payloadOf(alert);
  if (payload === undefined) return { status: 413, text: 'The alert does not fit into 64 KB, however short.' };
  return dispatch(payload, settings, send, wait);
}

/** The alert as GitHub takes it: wrapped when it has too many properties, shortened when it is too large. Nothing when that does not help. */
export function payloadOf(alert) {
  const payload = Object.keys(alert).length <= maxProperties ? alert : { alert };
  try {
    if (sizeOf(payload) <= maxPayload) return payload;
    return cuts
      .map(([text, items]) => shortened(payload, text, items))
      .find((shorter) => sizeOf(shorter) <= maxPayload);
  } catch (error) {
    // Nested so deep that the stack ends.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether the sender knows the secret: shown as it is, or used to sign the body. Takes as long for a wrong one as for the right one. */
function maySend({ headers, query, body }, { secret, tokenInUrl }) {
  const shown = [
    /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1],
    headers['x-relay-secret'],
    tokenInUrl ? query.get('token') : undefined,
  ];
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const signatures = ['x-hub-signature-256', 'x-pagerduty-signature', 'sentry-hook-signature'].flatMap((name) =>
    (headers[name] ?? '').split(',').map((part) => part.trim().replace(/^(?:sha256|v1)=/, '')),
  );
  return (
    [...shown.map((word) => isSame(word, secret)), ...signatures.map((word) => isSame(word, signature))].filter(Boolean)
      .length > 0
  );
}

function isSame(given, wanted) {
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(String(given ?? '')), digest(wanted)) && Boolean(given);
}

function sizeOf(value) {
  return Buffer.byteLength(JSON.stringify(value));
}

function shortened(value, text, items) {
  if (typeof value === 'string') return value.length > text ? `${value.slice(0, text)}…` : value;
  if (Array.isArray(value)) return value.slice(0, items).map((item) => shortened(item, text, items));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).slice(0, 10 * items);
  return Object.fromEntries(entries.map(([key, inner]) => [key.slice(0, 200), shortened(inner, text, items)]));
}

async function dispatch(payload, { apiUrl, repository, token, eventType }, send, wait) {
  const request = {
    method: 'POST',
    redirect: 'manual',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'sre-aiops-relay',
    },
    body: JSON.stringify({ event_type: eventType, client_payload: payload }),
  };
  let status = 0;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const answer = await send(`${apiUrl}/repos/${repository}/dispatches`, {
      ...request,
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    await answer?.body?.cancel();
    status = answer?.status ?? 0;
    if (status === 204) return { status: 202, text: 'Sent.' };
    const after = Number(answer?.headers.get('retry-after') ?? 0);
    const isLimit = status === 429 || (status === 403 && after > 0);
    if (!(status === 0 || status >= 500 || isLimit) || after > maxWait) break;
    if (attempt < attempts) await wait(1_000 * Math.max(after, 2 ** attempt));
  }
  const why = status === 0 ? 'GitHub did not answer' : `GitHub answered ${status}`;
  return { status: 502, text: `${why}; check GITHUB_TOKEN and GITHUB_REPOSITORY, and send the alert again.` };
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The server around it, with limits on time, size and rate. */
export function relayServer(settings, log = (line) => process.stdout.write(`${line}\n`), parts = {}) {
  const recent = [];
  const takes = async (request) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://relay');
    if (pathname === '/healthz') return { status: 200, text: 'ok' };
    const body = await bodyOf(request);
    const now = performance.now();
    while (recent.length > 0 && now - recent[0] > 60_000) recent.shift();
    const { method, headers } = request;
    const isTooMany = recent.length >= settings.perMinute;
    // Counted before it is sent, so that many at once are too many.
    if (!isTooMany) recent.push(now);
    const told = isTooMany
      ? { status: 429, text: 'Too many alerts in a minute.' }
      : await relay({ method, headers, query, body }, settings, parts);
    // Strangers do not use up what senders may.
    if ([401, 405].includes(told.status)) recent.splice(recent.indexOf(now), 1);
    log(`${new Date().toISOString()} ${told.status} ${body.length} bytes: ${told.text}`);
    return told;
  };
  const server = createServer({ requestTimeout: 20_000, headersTimeout: 10_000 }, async (request, response) => {
    const { status, text } = await takes(request).catch(() => ({ status: 400, text: 'The request cannot be read.' }));
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${text}\n`);
  });
  server.maxConnections = 100;
  return server;
}

/** The body, one byte over the limit at most. */
async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBody) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBody + 1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { env } = process;
    const server = relayServer(settingsFrom(env));
    server.listen(Number(env.PORT || 8080), env.HOST || '0.0.0.0', () =>
      process.stdout.write(`Listening on port ${server.address().port}.\n`),
    );
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.close(() => process.exit()));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
