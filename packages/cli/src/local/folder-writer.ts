import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import {
  type CodeWriter,
  type KnowledgeDraft,
  type KnowledgeFile,
  type KnowledgeReader,
  SreError,
  type Written,
} from '@sre-aiops/core';
import { writeWhole } from './incident-folder.ts';

/** Where a proposal lies below `published/`; the first tells that there is one. */
const proposals = {
  'pull-request': ['pull-request.md', 'pull-request.patch', 'pull-request'],
  dispatch: ['dispatch.json'],
} as const;

/**
 * The incident folder in the part of GitHub: what would be published is written there, under `published/`. Locations are
 * relative to the folder, so that it can be moved.
 *
 * @param folder The incident's folder.
 * @param knowledge What is known so far, for what is learned on top of it.
 * @param learnInto Knowledge base that takes the entry too; by default nothing outside of the folder is touched.
 */
export function folderWriter(folder: string, knowledge: KnowledgeReader, learnInto?: string): CodeWriter {
  const published = join(folder, 'published');
  const writer: CodeWriter = {
    // A folder is answered again whenever it is asked: nothing in it is open or closed.
    known: async () => undefined,

    async putIssue(draft) {
      const text = `${frontMatter({ title: draft.title, labels: draft.labels })}${draft.body}`;
      return put(folder, join('published', 'issue.md'), text);
    },

    async putPullRequest(draft) {
      const text = `${frontMatter({ title: draft.title, branch: draft.branch, base: draft.baseSha, labels: draft.labels })}${draft.body}`;
      const written = new Set<string>();
      for (const edit of draft.edits) {
        if (edit.action === 'delete') continue;
        const file = within(join(published, 'pull-request'), edit.path);
        written.add(file);
        await writeWhole(file, edit.content);
      }
      await removeOthers(join(published, 'pull-request'), written);
      const patch = await put(folder, join('published', 'pull-request.patch'), draft.patch);
      const body = await put(folder, join('published', 'pull-request.md'), text);
      return patch.outcome === 'unchanged'
        ? body
        : { ...body, outcome: body.outcome === 'created' ? 'created' : 'updated' };
    },

    async putRepair(draft) {
      if (draft.fix) return writer.putPullRequest(draft.fix);
      return put(folder, join(published, 'repair.md'), `${draft.comment}\n`);
    },

    async putDispatch(draft) {
      return put(
        folder,
        join('published', 'dispatch.json'),
        `${JSON.stringify({ incident: draft.incidentId, ...draft.infrastructure }, null, 2)}\n`,
      );
    },

    async withdraw(kind) {
      const [sign, ...rest] = proposals[kind];
      const had = await stat(join(published, sign)).then(
        () => true,
        () => false,
      );
      for (const name of [...rest, sign]) await rm(join(published, name), { recursive: true, force: true });
      return had;
    },

    putKnowledge: async (draft) =>
      putKnowledge(draft, await knowledge.files(), [
        join(published, 'knowledge-base'),
        ...(learnInto ? [learnInto] : []),
      ]),

    putRecurrence: async () => ({ outcome: 'unchanged', location: 'published/issue.md' }),
    putRecovery: async () => undefined,
    settle: async () => {},
  };
  return writer;
}

async function putKnowledge(
  draft: KnowledgeDraft,
  known: readonly KnowledgeFile[],
  folders: readonly string[],
): Promise<Written> {
  const files = draft.learn(known);
  const outcomes = new Set<Written['outcome']>();
  for (const folder of folders)
    for (const file of files) outcomes.add(await writeWhole(within(folder, file.path), file.text));
  const outcome = outcomes.has('updated') ? 'updated' : outcomes.has('created') ? 'created' : 'unchanged';
  return { outcome, location: 'published/knowledge-base' };
}

async function put(folder: string, path: string, text: string): Promise<Written> {
  return { outcome: await writeWhole(join(folder, path), text), location: path.replaceAll('\\', '/') };
}

/** A path below the folder. @throws {SreError} `POLICY_REFUSED` when it leads out of it. */
function within(folder: string, path: string): string {
  const file = join(folder, path);
  const way = relative(resolve(folder), resolve(file)).split(sep);
  if (way[0] !== '' && way[0] !== '..') return file;
  throw new SreError('POLICY_REFUSED', `${path} leads out of ${folder}.`, 'Change that file by hand, if it is right.');
}

/** What an earlier run wrote and this one did not. */
async function removeOthers(folder: string, wanted: ReadonlySet<string>): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of found) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !wanted.has(file)) await rm(file, { force: true });
  }
}

/** Values are ours or JSON-quoted, so no text can end the block. */
function frontMatter(fields: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n\n`;
}
