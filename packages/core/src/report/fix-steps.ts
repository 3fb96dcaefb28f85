import type { Step } from '../failure-modes/types.ts';
import type { EvidenceId, Remediation } from '../incident/index.ts';
import { quantity } from './quantity.ts';
import { cut, oneLine } from './text.ts';
import { type ValueChange, valueChanges } from './value-changes.ts';

/** The fix at hand as the first step of a runbook's part on resolving: its type, its files, what changes, how to undo it. */
export function fixSteps(remediation: Remediation | undefined): Step[] {
  if (!remediation) return [];
  const evidence = evidenceOf(remediation);
  const { type, title, rollback, escalation } = remediation;
  if (escalation && type === 'escalation') return handedOver(remediation, evidence);
  const command = applyCommand(remediation);
  return [
    {
      text: `Merge the proposed fix “${oneLine(title)}” (${type}): ${whatChanges(remediation)}; to undo it: ${lowered(cut(oneLine(rollback), 300))}`,
      evidence,
    },
    ...(command
      ? [
          {
            text: `By hand, where the cluster does not follow the repository: ${valuesOf(remediation)}.`,
            evidence,
            command,
          },
        ]
      : []),
  ];
}

/** What the fix means for size: the memory that all replicas may take and must be given, before and after. */
export function fixCapacity(remediation: Remediation | undefined): Step[] {
  if (!remediation) return [];
  const changes = valueChanges(remediation.patch);
  const [replicas, limit, request] = [/^maxReplicas$/, /^limits\.memory$/, /^requests\.memory$/].map((name) =>
    changes.find(({ key }) => name.test(key)),
  );
  if (!replicas || !limit) return [];
  const before = product(replicas.before, limit.before);
  const after = product(replicas.after, limit.after);
  if (!before || !after) return [];
  const asked = request && product(replicas.after, request.after);
  const room = asked ? ` The nodes must have room for requests of ${asked}.` : '';
  return [
    {
      text: `All replicas together may take ${before} of memory today and ${after} with the proposed fix.${room}`,
      evidence: evidenceOf(remediation),
    },
  ];
}

function evidenceOf({ evidence }: Remediation): EvidenceId[] {
  return evidence.length > 0 ? evidence.slice(0, 4) : ['A.title'];
}

function handedOver({ escalation, patch, rollback }: Remediation, evidence: EvidenceId[]): Step[] {
  const prepared = escalation!.handOver.map((item) => item.split('\n')[0]!).find((line) => /^Prepared /.test(line));
  const changes = valueChanges(patch || escalation!.handOver.join('\n'));
  const values = changes.length > 0 ? ` (${told(changes)})` : '';
  const steps = [{ text: `Call ${oneLine(escalation!.to)}: ${cut(oneLine(escalation!.why), 400)}`, evidence }];
  if (!prepared) return steps;
  const undo = /nothing/i.test(rollback) ? 'put the former lines back.' : lowered(cut(oneLine(rollback), 300));
  return [...steps, { text: `${oneLine(prepared).replace(/:$/, '')}${values}; to undo it: ${undo}`, evidence }];
}

function whatChanges({ edits, patch }: Remediation): string {
  const shown = edits.slice(0, 3).map(({ action, path }) => `${action}s ${path}`);
  const rest = edits.length - shown.length;
  const files = rest > 0 ? `${shown.join(', ')} and ${rest} more files` : shown.join(', ');
  const changes = edits.length <= 3 ? valueChanges(patch) : [];
  return `it ${files || 'changes no file'}${changes.length > 0 ? ` (${told(changes)})` : ''}`;
}

function told(changes: readonly ValueChange[]): string {
  return changes
    .slice(0, 4)
    .map(({ key, before, after }) => `${key} ${before} → ${after}`)
    .join(', ');
}

function valuesOf({ patch }: Remediation): string {
  return told(valueChanges(patch));
}

/** Names and amounts of Kubernetes: harmless in any shell. */
const PLAIN = /^[a-z0-9][a-z0-9.-]{0,200}$/i;

/** The planned scaling as a command, from the parameters of the plan; `undefined` for other plans. */
function applyCommand({ infrastructure }: Remediation): string | undefined {
  if (infrastructure?.action !== 'scale_k8s') return undefined;
  const { namespace, kind, name, container, memoryLimit, memoryRequest, maxReplicas } = infrastructure.parameters;
  const given = [namespace, kind, name, container, memoryLimit, memoryRequest, maxReplicas];
  if (!namespace || !kind || !name || given.some((value) => value !== undefined && !PLAIN.test(value)))
    return undefined;
  const amounts = [
    memoryRequest && `--requests=memory=${memoryRequest}`,
    memoryLimit && `--limits=memory=${memoryLimit}`,
  ].filter(Boolean);
  const of = container ? ` -c ${container}` : '';
  const lines = [
    ...(amounts.length > 0
      ? [`kubectl -n ${namespace} set resources ${kind.toLowerCase()}/${name}${of} ${amounts.join(' ')}`]
      : []),
    ...(maxReplicas && /^\d+$/.test(maxReplicas)
      ? [`kubectl -n ${namespace} patch hpa ${name} --type merge -p '{"spec":{"maxReplicas":${maxReplicas}}}'`]
      : []),
  ];
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/** `3` × `512Mi` → `3 × 512Mi = 1.5 GiB`. */
function product(count: string, amount: string): string | undefined {
  const [, size, unit] = /^(\d{1,12}(?:\.\d{1,3})?)(Ki|Mi|Gi|Ti)$/.exec(amount) ?? [];
  if (!size || !unit || !/^\d{1,6}$/.test(count)) return undefined;
  const bytes = Number(count) * Number(size) * 1024 ** (['Ki', 'Mi', 'Gi', 'Ti'].indexOf(unit) + 1);
  return `${count} × ${amount} = ${quantity(bytes, 'By')}`;
}

function lowered(text: string): string {
  return /^.\p{Ll}/u.test(text) ? `${text[0]!.toLowerCase()}${text.slice(1)}` : text;
}
