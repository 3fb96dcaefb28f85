import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the monitoring of the sample service says. */
export const sampleAlert = {
  title: 'HTTP 500 rate above 5 %',
  severity: 'P1',
  service: 'checkout',
  firedAt: '2026-04-12T10:00:00Z',
  metrics: [{ name: 'http_error_rate', value: 24, unit: '%', threshold: 5 }],
};

/** What the sample service logs. */
export const sampleLog = [
  '2026-04-12 09:40:01,120 INFO checkout: POST /orders 201',
  '2026-04-12 09:58:14,008 ERROR checkout: POST /orders 500',
  'Traceback (most recent call last):',
  '  File "/srv/app/checkout.py", line 2, in total',
  '    return order["sum"] - order["discount"]',
  "KeyError: 'discount'",
].join('\n');

/**
 * Makes the clone of a small service whose second change, #7, reads a field that is not always there.
 *
 * @param extra More files of its first commit: text by path.
 * @param culprits Files that #7 changes too.
 */
export function makeSampleService(
  repo: string,
  extra: Readonly<Record<string, string>> = {},
  culprits: Readonly<Record<string, string>> = {},
): void {
  mkdirSync(repo, { recursive: true });
  const module = (total: string) =>
    `def total(order):\n    return ${total}\n\n\ndef label(order):\n    return "order"\n`;
  const commit = (file: string, text: string, message: string, at: string) => {
    writeFileSync(join(repo, file), text);
    runGit(repo, ['add', '.'], at);
    runGit(repo, ['commit', '--quiet', '-m', message], at);
  };
  runGit(repo, ['init', '--quiet', '--initial-branch=main'], '2026-04-10T09:00:00Z');
  writeAll(repo, extra);
  commit('checkout.py', module('order["sum"]'), 'feat: totals', '2026-04-10T09:00:00Z');
  writeAll(repo, culprits);
  const discounted = module('order["sum"] - order["discount"]');
  commit('checkout.py', discounted, 'feat: subtract the discount (#7)', '2026-04-12T09:10:00Z');
  commit('README.md', '# checkout\n', 'docs: say what it is (#8)', '2026-04-12T09:30:00Z');
}

function writeAll(repo: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
}

/** Runs git as the team of the sample service, at a time (ISO 8601). */
export function runGit(cwd: string, args: readonly string[], at: string): void {
  const who = ['-c', 'user.name=Checkout team', '-c', 'user.email=checkout@shop.example'];
  const times = { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
  const quiet = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const env = { ...process.env, ...times, ...quiet };
  const { status, stderr } = spawnSync('git', [...who, ...args], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}
