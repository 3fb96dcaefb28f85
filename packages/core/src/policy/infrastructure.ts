import type { InfrastructureAction } from '../incident/index.ts';
import { refusedPath } from './paths.ts';

type Fits = (value: string) => boolean;

/** Names of objects and namespaces. Source: Kubernetes documentation, "Object Names and IDs" (RFC 1123). */
const label: Fits = (value) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value);
const name: Fits = (value) => value.length <= 253 && value.split('.').every(label);
/** Source: Kubernetes documentation, "Quantity", without exponents and parts of one. */
const quantity: Fits = (value) => /^[1-9]\d{0,12}(?:\.\d{1,3})?(?:[kMGT]|[KMGT]i)?$/.test(value);
const count: Fits = (value) => /^[1-9]\d{0,3}$/.test(value);
const kind: Fits = (value) =>
  /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|PersistentVolumeClaim)$/.test(value);
/** A path that no program takes for an option and no shell for more than a word. */
const path: Fits = (value) => /^[\w.][\w./@+-]{0,300}$/.test(value) && refusedPath(value) === undefined;
const folder: Fits = (value) => value === '.' || path(value);

interface Rule {
  readonly required: Readonly<Record<string, Fits>>;
  readonly optional: Readonly<Record<string, Fits>>;
}

/** The parameters of each action of the closed list; nothing else may be asked for. */
const rules: Readonly<Record<InfrastructureAction['action'], Rule>> = {
  scale_k8s: {
    required: { namespace: label, kind, name },
    optional: {
      container: label,
      memoryLimit: quantity,
      memoryRequest: quantity,
      maxReplicas: count,
      storage: quantity,
    },
  },
  rotate_cert: { required: { namespace: label, certificate: name, secret: name }, optional: {} },
  update_network_policy: { required: { namespace: label, policy: name, file: path }, optional: {} },
  update_helm_values: {
    required: { namespace: label, chart: folder, values: path },
    optional: { memoryLimit: quantity, memoryRequest: quantity, storage: quantity },
  },
};

/** Why the parameters of an action may not be sent, one sentence each; empty when they may. Values are not repeated. */
export function refusedParameters({ action, parameters }: Omit<InfrastructureAction, 'planHash'>): string[] {
  const rule = Object.hasOwn(rules, action) ? rules[action] : undefined;
  if (!rule) return ['The action is not on the closed list.'];
  const known: Readonly<Record<string, Fits>> = { ...rule.required, ...rule.optional };
  const missing = Object.keys(rule.required)
    .filter((key) => !Object.hasOwn(parameters, key))
    .map((key) => `${action} needs ${key}.`);
  const unfit = Object.entries(parameters).flatMap(([key, value]) => {
    if (!Object.hasOwn(known, key))
      return [`${action} has no parameter ${key.replaceAll(/[^\w-]/g, '?').slice(0, 40)}.`];
    return known[key]!(value) ? [] : [`The value of ${key} is not of the form that ${action} takes.`];
  });
  return [...missing, ...unfit];
}
