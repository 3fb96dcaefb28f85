import { SreError } from '@sre-aiops/core';

/** What the SDK tells of a request that was refused. */
interface Refusal {
  readonly status?: number | undefined;
  readonly message: string;
  readonly code?: string | null | undefined;
}

/** Whom a failure is told of. */
export interface Asked {
  readonly server: string;
  readonly model: string;
  readonly apiKey: string | undefined;
}

/** An answer with a status as the failure it means. */
export function refusedBy({ status, message, code }: Refusal, asked: Asked): SreError {
  const { server, model } = asked;
  const said = `The model server at ${server} answered ${status ?? 'with an error'}: ${told(message, asked)}`;
  if (code === 'insufficient_quota' || status === 402)
    return new SreError(
      'MODEL_LIMIT_REACHED',
      said,
      'The budget of the account is spent: raise it, or choose another server.',
    );
  if (status === 429)
    return new SreError('MODEL_LIMIT_REACHED', said, 'Run it again later, or raise the limit of the account.');
  if (status === 401) return new SreError('MODEL_REFUSED', said, 'Give a valid key in SRE_AIOPS_MODEL_KEY.');
  if (status === 403)
    return new SreError(
      'MODEL_REFUSED',
      said,
      `Let the key use the model ${model}, or name another one in SRE_AIOPS_MODEL.`,
    );
  if (status === 404)
    return new SreError(
      'MODEL_REFUSED',
      said,
      `See that SRE_AIOPS_MODEL_URL ends in the version (…/v1) and that the server has the model ${model}.`,
    );
  if (status !== undefined && status >= 300 && status < 400)
    return new SreError(
      'MODEL_REFUSED',
      said,
      'Let SRE_AIOPS_MODEL_URL name the server itself: redirects are not followed.',
    );
  if (status !== undefined && status >= 500)
    return new SreError('MODEL_UNREACHABLE', said, 'See the log of the server, and run it again.');
  return new SreError('MODEL_REFUSED', said, 'Choose another model or server.');
}

/** A connection that was never there, or broke, as a failure. */
export function unreachable(error: unknown, { server }: Asked): SreError {
  const codes = codesOf(error);
  const why = codes.includes('ECONNREFUSED')
    ? 'refused the connection'
    : codes.some((code) => code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      ? 'has a name that nobody knows'
      : codes.some((code) => /CERT|TLS|SSL|SELF_SIGNED/.test(code))
        ? `has a certificate that is not trusted (${codes.at(-1)})`
        : `broke the connection off${codes.length > 0 ? ` (${codes.at(-1)})` : ''}`;
  return new SreError(
    'MODEL_UNREACHABLE',
    `The model server at ${server} ${why}.`,
    'See that it runs and that SRE_AIOPS_MODEL_URL names it as seen from this machine.',
    { cause: error },
  );
}

/** An answer that did not end in time. */
export function timedOut({ server }: Asked, timeoutMs: number, characters: number): SreError {
  const sent =
    characters > 0
      ? `was still answering after ${timeoutMs / 1000} s, ${characters} characters in`
      : `did not answer within ${timeoutMs / 1000} s`;
  return new SreError('MODEL_TIMED_OUT', `The model server at ${server} ${sent}.`, 'Choose a faster model or server.');
}

/** The first line of what a server says, without the key that it may repeat. */
function told(message: string, { apiKey }: Asked): string {
  const line = (message.split('\n')[0] ?? '').slice(0, 300);
  return apiKey ? line.replaceAll(apiKey, '[key]') : line;
}

/** Codes of an error and of those that caused it, outermost first. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string') codes.push(code);
    if (at instanceof AggregateError)
      codes.push(...at.errors.flatMap((one) => (typeof one?.code === 'string' ? [one.code] : [])));
  }
  return codes;
}
