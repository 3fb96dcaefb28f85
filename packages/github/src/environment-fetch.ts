import { getProxyUrl } from '@actions/http-client/lib/proxy';
import type { Fetch } from './whole-fetch.ts';

/**
 * The way to a server that the environment lays down: straight, or through the proxy that `https_proxy` names and
 * `no_proxy` does not except. What speaks with a proxy is as large as all the rest of us, and is loaded only then.
 *
 * @param baseUrl Address of the API.
 */
export function environmentFetch(baseUrl: string): Fetch {
  const proxy = getProxyUrl(new URL(baseUrl));
  if (!proxy) return globalThis.fetch;
  let loaded: Promise<Fetch> | undefined;
  return async (url, options) => {
    loaded ??= fetchThrough(proxy);
    return (await loaded)(url, options);
  };
}

async function fetchThrough(proxy: URL): Promise<Fetch> {
  const { fetch, ProxyAgent } = await import('undici');
  const login = `${proxy.username}:${proxy.password}`;
  const dispatcher = new ProxyAgent({
    uri: proxy.href,
    ...(login === ':' ? {} : { token: `Basic ${Buffer.from(login).toString('base64')}` }),
  });
  const through = (url: string, options: object = {}) => fetch(url, { ...options, dispatcher });
  return through as unknown as Fetch;
}
