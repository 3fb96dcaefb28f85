import { z } from 'zod';
import { SreError } from '../errors/sre-error.ts';
import { InfrastructureAction } from '../incident/index.ts';
import { refusedParameters } from '../policy/index.ts';

/** Characters of the parameters as JSON that are looked at. */
const maxParameters = 10_000;

/** Infrastructure work that was asked for: an action of the closed list whose parameters have the forms that it takes. */
export const WorkOrder = z
  .object({
    incidentId: z
      .string()
      .regex(/^[\w][\w.-]{0,200}$/, 'must be the id of an incident')
      .describe('Occurrence that it belongs to.'),
    ...InfrastructureAction.shape,
  })
  .superRefine(({ action, parameters }, { addIssue }) => {
    for (const message of refusedParameters({ action, parameters })) {
      addIssue({ code: 'custom', message, path: ['parameters'] });
    }
  });
export type WorkOrder = z.infer<typeof WorkOrder>;

/** An order as the inputs of a workflow give it, all of them text. */
export interface OrderInputs {
  readonly incidentId: string;
  readonly action: string;
  /** JSON of one flat object. */
  readonly parameters: string;
  readonly planHash: string;
}

/**
 * Reads an order from the inputs of a workflow.
 *
 * @throws {SreError} `OPTION_INVALID` with every problem; values are not repeated.
 */
export function readOrder({ parameters, ...inputs }: OrderInputs): WorkOrder {
  const read = WorkOrder.safeParse({ ...inputs, parameters: objectIn(parameters) });
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.') || 'order'}: ${message}`);
  throw new SreError(
    'OPTION_INVALID',
    `This is no infrastructure work that may be done: ${problems.join(' ')}`,
    'Start the workflow with the inputs that `dispatch-infra` sends; docs/policy.md lists them.',
  );
}

function objectIn(text: string): unknown {
  if (text.length > maxParameters) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
