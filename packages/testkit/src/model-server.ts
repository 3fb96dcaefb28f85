import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request to the model said. */
export interface AskedOfModel {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: the body of a request, looked at by tests
  readonly body: any;
}

/** How the server answers one request. */
export type ModelAnswer =
  /** A reply of the model, streamed where the request asks for it. */
  | { readonly text: string; readonly finish?: string; readonly usage?: boolean; readonly whole?: boolean }
  | { readonly refusal: string }
  | {
      readonly status: number;
      readonly error: string;
      readonly code?: string;
      readonly headers?: Record<string, string>;
    }
  /** Hangs up: at once, or after the first words. */
  | { readonly hangsUp: 'at once' | 'in the middle' }
  /** Answers one character after another and never ends. */
  | { readonly drips: true }
  /** Begins to answer and says no more. */
  | { readonly fallsSilent: true };

/** A server that speaks OpenAI's chat completions as its script says. */
export interface ModelServer {
  /** Up to and including the version. */
  readonly url: string;
  readonly asked: AskedOfModel[];
  close(): Promise<void>;
}

/** Starts a server on the loopback that answers each request as the script says; requests are numbered from 0. */
export async function startModelServer(
  script: (asked: AskedOfModel, index: number) => ModelAnswer,
): Promise<ModelServer> {
  const asked: AskedOfModel[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    const one = { path: request.url ?? '', headers: request.headers, body: text === '' ? {} : JSON.parse(text) };
    asked.push(one);
    answer(response, one, script(one, asked.length - 1));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

const usage = { prompt_tokens: 1200, completion_tokens: 80, total_tokens: 1280 };

function answer(response: ServerResponse, { body }: AskedOfModel, how: ModelAnswer): void {
  if ('status' in how) {
    response.writeHead(how.status, { 'content-type': 'application/json', ...how.headers });
    response.end(JSON.stringify({ error: { message: how.error, type: 'error', code: how.code ?? null } }));
  } else if ('hangsUp' in how && how.hangsUp === 'at once') {
    response.destroy();
  } else if (body.stream === true && !('whole' in how && how.whole)) stream(response, body.model, how);
  else if ('text' in how || 'refusal' in how) {
    const message = { role: 'assistant', content: 'text' in how ? how.text : null, ...('refusal' in how ? how : {}) };
    response.writeHead(200, { 'content-type': 'application/json' });
    const choice = { index: 0, message, finish_reason: ('finish' in how && how.finish) || 'stop' };
    response.end(
      JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: body.model, choices: [choice], usage }),
    );
  } else response.destroy();
}

function stream(response: ServerResponse, model: string, how: Exclude<ModelAnswer, { readonly status: number }>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (delta: object, finish: string | null = null) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  send({ role: 'assistant', content: '' });
  if ('drips' in how) {
    const timer = setInterval(() => send({ content: '.' }), 20);
    response.on('close', () => clearInterval(timer));
  } else if ('hangsUp' in how) {
    send({ content: '{"culprit":' });
    setTimeout(() => response.destroy(), 20);
  } else if ('fallsSilent' in how) send({ content: '{' });
  else {
    if ('refusal' in how) send({ refusal: how.refusal });
    else for (let at = 0; at < how.text.length; at += 10_000) send({ content: how.text.slice(at, at + 10_000) });
    send({}, ('finish' in how && how.finish) || 'stop');
    if (!('usage' in how) || how.usage !== false)
      response.write(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model, choices: [], usage })}\n\n`,
      );
    response.end('data: [DONE]\n\n');
  }
}
