import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { marker } from './processes.ts';
import { isInside } from './program.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a command is given of the user's environment; all else stays behind, such as tokens and settings of the runner. */
const allowed = [
  ...['LANG', 'LANGUAGE', 'TERM', 'TZ', 'JAVA_HOME', 'MAVEN_HOME', 'M2_HOME'],
  ...['GRADLE_HOME', 'GOROOT', 'DOTNET_ROOT'],
  ...['ANDROID_HOME', 'ANDROID_SDK_ROOT', 'SystemRoot', 'windir', 'ComSpec', 'PATHEXT'],
];
const isAllowed = (name: string) => /^LC_[A-Z]+$/.test(name) || allowed.includes(name);

/** Homes of version managers, whose programs on the PATH look for the real ones there: where they are by default. */
const toolHomes: Readonly<Record<string, string>> = {
  RUSTUP_HOME: '.rustup',
  PYENV_ROOT: '.pyenv',
  RBENV_ROOT: '.rbenv',
  VOLTA_HOME: '.volta',
  NVM_DIR: '.nvm',
};

/** Caches that tools find by a variable: where they are by default, below the home folder. */
const caches: Readonly<Record<string, string>> = {
  XDG_CACHE_HOME: '.cache',
  npm_config_cache: '.npm',
  PIP_CACHE_DIR: '.cache/pip',
  GOCACHE: '.cache/go-build',
  GOMODCACHE: 'go/pkg/mod',
  NUGET_PACKAGES: '.nuget/packages',
};

/** Caches beside which a tool keeps its secrets: linked into a home of its own, that the variable names. */
const links: readonly Link[] = [
  { folder: '.m2', caches: ['repository', 'wrapper'] },
  { folder: '.gradle', variable: 'GRADLE_USER_HOME', caches: ['caches', 'wrapper'] },
  { folder: '.cargo', variable: 'CARGO_HOME', caches: ['registry'] },
];

interface Link {
  readonly folder: string;
  readonly variable?: string;
  readonly caches: readonly string[];
}

/** Files and folders of a home that hold credentials, or settings that do. */
const secrets = [
  ...['.ssh', '.aws', '.azure', '.docker', '.kube', '.gnupg', '.config', '.password-store', '.local/share/keyrings'],
  ...['.netrc', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pypirc', '.gitconfig', '.git-credentials', '.bash_history'],
  ...['.m2/settings.xml', '.m2/settings-security.xml', '.gradle/gradle.properties', '.gradle/init.gradle'],
  ...['.gradle/init.d', '.cargo/credentials', '.cargo/credentials.toml', '.cargo/config.toml', '.gem/credentials'],
  ...['.terraform.d', '.cache/huggingface/token'],
];

/** The environment of a trial. */
export interface TrialEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Caches of the user that builds may write to; absolute, existing, without links. */
  readonly caches: readonly string[];
  /** Files and folders of the user that a sandbox hides; absolute, existing, without links. */
  readonly secrets: readonly string[];
}

/** Where a trial finds its own things. */
export interface TrialPlaces {
  /** Its home, an existing empty folder. */
  readonly home: string;
  /** For temporary files; existing. */
  readonly temporary: string;
  /** Folders that commands do not see, so that no program is looked for there. */
  readonly unseen: readonly string[];
}

/**
 * The environment that commands of a trial run in, made from an allow list, and its home. The user's caches are reachable
 * as their tools document it; the user's settings and credentials are not.
 *
 * Sources: npm-config(7) `cache`, pip "Caching", `go help environment`, XDG Base Directory Specification, Cargo "Environment
 * Variables", Gradle "Build Environment", Maven "Configuring Apache Maven".
 */
export function trialEnvironment(places: TrialPlaces, user: Variables = process.env): TrialEnvironment {
  const owner = homedir();
  const copied = Object.entries(user).filter(([name, value]) => value && isAllowed(name));
  const direct = existing(caches, owner, user);
  const linked = links.map((link) => linkInto(places.home, link, owner, user));
  return {
    variables: {
      ...(Object.fromEntries(copied) as Record<string, string>),
      ...existing(toolHomes, owner, user),
      ...direct,
      ...Object.assign({}, ...linked.map(({ variables }) => variables)),
      ...ownFolders(places),
      PATH: pathWithout(places.unseen, user.PATH ?? ''),
      CI: 'true',
      [marker]: randomUUID(),
    },
    caches: withoutInner([...Object.values(direct), ...linked.flatMap((link) => link.caches)]),
    secrets: secrets.flatMap((path) => real(join(owner, path)) ?? []),
  };
}

/** Those of some folders that exist, by the variables that name them. */
function existing(folders: Readonly<Record<string, string>>, owner: string, user: Variables): Record<string, string> {
  const entries = Object.entries(folders).map(([name, path]) => [name, real(user[name] ?? join(owner, path))]);
  return Object.fromEntries(entries.filter(([, path]) => path !== undefined));
}

function linkInto(home: string, { folder, variable, caches }: Link, owner: string, user: Variables) {
  const own = join(home, folder);
  mkdirSync(own);
  const theirs = (variable && user[variable]) || join(owner, folder);
  const found = caches.flatMap((name) => {
    const cache = real(join(theirs, name));
    if (cache) symlinkSync(cache, join(own, name), 'junction');
    return cache ?? [];
  });
  return { variables: variable ? { [variable]: own } : {}, caches: found };
}

function ownFolders({ home, temporary }: TrialPlaces): Record<string, string> {
  const windows = { USERPROFILE: home, TEMP: temporary, TMP: temporary };
  return { HOME: home, TMPDIR: temporary, ...(process.platform === 'win32' ? windows : {}), ...javaHome(home) };
}

function pathWithout(unseen: readonly string[], path: string): string {
  const isSeen = (folder: string) => !unseen.some((hidden) => isInside(folder, hidden));
  const folders = path.split(delimiter).flatMap((folder) => (isSeen(folder) && real(folder) ? [folder] : []));
  return folders.filter((folder) => isSeen(real(folder)!)).join(delimiter);
}

/** A build tool's own machine lives for seconds: optimising it, and collecting in parallel, costs more than it gives. */
const shortLived = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/**
 * Java takes its home from the password file, not from `HOME`; Maven and Gradle look for settings there. Their launchers split
 * these variables at blanks, so there is no way to name a home with one.
 */
function javaHome(home: string): Record<string, string> {
  if (/\s/.test(home)) return {};
  return {
    MAVEN_OPTS: `${shortLived} -Duser.home=${home} -Dmaven.repo.local=${join(home, '.m2/repository')}`,
    GRADLE_OPTS: `${shortLived} -Duser.home=${home}`,
  };
}

function real(path: string): string | undefined {
  if (!isAbsolute(path)) return undefined;
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Folders that are in no other of them. */
function withoutInner(folders: readonly string[]): string[] {
  const inOther = (folder: string): boolean => {
    const parent = dirname(folder);
    return parent !== folder && (folders.includes(parent) || inOther(parent));
  };
  return [...new Set(folders)].filter((folder) => !inOther(folder));
}
