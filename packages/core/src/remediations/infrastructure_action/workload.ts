import { type Manifest, mapAt, textAt } from '../manifests.ts';
import type { Target } from '../target.ts';

/** The manifest of some kinds that a target means; `undefined` when nothing fits. */
export function manifestFor(
  manifests: readonly Manifest[],
  kinds: readonly string[],
  target: Target,
): Manifest | undefined {
  return manifests
    .filter(({ kind }) => kinds.includes(kind))
    .map((manifest) => ({ manifest, score: fit(manifest, target) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || (one.manifest.path < other.manifest.path ? -1 : 1))[0]?.manifest;
}

function fit(manifest: Manifest, { names, pods, namespace, environment }: Target): number {
  const labels = Object.values(mapAt(manifest, ['metadata', 'labels']));
  const own = [manifest.name, ...labels];
  let score = 0;
  if (names.includes(manifest.name)) score += 10;
  else if (names.some((name) => labels.includes(name))) score += 6;
  else if (pods.some((pod) => own.some((name) => pod.startsWith(`${name}-`) || pod === name))) score += 8;
  if (score === 0) return 0;
  if (namespace && manifest.namespace === namespace) score += 2;
  if (namespace && manifest.namespace !== '' && manifest.namespace !== namespace) score -= 3;
  if (environment && manifest.path.split('/').includes(environment)) score += 1;
  if (textAt(manifest, ['spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'memory'])) score += 1.5;
  return score;
}
