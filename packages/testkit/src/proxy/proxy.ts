import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, answerOf, type CallSeen, type Fault, type FaultKind, faultsInTurn } from './faults.ts';
import { bodyOf, upstreamAt } from './forward.ts';
import { judged } from './judged.ts';
import { cut, type ProxyCall, send } from './reply.ts';
import { staleReads } from './stale-reads.ts';

/** A faulty network in front of a server. */
export interface FaultyProxy {
  /** Where clients go instead of `target`, with the same base path and no slash at the end. */
  readonly url: string;
  /** Every call since the last `reset`, in order of arrival. */
  readonly calls: readonly ProxyCall[];
  /** What broke GitHub's contract since the last `reset`; empty when it is not checked. */
  readonly violations: readonly string[];
  /** Whether a `stop-…` fault has struck. */
  readonly stopped: boolean;
  /**
   * Forgets calls and violations, revives a stopped client and takes new faults (none when not given); numbers begin
   * at 1 again. What the server answered so far stays remembered, so a stale read can show the state of an earlier
   * run. A client that still retries in the background would be revived too: then close, and start another proxy
   * (a millisecond).
   */
  reset(options?: { readonly faults?: readonly Fault[] }): void;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a proxy on loopback that records each call, can check each against GitHub's contract, and misbehaves as told.
 *
 * `Location` and `Link` headers that point at the target are turned to the proxy, so redirects (tarballs, job logs) and
 * further pages pass through it and count as calls. The target of such a redirect is outside GitHub's API (codeload,
 * blob storage) and not held to the contract. Addresses in bodies stay as the server wrote them.
 *
 * @param options.target the server with its base path: `http://127.0.0.1:4000` or `http://127.0.0.1:4000/api/v3`
 * @param options.contract collect `violations`; only exchanges that reached the server are judged, and by its answer
 */
export async function startProxy(options: {
  readonly target: string;
  readonly contract?: boolean;
  readonly faults?: readonly Fault[];
}): Promise<FaultyProxy> {
  const target = new URL(options.target);
  const base = target.pathname.replace(/\/$/, '');
  const upstream = upstreamAt(target);
  const reads = staleReads();
  const redirects = new Set<string>();
  let run = newRun(options.faults);

  const server = createServer((incoming, outgoing) => {
    // A client that is gone, or a server that is: both look like a cut connection from the other side.
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const current = run;
    const call = seen(incoming, current.calls.length + 1);
    current.calls.push(call);
    const fault = current.stopped ? undefined : current.faultOf(call);
    const body = await bodyOf(incoming);
    if (fault?.kind === 'stop-before') stop(current, call, fault.kind);
    if (current.stopped) return cut(call, outgoing, 'stopped');
    if (fault?.kind === 'reset-before') return cut(call, outgoing, fault.kind);
    const instead = fault && answerOf(fault, new Date());
    if (instead && fault.kind !== 'error-502-after') return send(call, outgoing, instead, fault);

    const answer = await ask(call, incoming, body, current);
    if (fault?.kind === 'stop-after') stop(current, call, fault.kind);
    if (current.stopped) return cut(call, outgoing, 'stopped');
    return afterwards(call, outgoing, answer, fault);
  }

  /** Passes a call on, remembers and judges the answer. `stale` is what a GET would have answered earlier. */
  async function ask(call: ProxyCall, incoming: IncomingMessage, body: Buffer, current: Run) {
    const { method } = call;
    const url = incoming.url ?? '/';
    const answer = await upstream.send({ method, url, headers: incoming.headers, body });
    call.serverStatus = answer.status;
    const fresh = turned(answer);
    const stale = method === 'GET' ? reads.before(url, fresh) : undefined;
    reads.remember(method, url, fresh);
    if (options.contract && !redirects.has(url)) current.violations.push(...judged(call, body, answer));
    return { fresh, stale };
  }

  function turned(answer: Answer): Answer {
    const { location, link } = answer.headers;
    if (location === undefined && link === undefined) return answer;
    const ofTarget = new RegExp(`http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]):${target.port}(?=[/?#>]|$)`, 'g');
    const toProxy = (value: string) => value.replaceAll(ofTarget, origin);
    const turnedLocation = location === undefined ? undefined : toProxy(String(location));
    if (turnedLocation && answer.status >= 300 && answer.status < 400) {
      redirects.add(turnedLocation.replace(origin, ''));
    }
    return {
      ...answer,
      headers: {
        ...answer.headers,
        ...(turnedLocation !== undefined && { location: turnedLocation }),
        ...(link !== undefined && { link: toProxy(String(link)) }),
      },
    };
  }

  function seen(incoming: IncomingMessage, number: number): ProxyCall {
    const { pathname, search } = new URL(incoming.url ?? '/', origin);
    const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname;
    return { number, method: incoming.method ?? 'GET', path, search, startedAt: new Date().toISOString() };
  }

  function stop(current: Run, call: ProxyCall, kind: FaultKind): void {
    current.stopped = true;
    call.fault = kind;
  }

  return {
    url: `${origin}${base}`,
    get calls() {
      return run.calls;
    },
    get violations() {
      return run.violations;
    },
    get stopped() {
      return run.stopped;
    },
    reset({ faults } = {}) {
      run = newRun(faults);
    },
    async close() {
      server.closeAllConnections();
      upstream.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What becomes of a call that the server has answered. */
function afterwards(
  call: ProxyCall,
  outgoing: ServerResponse,
  { fresh, stale }: { readonly fresh: Answer; readonly stale: Answer | undefined },
  fault?: Fault,
): void | Promise<void> {
  switch (fault?.kind) {
    case 'reset-after':
      return cut(call, outgoing, fault.kind);
    case 'stale-read':
      return stale ? send(call, outgoing, stale, fault) : send(call, outgoing, fresh);
    default:
      return send(call, outgoing, (fault && answerOf(fault, new Date())) ?? fresh, fault);
  }
}

/** What `reset` begins anew. A call belongs to the run in which it arrived. */
interface Run {
  readonly calls: ProxyCall[];
  readonly violations: string[];
  readonly faultOf: (call: CallSeen) => Fault | undefined;
  stopped: boolean;
}

function newRun(faults: readonly Fault[] = []): Run {
  return { calls: [], violations: [], faultOf: faultsInTurn(faults), stopped: false };
}
