import { baseName, folderOf } from '../paths.ts';
import { bytesOf, quantityOf } from '../quantity.ts';
import { withValue } from '../setting-changes.ts';
import { type Setting, settingsOf } from '../settings.ts';
import { targetOf } from '../target.ts';
import type { PlanContext } from '../types.ts';
import type { Prepared } from './index.ts';
import { neededBytes } from './memory.ts';

/** More memory in the Helm values of a service whose manifests are templates. */
export async function helmMemory(context: PlanContext): Promise<Prepared> {
  const { incident } = context;
  const service = incident.alert.service;
  const best = await limitFor(context);
  if (!best) return { declined: `No manifest and no Helm values of ${service} set a memory limit.` };
  const { path, text, limit } = best;
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

interface Limit {
  readonly path: string;
  readonly text: string;
  readonly limit: Setting;
}

/** The memory limit of the service among the repository's values files, those of its environment first. */
async function limitFor({ code, head, incident }: PlanContext): Promise<Limit | undefined> {
  const { service, environment } = incident.alert;
  const values = /(?:^|\/)(?:[\w.-]*values[\w.-]*|[\w-]*release[\w-]*)\.ya?ml$/;
  const found: Limit[] = [];
  for (const path of (await code.listFiles(head.sha)).filter((name) => values.test(name)).slice(0, 60)) {
    const text = (await code.readFile(path, head.sha)) ?? '';
    const limits = settingsOf(path, text).filter((setting) => /(?:^|\.)limits\.memory$/.test(setting.path.join('.')));
    found.push(...limits.map((limit) => ({ path, text, limit })));
  }
  const fit = ({ path, limit }: Limit) => {
    const own = (limit.path.includes(service) ? 4 : 0) + (path.split('/').includes(service) ? 3 : 0);
    return own + (environment && path.includes(environment) ? 2 : 0);
  };
  const best = found.sort((one, other) => fit(other) - fit(one))[0];
  return best && (fit(best) > 0 || found.length === 1) ? best : undefined;
}
