/**
 * Reads what a branch changes as sre-aiops reads a fix before it proposes one: each file as its format demands, manifests against
 * what Kubernetes takes, and new migrations by name and sequence, which Flyway refuses only where older ones have run.
 *
 *   npm run check-change -- BASE [--repo DIR]
 *
 * `BASE` is the branch or commit that the change is for. Prints what failed, and fails then.
 */
import { parseArgs } from 'node:util';
import { staticChecks } from '@sre-aiops/core';
import { gitText, openRepository } from 'sre-aiops';

const { values, positionals } = parseArgs({
  options: { repo: { type: 'string', default: '.' } },
  allowPositionals: true,
});
const { repo } = values;
const [base = 'origin/main'] = positionals;
const from = (await gitText(repo, ['merge-base', base, 'HEAD'])).trim();
const head = (await gitText(repo, ['rev-parse', 'HEAD'])).trim();
const changed = await gitText(repo, ['diff', '--name-only', '--no-renames', '-z', from, head]);
const repository = await openRepository(repo);
const pairs = await Promise.all(
  changed
    .split('\0')
    .filter(Boolean)
    .map(async (path) => ({
      path,
      before: await repository.readFile(path, from),
      after: await repository.readFile(path, head),
    })),
);
const checks = await staticChecks(pairs, {
  paths: await repository.listFiles(from),
  read: (path) => repository.readFile(path, from),
});
repository.close();
// A change of blank lines is no fix, but people may make one.
const failed = checks.filter(({ name, outcome }) => outcome === 'failed' && name !== 'Effect');
for (const { name, detail } of failed) process.stdout.write(`${name}: ${detail}\n`);
process.stdout.write(`${pairs.length} files changed since ${from.slice(0, 12)}, ${failed.length} checks failed.\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
