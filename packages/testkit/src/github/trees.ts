import type { World } from './world.ts';

/** Path → blob id of a whole tree. */
export function blobsIn(world: World, tree: string, prefix = ''): Map<string, string> {
  const blobs = new Map<string, string>();
  for (const entry of world.store.trees.findOneBy('sha', tree)?.tree ?? []) {
    const path = `${prefix}${entry.path}`;
    if (entry.type === 'tree') for (const [inner, sha] of blobsIn(world, entry.sha, `${path}/`)) blobs.set(inner, sha);
    else blobs.set(path, entry.sha);
  }
  return blobs;
}

/** The text of a blob; empty when there is none. */
export function textOf(world: World, sha: string): string {
  const blob = world.store.blobs.findOneBy('sha', sha);
  if (!blob) return '';
  return blob.encoding === 'base64' ? Buffer.from(blob.content, 'base64').toString('utf8') : blob.content;
}
