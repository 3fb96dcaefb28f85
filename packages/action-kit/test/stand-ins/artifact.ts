/**
 * The work of the stand-ins for actions/upload-artifact and actions/download-artifact: `node artifact.ts upload|download`. They
 * speak GitHub's artifact protocol with act's server, which the newer clients of GitHub have outgrown: it knows neither their
 * `mime_type` nor the way they quote its signed addresses.
 */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const { NAME: name = '', ACTIONS_RESULTS_URL: server = '', ACTIONS_RUNTIME_TOKEN: token = '' } = process.env;
/** The run and the job, which the token names: `Actions.Results:RUN:JOB`. */
const { scp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { readonly scp: string };
const [, workflow_run_backend_id, workflow_job_run_backend_id] = /Actions\.Results:([^: ]+):([^: ]+)/.exec(scp) ?? [];

if (process.argv[2] === 'upload') await upload(process.env.PATHS ?? '', process.env.IF_NONE ?? '');
else await download(process.env.FOLDER ?? '');

/** Keeps a file or a folder, as upload-artifact does: links are followed, and what begins with a dot is left out. */
async function upload(paths: string, ifNone: string): Promise<void> {
  const [path = '', ...more] = paths.split('\n').filter(Boolean);
  if (more.length > 0) throw new Error('This stand-in takes one path.');
  const isFolder = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const root = isFolder ? path : dirname(path);
  const files = isFolder ? visible(path, '') : readdirSync(root).filter((file) => file === basename(path));
  if (files.length === 0 && ifNone === 'error') {
    process.stdout.write(`::error::No files were found with the provided path: ${path}.\n`);
    process.exit(1);
  }
  const content = execFileSync('tar', ['-chzf', '-', '-C', root, '--', ...files], { maxBuffer: 2 ** 28 });
  const { signedUploadUrl: url = '' } = await ask('CreateArtifact', { name, version: 4 });
  await answered(await fetch(`${url}&comp=block`, { method: 'PUT', body: content }));
  await ask('FinalizeArtifact', { name, size: String(content.length) });
}

function visible(root: string, below: string): string[] {
  const names = readdirSync(join(root, below)).filter((entry) => !entry.startsWith('.'));
  return names.flatMap((entry) => {
    const path = join(below, entry);
    return statSync(join(root, path)).isDirectory() ? visible(root, path) : [path];
  });
}

/** Brings an artifact back, and does to it what the test wants somebody to have done. */
async function download(path: string): Promise<void> {
  const { signedUrl = '' } = await ask('GetSignedArtifactURL', { name });
  const answer = await answered(await fetch(signedUrl));
  mkdirSync(path, { recursive: true });
  execFileSync('tar', ['-xzf', '-', '-C', path], { input: Buffer.from(await answer.arrayBuffer()) });
  const { job, artifact, command } = JSON.parse(process.env.TAMPER ?? '{}');
  if (job === process.env.GITHUB_JOB && artifact === name)
    execFileSync('sh', ['-ec', command], { cwd: path, stdio: 'inherit' });
}

async function ask(method: string, message: object): Promise<Record<string, string>> {
  const answer = await fetch(new URL(`twirp/github.actions.results.api.v1.ArtifactService/${method}`, server), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workflow_run_backend_id, workflow_job_run_backend_id, ...message }),
  });
  return (await (await answered(answer)).json()) as Record<string, string>;
}

async function answered(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.url} answers ${answer.status}.`);
  return answer;
}
