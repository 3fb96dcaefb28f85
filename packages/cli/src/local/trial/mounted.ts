import { readFileSync, statSync } from 'node:fs';

/** A file system that is mounted. */
export interface Mounted {
  readonly path: string;
  readonly writable: boolean;
  /** Flags that whoever has fewer rights must keep, as mount(8) writes them. */
  readonly flags: readonly string[];
}

const kept = ['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime', 'nosymfollow'];

/**
 * What is mounted here and can be reached, a folder before what is in it; without `/proc`. Linux only.
 *
 * Source: proc_pid_mountinfo(5), fields 5 and 6.
 */
export function mountedHere(): Mounted[] {
  const found = new Map<string, Mounted>();
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [, , , , escaped, options] = line.split(' ');
    if (!escaped || !options) continue;
    const path = escaped.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    if (/^\/proc(?:\/|$)/.test(path) || !isReachable(path)) continue;
    const flags = options.split(',');
    found.set(path, { path, writable: flags.includes('rw'), flags: flags.filter((flag) => kept.includes(flag)) });
  }
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function isReachable(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
