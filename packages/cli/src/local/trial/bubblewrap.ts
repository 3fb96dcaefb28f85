import type { Sandbox } from './sandbox.ts';
import { type Mount, mountsOf, sharedTemporary } from './view.ts';

/** bubblewrap, https://github.com/containers/bubblewrap: bwrap(1). */
export const bubblewrap: Sandbox = {
  name: 'bwrap',
  wrap(view, folder, command) {
    const mounts = mountsOf(view);
    const option = ({ path, kind }: Mount): string[] => {
      if (kind === 'temporary') return ['--bind', view.temporary, sharedTemporary];
      if (kind === 'write') return ['--bind', path, path];
      if (kind === 'read') return ['--ro-bind', path, path];
      return kind === 'empty' ? ['--tmpfs', path] : ['--ro-bind', '/dev/null', path];
    };
    const empty = mounts.filter(({ kind }) => kind === 'empty');
    return [
      ...['bwrap', '--die-with-parent', '--unshare-user', '--unshare-pid', '--unshare-ipc', '--cap-drop', 'ALL'],
      ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
      ...mounts.flatMap(option),
      ...empty.flatMap(({ path }) => ['--remount-ro', path]),
      ...['--chdir', folder, '--', ...command],
    ];
  },
};
