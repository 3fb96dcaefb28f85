import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PublishingWorld, sampleAlert } from '@sre-aiops/testkit';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ActionName } from '../src/inputs.ts';

const actions = join(import.meta.dirname, '../../../actions');

const Metadata = z.object({
  name: z.string(),
  description: z.string().max(125),
  branding: z.object({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string(),
    z.object({ description: z.string().min(10), required: z.boolean(), default: z.string().optional() }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string().min(10) })),
  runs: z.object({ using: z.literal('node24'), main: z.literal('dist/index.js') }),
});

/** What the `action.yml` of an action says. */
export function metadata(name: ActionName): z.infer<typeof Metadata> {
  return Metadata.parse(parse(readFileSync(join(actions, name, 'action.yml'), 'utf8')));
}

/** Inputs of a step, by name. */
export type Given = Readonly<Record<string, string>>;
/** Is told the process of an action once it runs. */
export type Started = (child: ChildProcess) => void;

/** Runs an action as the runner does: inputs and files by the environment, in a process of its own, with files below `scratch`. */
export async function runAction(
  world: PublishingWorld,
  scratch: string,
  name: ActionName,
  given: Given,
  env: NodeJS.ProcessEnv = {},
  started: Started = () => {},
) {
  const own = mkdtempSync(join(scratch, 'step-'));
  const files = { output: join(own, 'output'), summary: join(own, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const event = join(own, 'event.json');
  writeFileSync(event, JSON.stringify({ client_payload: sampleAlert }));
  const presets = Object.entries(metadata(name).inputs).map(([input, { default: preset = '' }]) => [input, preset]);
  const context = { 'github-token': world.github.token, repository: world.github.name };
  const all = Object.entries({ ...Object.fromEntries(presets), ...context, ...given });
  const child = spawn(process.execPath, [join(actions, 'build', name, 'src/main.js')], {
    cwd: scratch,
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(all.map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value])),
      GITHUB_API_URL: world.proxy.url,
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      RUNNER_TEMP: join(own, 'temp'),
      ...env,
    },
  });
  started(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const text = readFileSync(files.output, 'utf8');
  const outputs = Object.fromEntries(
    Array.from(text.matchAll(/^(.+)<<(ghadelimiter_\S+)\n([\s\S]*?)\n\2$/gm), ([, key, , value]) => [key, value]),
  );
  return { status, log, outputs, summary: readFileSync(files.summary, 'utf8') };
}
