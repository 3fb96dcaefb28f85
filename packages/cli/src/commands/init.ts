import { SreError } from '@sre-aiops/core';
import type { Command } from 'commander';
import { type Installed, install, repositoryRoot } from '../init/install.ts';
import { defaultSource, sourceFrom, templates } from '../init/templates.ts';
import { plain } from '../terminal.ts';

interface InitFlags {
  readonly repoDir: string;
  readonly from: string;
  readonly force?: boolean;
  readonly print?: string;
  readonly json?: boolean;
}

/** Adds the command that sets a repository up. */
export function addInit(program: Command): void {
  const { repository, ref } = defaultSource;
  program
    .command('init')
    .description('Set a repository up: workflows, policy and chat prompts below .github and .vscode')
    .option('--repo-dir <folder>', 'clone of the repository', '.')
    .option('--from <owner/name@ref>', 'where the workflows are called from', `${repository}@${ref}`)
    .option('--force', 'overwrite files that differ')
    .option('--print <path>', 'print one of the files instead, to compare it with yours')
    .option('--json', 'what became of each file, as JSON')
    .action(init);
}

async function init({ repoDir, from, force, print, json }: InitFlags): Promise<void> {
  const files = templates(sourceFrom(from));
  if (print !== undefined) {
    const wanted = files.find(({ path }) => path === print);
    if (!wanted) {
      const known = files.map(({ path }) => path).join(', ');
      throw new SreError('OPTION_INVALID', `${print} is none of the files.`, `They are: ${known}.`);
    }
    process.stdout.write(wanted.text);
    return;
  }
  const root = await repositoryRoot(repoDir);
  const installed = await install(root, files, { force });
  process.stdout.write(json ? `${JSON.stringify({ root, files: installed })}\n` : told(root, installed, from));
}

function told(root: string, installed: readonly Installed[], from: string): string {
  const { repository, ref } = defaultSource;
  const kept = installed.filter(({ outcome }) => outcome === 'kept');
  const source = from === `${repository}@${ref}` ? '' : ` --from ${from}`;
  const lines = installed.map(({ path, outcome }) => `${outcome.padEnd(9)}  ${path}`);
  const compare =
    kept.length === 0
      ? []
      : [
          '',
          `${kept.length} of them ${kept.length === 1 ? 'differs from ours and was' : 'differ from ours and were'} left as ${kept.length === 1 ? 'it is' : 'they are'}. Compare, or overwrite with --force:`,
          ...kept.map(({ path }) => `  sre-aiops init --print ${path}${source} | diff ${path} -`),
        ];
  const isNew = installed.some(({ outcome }) => outcome === 'created');
  const next = isNew
    ? [
        '',
        'Next:',
        '  1. Read .github/sre-aiops.yml, and name your CI workflow there and in .github/workflows/sre-aiops-repair.yml.',
        '  2. Commit the files to the default branch: only what lies there counts.',
        '  3. Settings, Actions, General: allow GitHub Actions to create pull requests.',
        '  4. For infrastructure work, make the environment "production" with reviewers (Settings, Environments).',
        '  5. Send an alert: docs/triggers.md of sre-aiops says how each monitoring system does.',
      ]
    : [];
  return `${[`In ${plain(root)}:`, ...lines, ...compare, ...next].join('\n')}\n`;
}
