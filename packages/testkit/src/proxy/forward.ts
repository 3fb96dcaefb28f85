import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Answer } from './faults.ts';

/** A request to pass on. */
export interface Passed {
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The way to a server. */
export interface Upstream {
  /** Sends a request and takes the whole answer; redirects are not followed. Rejects when the connection fails. */
  send(passed: Passed): Promise<Answer>;
  close(): void;
}

/** Headers that belong to one connection, and those that the proxy sets itself. */
const ownHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'content-length',
  'host',
  'expect',
]);

/** Keeps connections to a server open and sends requests over them. */
export function upstreamAt(origin: URL): Upstream {
  const agent = new Agent({ keepAlive: true });
  return {
    send({ method, url, headers, body }) {
      return new Promise((resolve, reject) => {
        const outgoing = request(
          new URL(url, origin),
          {
            agent,
            method,
            // Plain bodies: they are checked, cut in halves and remembered.
            headers: { ...forwardable(headers), 'accept-encoding': 'identity', ...lengthOf(method, body) },
          },
          (incoming) => {
            bodyOf(incoming).then(
              (received) =>
                resolve({
                  status: incoming.statusCode ?? 0,
                  headers: forwardable(incoming.headers),
                  body: received,
                }),
              reject,
            );
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

/** Everything that a message carries. */
export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forwardable(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ownHeaders.has(name) ? [] : [[name, value]],
    ),
  );
}

function lengthOf(method: string, body: Buffer): Record<string, string> {
  const hasBody = body.length > 0 || !['GET', 'HEAD'].includes(method);
  return hasBody ? { 'content-length': String(body.length) } : {};
}
