import * as actions from '@actions/core';

/** Writes into the summary of the job, where there is one: outside of Actions there is none. */
export async function summarise(text: string): Promise<void> {
  if (process.env.GITHUB_STEP_SUMMARY) await actions.summary.addRaw(text, true).write();
}
