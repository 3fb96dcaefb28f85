import { folderOf } from '../paths.ts';
import { bytesOf, quantityOf } from '../quantity.ts';
import { withValue } from '../setting-changes.ts';
import { targetOf } from '../target.ts';
import type { PlanContext } from '../types.ts';
import { valueFor } from './helm-values.ts';
import type { Prepared } from './index.ts';

const size =
  /(?:^|\.)(?:\w*(?:persistence|storage|volume|pvc|disk)\w*)\.(?:\w+\.){0,2}(?:size|storage)$|\.(?:storage|volume|disk)Size$/i;

/** A larger volume in the Helm values of a service whose claims are templates. */
export async function helmStorage(context: PlanContext): Promise<Prepared> {
  const { service } = context.incident.alert;
  const found = await valueFor(context, size);
  const bytes = found && bytesOf(found.setting.value);
  if (!found || !bytes) return { declined: `No manifest and no Helm values of ${service} set the size of a volume.` };
  const { path, text, setting } = found;
  const wanted = quantityOf(bytes * 2);
  return {
    title: `Grow the volume of ${service} to ${wanted}`,
    summary: `The volume of ${service} is full at ${setting.value}. ${setting.path.join('.')} in ${path} now asks for ${wanted}; what fills it has to be found, or it fills again.`,
    edits: [{ path, content: withValue(path, text, { setting, raw: wanted }) ?? text }],
    risk: {
      level: 'medium',
      why: 'A claim cannot be made smaller again, its storage class has to allow expansion, and one that a StatefulSet made has to be grown by hand.',
      destructive: false,
    },
    rollback: 'A claim cannot shrink; move the data to a smaller one.',
    verification: [`\`kubectl -n ${targetOf(context).namespace ?? 'default'} get pvc\` shows ${wanted} as capacity.`],
    infrastructure: {
      action: 'update_helm_values',
      parameters: {
        namespace: targetOf(context).namespace ?? 'default',
        chart: folderOf(path) || '.',
        values: path,
        storage: wanted,
      },
    },
  };
}
