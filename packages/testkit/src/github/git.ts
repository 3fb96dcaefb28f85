import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deflateSync } from 'node:zlib';

/** The kinds of git object that a repository is made of. */
export type ObjectType = 'blob' | 'commit' | 'tree';

/** One git object: its id, and its bytes without the header. */
export interface GitObject {
  readonly sha: string;
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

/** A bare repository of our own that borrows the objects of the seeded one, so that real git answers what only git knows. */
export interface GitMirror {
  /** Runs git with arguments; answers standard output. Rejects with git's own words when git fails. */
  run(args: readonly string[], input?: string | Buffer): Promise<Buffer>;
  /** Adds an object if it is not there yet. */
  write(type: ObjectType, bytes: Buffer): Promise<string>;
  /** Reads objects by id, in the order asked for. */
  read(shas: readonly string[]): Promise<GitObject[]>;
  /** Removes the bare repository. */
  remove(): Promise<void>;
}

/**
 * Makes a bare repository in the temporary folder.
 *
 * @param repository A clone whose objects are borrowed (never written to), or nothing for an empty start.
 */
export async function openMirror(repository?: string): Promise<GitMirror> {
  const folder = await mkdtemp(join(tmpdir(), 'github-for-tests-'));
  await gitIn(folder, ['init', '--quiet', '--bare']);
  if (repository) {
    const nested = join(resolve(repository), '.git', 'objects');
    const objects = existsSync(nested) ? nested : join(resolve(repository), 'objects');
    await mkdir(join(folder, 'objects', 'info'), { recursive: true });
    await writeFile(join(folder, 'objects', 'info', 'alternates'), `${objects}\n`);
  }
  const known = new Set<string>();
  return {
    run: (args, input) => gitIn(folder, args, input),
    async write(type, bytes) {
      const whole = Buffer.concat([Buffer.from(`${type} ${bytes.byteLength}\0`), bytes]);
      const sha = createHash('sha1').update(whole).digest('hex');
      if (known.has(sha)) return sha;
      const shelf = join(folder, 'objects', sha.slice(0, 2));
      await mkdir(shelf, { recursive: true });
      await writeFile(join(shelf, sha.slice(2)), deflateSync(whole, { level: 1 }));
      known.add(sha);
      return sha;
    },
    async read(shas) {
      if (shas.length === 0) return [];
      return objectsOf(await gitIn(folder, ['cat-file', '--batch'], `${shas.join('\n')}\n`));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Takes apart what `git cat-file --batch` prints: `<sha> <type> <size>`, the bytes, a line feed, and so on. */
function objectsOf(printed: Buffer): GitObject[] {
  const objects: GitObject[] = [];
  for (let at = 0; at < printed.byteLength; ) {
    const end = printed.indexOf('\n', at);
    const [sha = '', type = '', size = ''] = printed.toString('utf8', at, end).split(' ');
    if (type === 'missing') throw new Error(`git has no object ${sha}`);
    const from = end + 1;
    const to = from + Number(size);
    if (type !== 'tag') objects.push({ sha, type: type as ObjectType, bytes: printed.subarray(from, to) });
    at = to + 1;
  }
  return objects;
}

/** Runs git in a folder with no configuration but the repository's own. */
export async function gitIn(folder: string, args: readonly string[], input?: string | Buffer): Promise<Buffer> {
  const child = spawn('git', ['-c', 'core.quotePath=false', '-c', 'diff.renameLimit=1000', ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: '/dev/null',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<number>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done(code ?? 1));
  });
  const [printed, complaint, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), ended]);
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${complaint.toString('utf8').trim()}`);
  return printed;
}
