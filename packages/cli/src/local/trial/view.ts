import { existsSync, statSync } from 'node:fs';
import { isInside } from './program.ts';

/** What a sandboxed command sees of the file system. All paths are absolute, existing, without links. */
export interface View {
  /** May be written to: the copy, its home. */
  readonly scratch: string;
  /** Stands in for {@link sharedTemporary}; in `scratch`. */
  readonly temporary: string;
  /** May be read, wherever it is. */
  readonly readable: readonly string[];
  /** The user's caches; may be written to. */
  readonly caches: readonly string[];
  /** Files and folders of the user that are not seen. */
  readonly hidden: readonly string[];
}

/** Where everybody's temporary files are; a sandboxed command has one of its own. */
export const sharedTemporary = '/tmp';

/** One thing to mount, over what is there. */
export interface Mount {
  readonly path: string;
  /** `write` and `read` show what is at the path outside; `empty` and `nothing` hide a folder and a file. */
  readonly kind: 'temporary' | 'write' | 'read' | 'empty' | 'nothing';
}

/** Sockets of services that would do work for whoever asks, outside of the sandbox. */
const services = [
  ...['/run/user', '/run/dbus', '/run/systemd/private', '/run/podman', '/run/containerd'],
  ...['/run/docker.sock', '/run/snapd.sock', '/run/libvirt'],
].filter((path) => existsSync(path));

/** The mounts of a view over a read-only file system, a folder before what is in it. */
export function mountsOf(view: View): Mount[] {
  const hidden = [...services, ...view.hidden].filter((path) => !isInside(path, sharedTemporary));
  const mounts: Mount[] = [
    { path: sharedTemporary, kind: 'temporary' },
    { path: view.scratch, kind: 'write' },
    ...view.readable.map((path): Mount => ({ path, kind: 'read' })),
    ...view.caches.map((path): Mount => ({ path, kind: 'write' })),
    ...hidden.map((path): Mount => ({ path, kind: statSync(path).isDirectory() ? 'empty' : 'nothing' })),
  ];
  return mounts.sort((one, other) => (one.path < other.path ? -1 : 1));
}
