/** What a model is sent for each incident: counted, told, kept. */
import { type BundledIncident, measureTokens, type TokenPlaces, type TokensSent } from '@sre-aiops/testkit';

/** Tokens that the agent which this project re-imagines sent for a log of fifty lines, measured on its own repository. */
const olderAgent = 14_800;

/** Counts them, one incident after the other. */
export async function tokensOf(incidents: readonly BundledIncident[], places: TokenPlaces): Promise<TokensSent[]> {
  const sent: TokensSent[] = [];
  for (const incident of incidents) sent.push(await measureTokens(incident, places));
  return sent;
}

/** The counts as a Markdown table. */
export function tokenTable(sent: readonly TokensSent[]): string {
  const heads = ['incident', 'requests', 'diagnose', 'remediate', 'sre-artifacts', 'all', `of ${told(olderAgent)}`];
  const rows = sent.map(({ id, requests, diagnose, remediate, artifacts, all }) => [
    ...[`\`${id}\``, String(requests)],
    ...[diagnose, remediate, artifacts, all].map(told),
    `${Math.round((all / olderAgent) * 100)} %`,
  ]);
  const sides = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [heads, sides, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function told(tokens: number): string {
  return tokens.toLocaleString('en');
}
