/**
 * Writes the reference from its sources: `docs/reference/actions.md` and the tables in the README of each action from the
 * `action.yml` files, `docs/reference/documents.md` and the table in `docs/policy.md` from `schemas/*.json`,
 * `docs/reference/workflows.md` from the workflows, and this repository's own policy and chat prompts from what `sre-aiops init`
 * writes.
 * With `--check` it writes nothing and fails when a file is not current.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { actionsPage, readAction, withActionTables } from './reference/actions.ts';
import { documentsPage, type JsonSchema, withPolicyTable } from './reference/documents.ts';
import { ownFiles } from './reference/own-files.ts';
import { workflowsPage } from './reference/workflows.ts';
import { releaseWorkflows, workflowsOfMain } from './release-workflows.ts';

const root = join(import.meta.dirname, '..');
const documents = ['alert', 'incident', 'diagnosis', 'remediation', 'artifacts', 'publication', 'status'];

const actions = ['', ...readdirSync(join(root, 'actions')).map((name) => `actions/${name}`)]
  .filter((folder) => existsSync(join(root, folder, 'action.yml')))
  .map((folder) => readAction(folder, read(join(folder, 'action.yml'))));

const pages: Readonly<Record<string, string>> = {
  'docs/reference/actions.md': actionsPage(actions),
  'docs/reference/documents.md': documentsPage(Object.fromEntries(documents.map((name) => [name, schema(name)]))),
  'docs/reference/workflows.md': workflowsPage(releaseWorkflows(workflowsOfMain())),
  'docs/policy.md': withPolicyTable(read('docs/policy.md'), schema('policy')),
  ...ownFiles(),
  ...Object.fromEntries(
    actions
      .filter(({ folder }) => folder !== '')
      .map((action) => [`${action.folder}/README.md`, withActionTables(read(`${action.folder}/README.md`), action)]),
  ),
};

const stale = Object.keys(pages).filter((path) => !existsSync(join(root, path)) || read(path) !== pages[path]);
if (!process.argv.includes('--check')) {
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), pages[path]!);
  }
} else if (stale.length > 0) {
  process.stderr.write(`Not current: ${stale.join(', ')}. Run \`npm run reference\` and commit the result.\n`);
  process.exitCode = 1;
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function schema(name: string): JsonSchema {
  const { title: _, ...rest } = JSON.parse(read(`schemas/${name}.json`)) as JsonSchema;
  return rest;
}
