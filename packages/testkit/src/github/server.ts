import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { additions } from './additions/index.ts';
import { type Actor, type Answer, type Call, refusal, type World } from './world.ts';

/** One request that the server saw. */
export interface SeenRequest {
  readonly method: string;
  /** Without the base path, with the query. */
  readonly path: string;
  readonly status: number;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** What the listener needs besides the world. */
export interface ServerOptions {
  /** `''` or `/api/v3`. */
  readonly basePath: string;
  readonly tokens: ReadonlyMap<string, Actor>;
  readonly requests: SeenRequest[];
  /** Requests a token may make before it is refused; `undefined` for no end. */
  readonly rateLimit: number | undefined;
}

/** Listens on a free port of the loopback interface; the requests are answered once `answerWith` was called. */
export async function listen(): Promise<{ server: Server; origin: string }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Lets the server answer from a world. Writes are taken one after the other, as a repository on GitHub takes them. */
export function answerWith(server: Server, world: World, options: ServerOptions): void {
  const used = new Map<string, number>();
  server.on('request', (request, response) => {
    serve(world, options, used, request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ message: `The test server failed: ${String(error)}` }));
    });
  });
}

async function serve(
  world: World,
  options: ServerOptions,
  used: Map<string, number>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = new Date().toISOString();
  const method = request.method ?? 'GET';
  const bytes = await buffer(request);
  const whole = request.url ?? '/';
  const path = whole.startsWith(options.basePath) ? whole.slice(options.basePath.length) : undefined;
  const token = request.headers.authorization?.replace(/^(?:bearer|token)\s+/i, '');
  const actor = token === undefined ? undefined : options.tokens.get(token);
  const rate = rateOf(used, token ?? '', options.rateLimit);
  const answer =
    path === undefined
      ? refusal(404, 'Not Found')
      : token !== undefined && actor === undefined
        ? refusal(401, 'Bad credentials')
        : rate.exceeded
          ? refusal(403, 'API rate limit exceeded for installation.')
          : await answerTo(world, callOf(method, path, bytes, actor, request.headers.accept));
  options.requests.push({ method, path: path ?? whole, status: answer.status, at });
  send(request, response, { ...answer, headers: { ...answer.headers, ...rate.headers } });
}

/** Asks the additions, then emulate, then the additions for corrections. */
export async function answerTo(world: World, call: Call): Promise<Answer> {
  const run = () => answerNow(world, call);
  if (call.method === 'GET' || call.method === 'HEAD') return run();
  const turn = turns.get(world) ?? Promise.resolve();
  const done = turn.then(run);
  turns.set(
    world,
    done.catch(() => undefined),
  );
  return done;
}

const turns = new WeakMap<World, Promise<unknown>>();

async function answerNow(world: World, call: Call): Promise<Answer> {
  const prefix = `/repos/${world.name}`;
  const [bare = ''] = call.path.split('?');
  const matching = additions.flatMap((addition) => {
    if (addition.method !== '*' && addition.method !== call.method) return [];
    const inside = bare === prefix || bare.startsWith(`${prefix}/`) ? bare.slice(prefix.length) : undefined;
    const subject = addition.fromRoot ? bare : inside;
    const match = subject === undefined ? null : addition.path.exec(subject);
    return match ? [{ addition, params: match.slice(1).map((part) => decodeURIComponent(part ?? '')) }] : [];
  });
  let answer: Answer | undefined;
  for (const { addition, params } of matching) {
    answer = await addition.before?.(world, call, params);
    if (answer) break;
  }
  const query = call.query.size > 0 ? `?${call.query}` : '';
  answer ??= await world.inner(call.method, `^${call.path}${query}`, call.actor ?? 'anonymous', call.body);
  for (const { addition, params } of matching) {
    answer = (await addition.after?.(world, call, params, answer)) ?? answer;
  }
  return answer;
}

/** A request taken apart. */
export function callOf(
  method: string,
  path: string,
  bytes: Buffer | string,
  actor: Actor | undefined,
  accept?: string,
): Call {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  return { method, path: pathname, query: searchParams, body: bodyOf(bytes), accept, actor };
}

function bodyOf(bytes: Buffer | string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function rateOf(used: Map<string, number>, token: string, limit: number | undefined) {
  const count = (used.get(token) ?? 0) + 1;
  used.set(token, count);
  const most = limit ?? 5000;
  return {
    exceeded: limit !== undefined && count > limit,
    headers: {
      'x-ratelimit-limit': String(most),
      'x-ratelimit-remaining': String(Math.max(limit === undefined ? 1 : 0, most - count)),
      'x-ratelimit-used': String(count),
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 3_600_000) * 3600),
      'x-ratelimit-resource': 'core',
    },
  };
}

/** Sends an answer; a GET that the client has already costs it 304, as GitHub's entity tags do. */
function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const raw = typeof answer.body === 'string' || Buffer.isBuffer(answer.body);
  const bytes = raw ? (answer.body as Buffer | string) : answer.body === undefined ? '' : JSON.stringify(answer.body);
  const etag = `W/"${createHash('sha1').update(bytes).digest('hex')}"`;
  const isRead = answer.status === 200 && request.method === 'GET';
  const same = isRead && request.headers['if-none-match'] === etag;
  const type = answer.body === undefined || raw ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(same ? 304 : answer.status, { ...type, ...answer.headers, ...(isRead ? { etag } : {}) });
  response.end(same ? undefined : bytes);
}
