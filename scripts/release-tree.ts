/**
 * Makes the tree that a tag holds, from which people use the actions: `OUT/action.yml` and `OUT/<action>/action.yml` with
 * their bundles, so that `uses: org/sre-aiops/diagnose@v1` works, the reusable workflows, prompts, schemas, documents and
 * licences. Main holds no bundles and a tag no sources. The same commit gives the same bytes.
 *
 *   node scripts/release-tree.ts OUT [--marketplace]
 *
 * `--marketplace` leaves out workflows, which the Marketplace forbids in a repository that lists an action. Wants
 * `npm run pack` before; `npm run release-tree -- OUT` does both. OUT must be empty, absent, or an older tree.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SreError } from '@sre-aiops/core';
import { parse } from 'yaml';
import { releaseWorkflows, workflowsOfMain } from './release-workflows.ts';

const root = join(import.meta.dirname, '..');
/** The file that tells a release tree from any other folder. */
const marker = 'RELEASE.md';

try {
  const { values, positionals } = parseArgs({ options: { marketplace: { type: 'boolean' } }, allowPositionals: true });
  const [out] = positionals;
  if (out === undefined || positionals.length > 1) {
    throw new SreError('OPTION_INVALID', 'One folder must be named.', 'Run `npm run release-tree -- OUT`.');
  }
  makeReleaseTree(resolve(out), values.marketplace ?? false);
} catch (error) {
  if (!(error instanceof SreError)) throw error;
  process.stderr.write(`${error.message} ${error.remedy}\n`);
  process.exitCode = 1;
}

function makeReleaseTree(out: string, marketplace: boolean): void {
  emptyFolder(out);
  const names = readdirSync(join(root, 'actions')).filter((name) =>
    existsSync(join(root, 'actions', name, 'action.yml')),
  );
  for (const name of names) {
    const bundle = join(root, 'actions', name, 'dist');
    if (!existsSync(bundle)) throw new SreError('FILE_UNREADABLE', `${name} has no bundle.`, 'Run `npm run pack`.');
    cpSync(bundle, join(out, name, 'dist'), { recursive: true });
    for (const file of ['action.yml', 'README.md']) copyText(join('actions', name, file), join(name, file));
  }
  for (const file of ['action.yml', 'LICENSE']) copyText(file, file);
  for (const folder of ['docs', 'schemas', 'prompts']) copyFolder(folder);
  if (!marketplace) {
    const workflows = releaseWorkflows(workflowsOfMain());
    for (const [file, text] of Object.entries(workflows)) write(join('.github/workflows', file), text);
  }
  write('README.md', readmeOf(names));
  write(marker, releaseNote(marketplace));
  unlinkSources(out);

  function copyFolder(folder: string): void {
    if (!existsSync(join(root, folder))) return;
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name).slice(root.length + 1);
      if (entry.isFile()) copyText(file, file);
    }
  }

  function copyText(from: string, to: string): void {
    write(to, moved(readFileSync(join(root, from), 'utf8')));
  }

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(out, file)), { recursive: true });
    writeFileSync(join(out, file), text);
  }
}

/** Never throws away what is not ours. @throws {SreError} `OUTPUT_UNWRITABLE`. */
function emptyFolder(out: string): void {
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, marker))) {
    throw new SreError(
      'OUTPUT_UNWRITABLE',
      `${out} is not empty.`,
      'Name an empty folder, or one that does not exist.',
    );
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
}

/** The actions stand one folder higher in a tag than on main. */
function moved(text: string): string {
  return text
    .replaceAll('$/actions/', '$/')
    .replaceAll('](../../docs/', '](../docs/')
    .replaceAll(/\]\(((?:\.\.\/)*)actions\//g, ']($1');
}

/** A link to a source, which the tree does not hold, leaves its text. */
function unlinkSources(out: string): void {
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))) {
    const leads = (to: string) => /^[a-z]+:/.test(to) || existsSync(join(out, dirname(file), to));
    const text = readFileSync(join(out, file), 'utf8');
    const linked = text.replaceAll(/\[([^\]\n]+)\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g, (link, name, to) =>
      leads(to) ? link : name,
    );
    writeFileSync(join(out, file), linked);
  }
}

/** How to use it is told once, in the README of main; the actions are listed from their own words. */
function readmeOf(names: readonly string[]): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, use = ''] = /^(## Use it in a workflow\n[\s\S]*?)(?=^## )/m.exec(readme) ?? [];
  const [intro = ''] = readme.split(/^## /m);
  return `${moved(intro + use).trim()}\n\n## What is in this tree\n\n${tableOf(names)}\n\nWhere it was made from, and how to check that: [${marker}](${marker}). MIT licensed; what the bundles hold of others is named in \`<action>/dist/kit/licenses.txt\`.\n`;
}

function tableOf(names: readonly string[]): string {
  const rows = names.map((name) => {
    const { description } = parse(readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8')) as Record<
      string,
      string
    >;
    return `| [${name}](${name}/README.md) | ${description} |`;
  });
  return ['| action | what it does |', '| --- | --- |', ...rows].join('\n');
}

function releaseNote(marketplace: boolean): string {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8')) as { version: string };
  return `# sre-aiops ${version}

Made from commit ${commit} by \`npm ci && npm run release-tree -- OUT${marketplace ? ' --marketplace' : ''}\`; the same commit gives the same bytes.

- The tag is signed by the workflow that made it: \`gitsign verify-tag\` or \`git verify-tag v${version}\` names it.
- The archive on the release page is attested: \`gh attestation verify sre-aiops-${version}.tar --repo OWNER/sre-aiops\`.
- To make it yourself: check out the commit above, run the command, and compare.
`;
}
