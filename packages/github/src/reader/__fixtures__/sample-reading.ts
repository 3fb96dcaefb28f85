import { type ConnectOptions, connect } from '../../connect.ts';
import { type GithubReader, githubReader } from '../reader.ts';

/** A reader that knows nothing yet, for tests, and what it asks for. */
export interface SampleReading {
  readonly reader: GithubReader;
  /** Routes below the repository, in the order of the answers. */
  asked(): string[];
}

/** Reads a GitHub of a test; a second of waiting lasts a millisecond. */
export function sampleReading(
  github: { readonly apiUrl: string; readonly token: string; readonly name: string },
  fetch?: ConnectOptions['fetch'],
): SampleReading {
  const { apiUrl, token, name } = github;
  const connection = connect({ repository: name, token, apiUrl, secondMs: 1, fetch });
  return {
    reader: githubReader(connection),
    asked: () => connection.requests.map(({ route }) => route.replace('/repos/{owner}/{repo}', '')),
  };
}
