import { inSentence } from '../../failure-modes/naming.ts';
import { type Manifest, manifestsOf } from '../manifests.ts';
import type { Plan, PlanContext, Planner } from '../types.ts';
import { evidenceOf, recoverySigns, title } from '../wording.ts';
import { dnsEgress } from './dns-egress.ts';
import { helmMemory } from './helm-memory.ts';
import { helmStorage } from './helm-storage.ts';
import { memory } from './memory.ts';
import { renewal } from './renewal.ts';
import { storage } from './storage.ts';

/** What a recipe of this folder comes to. */
export type Prepared =
  | (Pick<Plan, 'title' | 'summary' | 'edits' | 'risk' | 'rollback' | 'verification'> &
      Required<Pick<Plan, 'infrastructure'>>)
  | { readonly declined: string };

type Recipe = (context: PlanContext, manifests: readonly Manifest[]) => Prepared | Promise<Prepared>;

const recipes: Readonly<Record<string, readonly Recipe[]>> = {
  'container-oom-kill': [memory, helmMemory],
  'memory-exhaustion': [memory, helmMemory],
  'tls-expiry': [renewal],
  'disk-full': [storage, helmStorage],
  'dns-or-network-policy': [dnsEgress],
};

/** Work on the platform from a closed list: the manifests in the repository are changed, a workflow applies them. */
export const infrastructureAction: Planner = {
  id: 'infrastructure_action',

  async plan(context) {
    const fitting = recipes[context.match.mode.id];
    if (!fitting) return { declined: `No platform action ends ${inSentence(context.match.mode.title)}.` };
    const manifests = await manifestsOf(context);
    let declined = '';
    for (const recipe of fitting) {
      const prepared = await recipe(context, manifests);
      if (!('declined' in prepared)) {
        return {
          plan: {
            ...prepared,
            title: title(prepared.title),
            evidence: evidenceOf(context),
            verification: [...prepared.verification, ...recoverySigns(context)],
          },
        };
      }
      declined ||= prepared.declined;
    }
    return { declined };
  },
};
