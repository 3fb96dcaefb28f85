import { editManifests, type Manifest, objectName, textAt } from '../manifests.ts';
import { bytesOf, quantityOf } from '../quantity.ts';
import { targetOf } from '../target.ts';
import type { PlanContext } from '../types.ts';
import type { Prepared } from './index.ts';
import { manifestFor } from './workload.ts';

/** A larger volume claim for a disk that is full. Claims grow and never shrink. */
export function storage(context: PlanContext, manifests: readonly Manifest[]): Prepared {
  const target = targetOf(context);
  const claim = manifestFor(manifests, ['PersistentVolumeClaim'], target);
  const path = ['spec', 'resources', 'requests', 'storage'];
  const size = claim && textAt(claim, path);
  const bytes = size && bytesOf(size);
  if (!claim || !size || !bytes)
    return { declined: `No volume claim in the repository belongs to ${context.incident.alert.service}.` };
  const wanted = quantityOf(bytes * 2);
  return {
    title: `Grow the volume ${claim.name} to ${wanted}`,
    summary: `The volume of ${objectName(claim)} is full at ${size}. The claim asks for ${wanted}; what fills it has to be found, or it fills again.`,
    edits: [...editManifests([{ manifest: claim, path, value: wanted }])].map(([file, content]) => ({
      path: file,
      content,
    })),
    risk: {
      level: 'medium',
      why: 'A claim cannot be made smaller again, and its storage class has to allow expansion.',
      destructive: false,
    },
    rollback: 'A claim cannot shrink; move the data to a smaller one.',
    verification: [`\`kubectl -n ${claim.namespace || 'default'} get pvc ${claim.name}\` shows ${wanted} as capacity.`],
    infrastructure: {
      action: 'scale_k8s',
      parameters: {
        namespace: claim.namespace || target.namespace || 'default',
        kind: claim.kind,
        name: claim.name,
        storage: wanted,
      },
    },
  };
}
