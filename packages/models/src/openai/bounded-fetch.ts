import { SreError } from '@sre-aiops/core';

/** Bytes of an answer that are read. */
const maxBytes = 2_000_000;

/** What an answer may take. */
export interface Bounds {
  /** Milliseconds in which nothing comes. */
  readonly silentMs: number;
  /** Where the answer comes from, for messages. */
  readonly server: string;
}

/**
 * `fetch` whose answer ends in an error once it grows too large or falls silent, which a time limit for the whole tells too
 * late or not at all. It follows no redirect.
 */
export function boundedFetch(bounds: Bounds): typeof fetch {
  return async (input, init) => {
    // Neither the key nor the evidence goes to a place that nobody named.
    const response = await fetch(input, { ...init, redirect: 'manual' });
    if (!response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(bounded(response.body, bounds), { status, statusText, headers });
  };
}

function bounded(body: ReadableStream<Uint8Array>, { silentMs, server }: Bounds): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream({
    async pull(controller) {
      const part = await orSilence(reader.read(), silentMs, server);
      if (part.done) return controller.close();
      bytes += part.value.byteLength;
      if (bytes > maxBytes) throw tooLarge(server, reader);
      controller.enqueue(part.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function orSilence<T>(read: Promise<T>, silentMs: number, server: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent(server, silentMs)), silentMs);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function silent(server: string, silentMs: number): SreError {
  return new SreError(
    'MODEL_TIMED_OUT',
    `The model server at ${server} began to answer and then sent nothing for ${silentMs / 1000} s.`,
    'See whether the server is overloaded; a smaller model answers sooner.',
  );
}

function tooLarge(server: string, reader: ReadableStreamDefaultReader<Uint8Array>): SreError {
  reader.cancel().catch(() => {});
  return new SreError(
    'MODEL_REPLY_INVALID',
    `The model server at ${server} sent more than ${maxBytes} bytes.`,
    'Choose another model: this one does not stop.',
  );
}
