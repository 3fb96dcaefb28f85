import type { Sign } from '../types.ts';

/**
 * Wording of providers that answer "too much".
 *
 * HTTP 429 (RFC 6585), AWS throttling exceptions, Google RESOURCE_EXHAUSTED, Azure Cosmos DB, GitHub, Stripe, OpenAI, Resilience4j, nginx.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /Too Many Requests|(?:status|code|HTTP\S{0,8}|returned|responded with|response|got|error)\\?["']?[ =:"]{1,4}429\b|\b429[ :]{1,2}(?:Too|error|client|from)|TooManyRequests|HttpClientErrorException\$TooManyRequests/i,
    weight: 5,
    means: 'an upstream answers 429',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /rate[ -]?limit(?:ed|er)?[^\n]{0,30}(?:exceed|reach|hit|error|retry)|rate_limit_exceeded|RateLimit(?:Error|Exceeded)|[Rr]ate exceeded|ThrottlingException|Throttling(?:Error)?:|ThrottledException|ProvisionedThroughputExceeded|RequestLimitExceeded|\bSlowDown\b|Reduce your request rate|RequestRateTooLarge|Request rate is large|ENHANCE_YOUR_CALM|RequestNotPermitted|secondary rate limit|userRateLimitExceeded|LimitExceededException|x-ratelimit-remaining[ :="]{1,4}0\b/i,
    weight: 4.5,
    means: 'a rate limit is exceeded',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /RESOURCE_EXHAUSTED|insufficient_quota|QuotaExceeded|(?<!disk )\bquota (?:has been |was )?(?:exceeded|exhausted|reached)|exceeded (?:your|the) (?:current )?(?:api )?quota|daily limit (?:exceeded|reached)|usage limit (?:exceeded|reached)/i,
    weight: 3.8,
    means: 'a quota is used up',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /retry[-_ ]?after[ :="]{1,4}(?<retryAfter>\d{1,6})|limiting requests, excess|try again in (?<retryAfter2>\d{1,6}) ?s/i,
    weight: 2.5,
    means: 'the caller is told to wait',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /https?:\/\/(?<host>[\w.-]{3,160})|(?:host|upstream|provider)[=: "]{1,3}(?<host2>[a-z0-9][\w-]{0,60}(?:\.[\w-]{1,60}){1,5})/i,
    weight: 0.1,
    means: 'the upstream is named',
  },
  {
    in: ['metric', 'alert'],
    pattern:
      /(?:^|[^\d])429(?:[^\d]|$)|rate[_ -]?limit|quota|(?<!cpu_|cfs_)throttl(?:ed|ing)_?(?:requests|calls|events)/i,
    weight: 3,
    means: 'limited requests are what is measured',
  },
];
