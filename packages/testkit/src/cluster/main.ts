import { readFileSync, writeFileSync } from 'node:fs';
import { helm } from './helm.ts';
import { kubectl } from './kubectl.ts';
import type { ClusterState } from './state.ts';

// The stand-in of kubectl or helm on the PATH: `main.js kubectl STATE ARGUMENT…`.
const [program = '', file = '', ...args] = process.argv.slice(2);
const state: ClusterState = JSON.parse(readFileSync(file, 'utf8'));
const input = args.includes('--filename=-') ? readFileSync(0, 'utf8') : '';
state.log.push([program, ...args]);
const { code, stdout = '', stderr = '' } = program === 'helm' ? helm(state, args) : kubectl(state, args, input);
writeFileSync(file, JSON.stringify(state));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
