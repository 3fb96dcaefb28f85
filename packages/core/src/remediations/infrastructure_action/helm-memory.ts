import { baseName, folderOf } from '../paths.ts';
import { bytesOf, quantityOf } from '../quantity.ts';
import { withValue } from '../setting-changes.ts';
import { settingsOf } from '../settings.ts';
import { targetOf } from '../target.ts';
import type { PlanContext } from '../types.ts';
import { valueFor } from './helm-values.ts';
import type { Prepared } from './index.ts';
import { neededBytes } from './memory.ts';

/** More memory in the Helm values of a service whose manifests are templates. */
export async function helmMemory(context: PlanContext): Promise<Prepared> {
  const { incident } = context;
  const service = incident.alert.service;
  const best = await valueFor(context, /(?:^|\.)limits\.memory$/);
  if (!best) return { declined: `No manifest and no Helm values of ${service} set a memory limit.` };
  const { path, text, setting: limit } = best;
  const bytes = bytesOf(limit.value);
  if (!bytes) return { declined: `The memory limit ${limit.value} in ${path} is not a quantity.` };
  const need = neededBytes(context, bytes);
  const memoryLimit = quantityOf(need.bytes);
  const requestPath = [...limit.path.slice(0, -2), 'requests', 'memory'];
  const request = settingsOf(path, text).find((setting) => setting.path.join('\0') === requestPath.join('\0'));
  const requested = request && bytesOf(request.value);
  const memoryRequest = requested ? quantityOf((requested / bytes) * need.bytes) : undefined;
  let content = withValue(path, text, { setting: limit, raw: memoryLimit }) ?? text;
  if (request && memoryRequest) content = withValue(path, content, { setting: request, raw: memoryRequest }) ?? content;
  return {
    title: `Give ${service} ${memoryLimit} of memory`,
    summary: `${service} is killed at its limit of ${limit.value}. ${need.why} ${baseName(path)} now asks for ${memoryLimit}${memoryRequest ? ` and reserves ${memoryRequest}` : ''}.`,
    edits: [{ path, content }],
    risk: {
      level: 'medium',
      why: `The release is rolled out anew, and the nodes need room for ${memoryRequest ?? memoryLimit} a pod.`,
      destructive: false,
    },
    rollback: `Set ${limit.path.join('.')} back to ${limit.value} and upgrade the release.`,
    verification: [
      `No container of ${service} ends with OOMKilled (exit code 137) for an hour at the load of the incident.`,
    ],
    infrastructure: {
      action: 'update_helm_values',
      parameters: {
        namespace: targetOf(context).namespace ?? 'default',
        chart: folderOf(path) || '.',
        values: path,
        memoryLimit,
        ...(memoryRequest ? { memoryRequest } : {}),
      },
    },
  };
}
