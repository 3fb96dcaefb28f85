/**
 * Stands in a bundle where @actions/core asks for its HTTP client, by the `paths` of the tsconfig.json beside it. The client
 * serves OIDC tokens only, which nothing here asks for, and would load half a megabyte at every start.
 */
export class HttpClient {
  constructor() {
    throw new Error('This bundle has no HTTP client for OIDC tokens: see scripts/bundle/no-http-client.js.');
  }
}
