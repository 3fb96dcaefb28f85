/** The part of `fetch` that Octokit uses. */
export type Fetch = (url: string, options?: RequestInit) => Promise<Response>;

/** Largest answer that is read whole, in bytes. */
const maxAnswer = 64 * 1024 * 1024;

/**
 * A `fetch` that answers when the whole body has come, or fails. Octokit takes a body that breaks off for an empty one
 * and calls the request done; a write must not be believed on half an answer.
 *
 * @param timeoutMs Time for the request with its body.
 */
export function wholeFetch(fetch: Fetch, timeoutMs: number): Fetch {
  return async (url, options) => {
    try {
      const response = await fetch(url, { ...options, signal: AbortSignal.timeout(timeoutMs) });
      const body = await bodyOf(response);
      const { status, statusText, headers } = response;
      return new Response(status === 204 || status === 205 || status === 304 ? null : body, {
        status,
        statusText,
        headers: [...headers],
      });
    } catch (cause) {
      throw new Error(reasonOf(cause, timeoutMs), { cause });
    }
  };
}

async function bodyOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxAnswer) throw new Error(`the answer is larger than ${maxAnswer / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Why no whole answer came, for people. */
function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no whole answer came within ${timeoutMs / 1000} s`;
  const { code, message: inner } = (cause ?? {}) as { code?: string; message?: string };
  return inner ? `${inner}${code && !inner.includes(code) ? ` (${code})` : ''}` : message;
}
