export * from '../policy/edits.ts';
export * from './registry.ts';
export * from './select.ts';
export type { Plan, PlanContext, Planned, PlannedEdit, Planner } from './types.ts';
