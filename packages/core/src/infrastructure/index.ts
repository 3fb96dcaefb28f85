export { applyWork, assertApproved } from './apply.ts';
export { type OrderInputs, readOrder, WorkOrder } from './order.ts';
export type { CommittedFiles } from './outlook.ts';
export { plannedWork, planWork, refusedWork, type WorkDeps, type WorkPlan } from './plan.ts';
export { type ClusterTools, shown, type ToolCommand, type ToolRun } from './tools.ts';
export { InfrastructureWork, type WorkRun } from './work.ts';
