import { z } from 'zod';
import { CommandRun, InfrastructureAction } from '../incident/index.ts';
import { Target } from './target.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A command of kubectl or helm that ran while work was done. */
export const WorkRun = CommandRun.extend({
  phase: z.enum(['apply', 'rollout', 'undo', 'read-back']).describe('What it was for.'),
});
export type WorkRun = z.infer<typeof WorkRun>;

/** What became of infrastructure work. Everything in it was seen, or says that it was not. */
export const InfrastructureWork = z.object({
  schemaVersion: z.literal(1),
  incidentId: z.string().describe('Occurrence that it belongs to.'),
  action: InfrastructureAction.shape.action,
  parameters: InfrastructureAction.shape.parameters,
  planHash: sha256.describe('Of the plan that was asked for.'),
  outcome: z
    .enum(['refused', 'unchanged', 'planned', 'applied', 'failed', 'rolled-back', 'rollback-failed'])
    .describe(
      '`refused`: it was not begun. `unchanged`: there was nothing to do. `planned`: previewed, not applied. `failed`: it did not succeed, and nothing was taken back.',
    ),
  why: z.string().min(1).describe('What was seen, in one or two sentences.'),
  commit: z.string().optional().describe('Commit whose files were taken.'),
  target: Target.optional(),
  hash: sha256.optional().describe('Of the plan with its preview; what people approve.'),
  changes: z.array(z.string()).describe('What would change, as the tools answered a dry run, one line each.'),
  commands: z.array(z.array(z.string())).describe('Commands that apply the plan, with their arguments.'),
  wayBack: z.string().describe('How it is taken back, or why it is not; empty when that is not known.'),
  runs: z.array(WorkRun).describe('Commands that changed something or watched it, in their order.'),
  at: z.iso.datetime().describe('When this was written.'),
});
export type InfrastructureWork = z.infer<typeof InfrastructureWork>;
