import { checkContract } from '../github-contract/check-contract.ts';
import type { Answer, CallSeen } from './faults.ts';

/** What is wrong with an exchange by GitHub's contract; the answer is the server's, not what a fault made of it. */
export function judged(call: CallSeen, body: Buffer, answer: Answer): string[] {
  return checkContract({
    method: call.method,
    path: call.path,
    query: Object.fromEntries(new URLSearchParams(call.search)),
    requestBody: contentOf(body),
    status: answer.status,
    responseHeaders: answer.headers,
    responseBody: contentOf(answer.body),
  });
}

/** The JSON of a body, its text when it is none, undefined when it is empty. */
function contentOf(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
