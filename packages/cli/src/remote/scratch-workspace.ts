import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { CodeReader, Workspace } from '@sre-aiops/core';
import { git, gitText } from '../local/git.ts';
import { withScratch } from '../local/scratch.ts';

/**
 * Tries patches on a repository of which there is no clone: the files that a patch names are read and laid into an empty
 * folder, and git says whether the patch fits them.
 */
export function scratchWorkspace(code: CodeReader): Workspace {
  return {
    applies: (patch, sha) =>
      withScratch(async (folder) => {
        await gitText(folder, ['init', '--quiet']);
        for (const path of pathsOf(patch)) {
          const text = await code.readFile(path, sha);
          const file = resolve(folder, path);
          if (text === undefined || !file.startsWith(`${resolve(folder)}${sep}`)) continue;
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, text);
        }
        const checked = await git(folder, ['apply', '--check', '-'], { input: patch });
        const detail = `git apply --check on the files of ${sha.slice(0, 12)}`;
        return { ok: checked.code === 0, detail: checked.code === 0 ? detail : checked.stderr };
      }),
  };
}

/** Paths that a unified diff reads: those of its old sides, unquoted as git quotes them. */
function pathsOf(patch: string): string[] {
  const old = Array.from(patch.matchAll(/^--- (?:a\/(.+)|"a\/(.+)")$/gm), ([, plain, quoted]) =>
    plain === undefined ? unquoted(quoted ?? '') : plain.replace(/\t.*$/, ''),
  );
  return [...new Set(old)].filter((path) => !join('/', path).startsWith('/.git/'));
}

/** git writes bytes outside of ASCII as octal escapes in quoted paths. */
function unquoted(text: string): string {
  const bytes: number[] = [];
  for (const [, octal, escaped, plain] of text.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...Buffer.from(plain ?? ({ t: '\t', n: '\n' } as Record<string, string>)[escaped!] ?? escaped!));
  }
  return Buffer.from(bytes).toString('utf8');
}
