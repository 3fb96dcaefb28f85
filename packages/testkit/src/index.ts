export * from './disguise.ts';
export * from './evaluate.ts';
export type { Acts, Deploy, Push, Run } from './github/acts.ts';
export * from './github/start-github.ts';
export type { GitHubState, IssueState, PullState, RunState } from './github/state.ts';
export * from './memory-repository.ts';
export * from './world.ts';
