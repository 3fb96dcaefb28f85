import { gzipSync } from 'node:zlib';
import { shelve } from '../shelve.ts';
import { type Addition, commitAt, refusal, repoOf } from '../world.ts';

/** The archive of a commit; on GitHub another host serves it, here the same server under `/_codeload`. */
export const tarball: readonly Addition[] = [
  {
    why: 'A tarball is a redirect to an archive; emulate has none.',
    method: 'GET',
    path: /^\/tarball(?:\/(.+))?$/,
    before: (world, _call, [ref = '']) => {
      const commit = commitAt(world, ref || repoOf(world).default_branch);
      if (!commit) return refusal(404, 'Not Found');
      const location = `${world.apiUrl}/_codeload/${world.name}/legacy.tar.gz/${ref || commit.sha}`;
      return { status: 302, headers: { location }, body: undefined };
    },
  },
  {
    why: 'The archive has one folder `owner-name-sha7`, modes, symbolic links, and the commit in its global header.',
    method: 'GET',
    path: /^\/_codeload\/[^/]+\/[^/]+\/legacy\.tar\.gz\/(.+)$/,
    fromRoot: true,
    before: async (world, _call, [ref = '']) => {
      const commit = commitAt(world, ref);
      if (!commit) return refusal(404, 'Not Found');
      await shelve(world);
      const folder = `${world.name.replace('/', '-')}-${commit.sha.slice(0, 7)}`;
      const tar = await world.git.run(['archive', '--format=tar', `--prefix=${folder}/`, commit.sha]);
      const headers = {
        'content-type': 'application/x-gzip',
        'content-disposition': `attachment; filename=${folder}.tar.gz`,
      };
      return { status: 200, headers, body: gzipSync(tar) };
    },
  },
];
