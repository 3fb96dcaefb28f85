import { setTimeout as pause } from 'node:timers/promises';

/** Lets work through; the part of a `Bottleneck.Group` that the throttling plug-in uses. */
export interface Gate {
  key(): Gate;
  schedule<A extends unknown[], T>(options: object, work: (...args: A) => Promise<T>, ...args: A): Promise<T>;
}

/** At most `width` at a time, in order. */
export function narrow(width: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const gate: Gate = {
    key: () => gate,
    async schedule(_, work, ...args) {
      if (inside < width) inside += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work(...args);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };
  return gate;
}

/**
 * The first `burst` at once, then one every `everyMs`; what is not used is saved up again to `burst`.
 *
 * GitHub asks for a second between writes "if you are making a large number" of them, and takes 80 that make content in
 * a minute (docs.github.com, "Best practices for using the REST API", "Rate limits for the REST API"). A burst of 20 and
 * one a second stays at both: 80 in the first minute, 60 in each one after.
 *
 * @param wait Waits so many milliseconds.
 */
export function bucket(burst: number, everyMs: number, wait: (ms: number) => Promise<unknown> = pause): Gate {
  let paidUntil = -Infinity;
  const gate: Gate = {
    key: () => gate,
    async schedule(_, work, ...args) {
      const now = performance.now();
      paidUntil = Math.max(paidUntil, now - burst * everyMs) + everyMs;
      if (paidUntil > now) await wait(paidUntil - now);
      return work(...args);
    },
  };
  return gate;
}
