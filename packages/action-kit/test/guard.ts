import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Permissions } from '../../../scripts/workflow-permissions.ts';

/** A server in front of GitHub that lets through what the token of one job may do, which act does not hold to. */
export interface Guard {
  readonly url: string;
  /** What was refused: `POST /issues`. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

/** By what a path below the repository is guarded; one of several is enough (docs.github.com, "Permissions required for GitHub Apps"). */
const guarded: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/issues$/, ['issues']],
  [/^\/(?:issues|labels|assignees)(\/|$)/, ['issues', 'pull-requests']],
  [/^\/pulls(\/|$)/, ['pull-requests']],
  [/^\/actions\//, ['actions']],
  [/^\/deployments(\/|$)/, ['deployments']],
  [/^\/(?:commits\/[^/]+\/)?(?:check-runs|check-suites)/, ['checks']],
  [/^\/(?:git|contents|commits|compare|tarball|branches|dispatches)(\/|$)/, ['contents']],
];

/**
 * Starts one.
 *
 * @param target Where GitHub is.
 * @param permissions Everything when not given.
 * @param answers What is answered in its place, by path below the repository.
 */
export async function startGuard(
  target: string,
  permissions?: Permissions,
  answers: Readonly<Record<string, object>> = {},
): Promise<Guard> {
  const refused: string[] = [];
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    if (permissions && !mayDo(method, url, permissions)) {
      refused.push(`${method} ${pathOf(url)}`);
      outgoing.writeHead(403, { 'content-type': 'application/json' });
      outgoing.end('{"message":"Resource not accessible by integration"}');
      return;
    }
    const instead = answers[pathOf(url)];
    if (instead) {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(instead));
      return;
    }
    const { host: _, connection: __, 'content-length': ___, ...passed } = headers;
    const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
    const sent = { method, headers: passed as Record<string, string>, redirect: 'manual' as const, ...body };
    const answer = await fetch(`${target}${url}`, sent);
    const turned = Array.from(answer.headers, ([name, value]) => [name, value.replaceAll(target, origin)] as const);
    outgoing.writeHead(answer.status, Object.fromEntries(turned.filter(([name]) => !ownHeaders.has(name))));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  }

  return { url: origin, refused, close: () => new Promise((closed) => server.close(() => closed())) };
}

/** Headers that belong to one connection. */
const ownHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding']);

function mayDo(method: string, url: string, permissions: Permissions): boolean {
  const names = guarded.find(([pattern]) => pattern.test(pathOf(url)))?.[1];
  if (!names) return method === 'GET';
  const levels = names.map((name) => permissions[name]);
  return levels.includes('write') || (method === 'GET' && levels.includes('read'));
}

/** The path below `/repos/owner/name`. */
function pathOf(url: string): string {
  return new URL(url, 'http://api').pathname.replace(/^\/repos\/[^/]+\/[^/]+/, '');
}
