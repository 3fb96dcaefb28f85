import type { Sign } from '../types.ts';

/**
 * Signs that a switch was thrown and behaviour changed with it.
 *
 * Flag services (LaunchDarkly, Unleash, Flipper, Split, ConfigCat, OpenFeature, …), Spring and CAP feature keys,
 * environment switches.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /feature[ _-]?(?:flag|toggle|gate|switch)s?:? ["'`](?<flag>[\w.:-]{3,80})["'`]|feature[ _-]?(?:flag|toggle|gate|switch)s?:? (?<flag2>[\w]{1,40}[._-][\w.-]{1,60})|(?:flag|toggle|gate)(?:[_ -]?(?:key|name|id))?[=:] ?["'`]?(?<flag3>[\w.-]{3,80})/i,
    weight: 3.5,
    means: 'a feature flag is named',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?<![\w.-])(?<flag>(?:[\w-]{1,40}\.){0,5}(?:features?|flags?|toggles?|experimental|experiments?)\.(?:[\w-]{1,40}\.){0,3}[a-z][\w-]{1,60})(?![\w.-])["']?(?: ?[:=] ?| is | )["']?(?:true|on|enabled|active|1\b)/i,
    weight: 4,
    means: 'a feature key is on',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?<![\w.-])(?<flag>(?:[\w-]{1,40}\.){0,5}(?:features?|flags?|toggles?|experimental)\.(?:[a-z][\w-]{0,40}\.){0,3}[a-z]\w{0,40}[_-]\w{1,40})(?![\w.(-])|\b(?<flag2>(?:FEATURE|FF|FLAG|TOGGLE)_[A-Z0-9_]{3,60})\b/,
    weight: 2.5,
    means: 'a feature key is named',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\b(?:flag|toggle|experiment|variant|rollout|treatment|canary)\b[^\n]{0,50}(?:enabled|turned on|switched on|flipped|now on|is on|= ?true|100 ?%|activated)|(?:enabled|activated|turned on|switched on)[^\n]{0,30}\b(?:feature|flag|toggle|experiment|variant)\b/i,
    weight: 3,
    means: 'a switch was turned on',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /LaunchDarkly|\bUnleash\b|Flipper|OpenFeature|Optimizely|Statsig|ConfigCat|GrowthBook|Flagsmith|FF4J|Togglz|Microsoft\.FeatureManagement|split\.io/i,
    weight: 1.5,
    means: 'a flag service is at work',
  },
  {
    in: ['log', 'alert'],
    pattern: /\b(?:feature[ -]?flags?|feature toggles?|feature gates?)\b/i,
    weight: 2,
    means: 'feature flags are spoken of',
  },
];
