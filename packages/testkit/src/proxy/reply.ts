import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, CallSeen, Fault, FaultKind } from './faults.ts';

/** One call that the proxy saw. */
export interface ProxyCall extends CallSeen {
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  /** What the client was answered; undefined while it waits and when the connection was cut. */
  status?: number;
  /** What the server answered; undefined when the call never reached it. */
  serverStatus?: number;
  /** The fault that struck; `stopped` for calls of a client that should be dead. Absent when all went well. */
  fault?: FaultKind | 'stopped';
}

/** Cuts the connection of a call, as ECONNRESET. */
export function cut(call: ProxyCall, outgoing: ServerResponse, fault: FaultKind | 'stopped'): void {
  call.fault ??= fault;
  outgoing.socket?.resetAndDestroy();
}

/** Answers a call; with `slow-body` in two halves. The fault, when one is given, is noted on the call. */
export async function send(call: ProxyCall, outgoing: ServerResponse, answer: Answer, fault?: Fault): Promise<void> {
  call.status = answer.status;
  if (fault) call.fault = fault.kind;
  const hasBody = call.method !== 'HEAD' && answer.status !== 204 && answer.status !== 304;
  outgoing.writeHead(answer.status, {
    ...(answer.headers as Record<string, string | string[]>),
    ...(hasBody && { 'content-length': String(answer.body.length) }),
  });
  if (!hasBody || fault?.kind !== 'slow-body') {
    outgoing.end(hasBody ? answer.body : undefined);
    return;
  }
  const half = Math.ceil(answer.body.length / 2);
  outgoing.write(answer.body.subarray(0, half));
  await pause(fault.pauseMs ?? 1500);
  outgoing.end(answer.body.subarray(half));
}
