import { join, relative } from 'node:path';
import { type Mounted, mountedHere } from './mounted.ts';
import { isInside } from './program.ts';
import type { Sandbox } from './sandbox.ts';
import { type Mount, mountsOf, sharedTemporary, type View } from './view.ts';

/**
 * Reads words in threes: what to do, where, with what. At `run` it runs the command, as the user who called it, in a user
 * namespace of its own from which none of the mounts can be undone; as the first process of the PID namespace it stays.
 */
const script = `
set -eu
while [ "$1" != run ]; do
  case "$1" in
    folder) mkdir -p "$2" ;;
    link) ln -s "$3" "$2" ;;
    bind) [ -e "$2" ] || : > "$2"; mount --bind "$3" "$2" ;;
    cover) mount --rbind "$3" "$2" ;;
    empty) mkdir -p "$2"; mount -t tmpfs -o mode=755 tmpfs "$2" ;;
    terminals) mount -t devpts -o newinstance,ptmxmode=0666 devpts "$2" ;;
    set) mount -o "remount,bind,$3" "$2" ;;
  esac
  shift 3
done
cd "$2"
uid=$3
gid=$4
shift 4
unshare --user --map-user="$uid" --map-group="$gid" -- "$@"
`;

const namespaces = ['user', 'map-root-user', 'mount', 'pid', 'ipc', 'fork', 'kill-child=KILL', 'mount-proc'];

type Step = readonly [string, string, string];

/** Namespaces by unshare(1) and mounts by mount(8), both of util-linux, where there is no bubblewrap. */
export const unshare: Sandbox = {
  name: 'unshare',
  wrap(view, folder, command) {
    const owner = [process.getuid?.() ?? 0, process.getgid?.() ?? 0].map(String);
    return [
      ...['unshare', ...namespaces.map((option) => `--${option}`), '--', 'sh', '-c', script, 'sh'],
      ...stepsOf(view, mountedHere()).flat(),
      ...['run', folder, ...owner, ...command],
    ];
  },
};

/** First all is made read-only, then what is shown and hidden is mounted over it; what is in `/tmp` comes with its stand-in. */
function stepsOf(view: View, mounted: readonly Mounted[]): Step[] {
  const flags = (path: string, access: string) =>
    [access, ...(mounted.findLast((mount) => isInside(path, mount.path))?.flags ?? [])].join(',');
  const at = (path: string) =>
    isInside(path, sharedTemporary) ? join(view.temporary, relative(sharedTemporary, path)) : path;
  const show = ({ path, kind }: Mount): Step[] => [
    ['folder', at(path), ''],
    ['bind', at(path), path],
    ['set', at(path), flags(path, kind === 'write' && isWritable(path, mounted) ? 'rw' : 'ro')],
  ];
  const mounts = mountsOf(view).filter(({ kind }) => kind !== 'temporary');
  return [
    ['bind', view.scratch, view.scratch],
    ...mounted.filter(({ writable }) => writable).map(({ path }): Step => ['set', path, flags(path, 'ro')]),
    ...mounts.flatMap((mount): Step[] => {
      if (mount.kind === 'empty') return [['empty', mount.path, '']];
      return mount.kind === 'nothing' ? [['bind', mount.path, '/dev/null']] : show(mount);
    }),
    ...mounts.filter(({ kind }) => kind === 'empty').map(({ path }): Step => ['set', path, 'ro']),
    ...devices(join(view.scratch, 'dev')),
    ['cover', sharedTemporary, view.temporary],
  ];
}

function isWritable(path: string, mounted: readonly Mounted[]): boolean {
  return mounted.findLast((mount) => isInside(path, mount.path))?.writable ?? true;
}

/** The harmless devices only: one who is root may write to disks. */
function devices(folder: string): Step[] {
  const within = (name: string) => join(folder, name);
  return [
    ['empty', folder, ''],
    ...['null', 'zero', 'full', 'random', 'urandom', 'tty'].map((name): Step => ['bind', within(name), `/dev/${name}`]),
    ...['shm', 'pts'].map((name): Step => ['folder', within(name), '']),
    ['terminals', within('pts'), ''],
    ['link', within('ptmx'), 'pts/ptmx'],
    ['link', within('fd'), '/proc/self/fd'],
    ...['stdin', 'stdout', 'stderr'].map((name, fd): Step => ['link', within(name), `/proc/self/fd/${fd}`]),
    ['cover', '/dev', folder],
  ];
}
