import { isUtf8 } from 'node:buffer';
import type { Connection } from '../connect.ts';
import { statusOf } from '../errors.ts';
import { archived, maxFileBytes } from './archive.ts';
import type { TreeFile } from './git-tree.ts';
import { memoised } from './memo.ts';
import { BlobShape, ContentShape, GitCommitShape, shaped, TreeShape } from './shapes.ts';

/** Largest repository, with its history, whose files are read as an archive; in KiB. */
const maxRepositoryKib = 300 * 1024;
/** Sizes of the repository that are read as archives, in KiB, and most archives; of further commits single files are read. */
const maxArchivedKib = 3 * maxRepositoryKib;
const maxArchives = 20;
/** Bytes of texts kept; what does not fit is read again when needed. */
const maxTexts = 256 * 1024 * 1024;
/** Requests spent on the folders of a tree that GitHub gives in parts. */
const maxFolders = 50;

/** The files of commits, each commit and each content read once. */
export interface Trees {
  /** Files, links and submodules of a commit by path. */
  tree(sha: string): Promise<ReadonlyMap<string, TreeFile>>;
  /** Text of a regular file; `undefined` when it is absent, binary, not UTF-8, a link, or over 1 MiB. */
  text(path: string, sha: string): Promise<string | undefined>;
  /**
   * Text of a file at the tip of the default branch; where its tree was not read, the file alone is asked for.
   * `undefined` where it is absent, `null` where it is there and `text` would not read it.
   */
  tipText(path: string): Promise<string | null | undefined>;
  /** Id of a commit's tree. Asked for before `tree`, the files come as one archive even of a commit nobody read before. */
  treeOf(sha: string): Promise<string>;
}

/** What is known of commits and their repository without asking for it here. */
export interface Known {
  /** The tip of the default branch, if it was read. */
  tip(): string | undefined;
  /** Size of the repository with its history, in KiB. */
  repositoryKib(): Promise<number>;
  /** Id of a commit's tree, if its commit was read. */
  treeId(sha: string): string | undefined;
}

/** Reads trees. */
export function trees(connection: Connection, known: Known): Trees {
  const texts = new Map<string, string | undefined>();
  let archives = 0;
  let room = maxTexts;

  function keep(blob: string, content: Buffer | undefined): void {
    const text = content && textOf(content);
    room -= text === undefined ? 0 : (content?.length ?? 0);
    if (room > 0) texts.set(blob, text);
  }

  const asked = new Map<string, string>();
  const treeOf = memoised(async (sha: string): Promise<string> => {
    const answer = await connection.request(
      'GET /repos/{owner}/{repo}/git/commits/{commit}',
      { commit: sha },
      'read a commit',
    );
    const { tree } = shaped(GitCommitShape, answer, 'a commit');
    asked.set(sha, tree.sha);
    return tree.sha;
  });

  const begun = new Set<string>();

  async function read(sha: string): Promise<ReadonlyMap<string, TreeFile>> {
    const tree = known.treeId(sha) ?? asked.get(sha);
    const kib = tree ? await known.repositoryKib() : 0;
    if (tree && kib <= maxRepositoryKib && archives < Math.min(maxArchives, maxArchivedKib / kib)) {
      archives += 1;
      const files = await archived(connection, sha, tree, keep);
      if (files) return files;
    }
    return listed(connection, sha);
  }

  const tree = memoised((sha: string) => {
    begun.add(sha);
    return read(sha);
  });
  const blobText = memoised(async (blob: string): Promise<string | undefined> => {
    const answer = await connection.request('GET /repos/{owner}/{repo}/git/blobs/{blob}', { blob }, 'read a file');
    const { content, encoding } = shaped(BlobShape, answer, 'a file');
    return textOf(Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
  });

  async function text(path: string, sha: string): Promise<string | undefined> {
    const file = (await tree(sha)).get(path);
    if (!file || (file.mode !== '100644' && file.mode !== '100755')) return undefined;
    if (file.size !== undefined && file.size > maxFileBytes) return undefined;
    return texts.has(file.blob) ? texts.get(file.blob) : blobText(file.blob);
  }

  const alone = memoised(async (path: string): Promise<string | null | undefined> => {
    try {
      const answer = await connection.request('GET /repos/{owner}/{repo}/contents/{+path}', { path }, `read ${path}`);
      const { type, content, encoding } = shaped(ContentShape, answer, 'a file');
      return type === 'file' && encoding === 'base64' ? (textOf(Buffer.from(content, encoding)) ?? null) : null;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });

  return {
    tree,
    text,
    async tipText(path) {
      const sha = known.tip();
      if (!sha || !begun.has(sha)) return alone(path);
      return (await tree(sha)).has(path) ? ((await text(path, sha)) ?? null) : undefined;
    },
    treeOf: async (sha) => known.treeId(sha) ?? treeOf(sha),
  };
}

/** Text of a file; binaries, large files and what is not UTF-8 (written back, it would be another file) are none. */
function textOf(content: Buffer): string | undefined {
  if (content.length > maxFileBytes || content.includes(0) || !isUtf8(content)) return undefined;
  return content.toString('utf8');
}

/** The files of a commit as the Git data API lists them: at once, or folder by folder where they are too many. */
async function listed(connection: Connection, sha: string): Promise<ReadonlyMap<string, TreeFile>> {
  const files = new Map<string, TreeFile>();
  const read = async (tree: string, recursive: boolean) => {
    const answer = await connection.request(
      'GET /repos/{owner}/{repo}/git/trees/{tree}',
      { tree, ...(recursive ? { recursive: '1' } : {}) },
      'list the files of the repository',
    );
    return shaped(TreeShape, answer, 'the files of the repository');
  };
  const open = [{ tree: sha, prefix: '' }];
  for (let asked = 0; open.length > 0 && asked < maxFolders; ) {
    const { tree, prefix } = open.shift()!;
    asked += 1;
    let part = await read(tree, true);
    const inParts = part.truncated && asked < maxFolders;
    if (inParts) {
      asked += 1;
      part = await read(tree, false);
    }
    for (const { path, mode, type, sha: id, size } of part.tree) {
      if (type === 'blob' || type === 'commit')
        files.set(prefix + path, { mode, blob: id, ...(size === undefined ? {} : { size }) });
      else if (type === 'tree' && inParts) open.push({ tree: id, prefix: `${prefix}${path}/` });
    }
  }
  return files;
}
