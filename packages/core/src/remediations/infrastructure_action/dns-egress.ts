import { type Manifest, objectName } from '../manifests.ts';
import { dnsFaults } from '../network-policy.ts';
import type { PlanContext } from '../types.ts';
import type { Prepared } from './index.ts';

/** Lets pods reach the cluster's name service again where a policy keeps them from it. */
export function dnsEgress(_context: PlanContext, manifests: readonly Manifest[]): Prepared {
  const [fault] = dnsFaults(manifests);
  if (!fault) return { declined: 'No network policy in the repository keeps pods from the name service.' };
  const { manifest, policy, edit, why } = fault;
  return {
    title: `Let pods of ${manifest.namespace || 'the namespace'} reach the name service`,
    summary: `${why} The policy is put right.`,
    edits: [edit],
    risk: {
      level: 'medium',
      why: 'A network boundary opens for port 53 to the name service of the cluster.',
      destructive: false,
    },
    rollback: `Apply ${objectName(manifest)} as it was.`,
    verification: ['A lookup of kubernetes.default from a pod of the namespace answers.'],
    infrastructure: {
      action: 'update_network_policy',
      parameters: { namespace: manifest.namespace || 'default', policy, file: edit.path },
    },
  };
}
