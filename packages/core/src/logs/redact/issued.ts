import { looksRandom } from './checks.ts';
import { type Rule, ruleOf } from './rule.ts';

const r = String.raw;

/** Tokens that say by their prefix or form who issued them. Forms: the issuers' documentation and gitleaks. */
export const issued: readonly Rule[] = [
  ruleOf(
    'aws-key',
    r`A(?:KIA|SIA|BIA|CCA|ROA|IDA|BSK|3T)`,
    r`\b(?:(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|A3T[A-Z0-9])[A-Z0-9]{16}\b|ABSK[A-Za-z0-9+/]{100,300}={0,2})`,
  ),
  ruleOf(
    'github-token',
    r`gh[pousr]_|github_pat_`,
    r`(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{22,255})`,
  ),
  ruleOf(
    'gitlab-token',
    r`gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)-|GR1348941|_gitlab_session=`,
    r`\b(?:gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)-[\w.-]{16,320}|GR1348941[\w-]{20,40})|_gitlab_session=(?<value>[0-9a-z]{32})`,
  ),
  ruleOf(
    'slack-token',
    r`xox[a-z]|xapp-|hooks\.slack`,
    r`\bxox[a-z](?:\.xox[a-z])?-[\w-]{10,250}|\bxapp-\d-[\w-]{10,250}|hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/]{20,120}`,
  ),
  ruleOf(
    'webhook',
    r`webhook`,
    r`\b(?:discord(?:app)?\.com\/api\/webhooks\/\d{15,20}\/[\w-]{40,100}|[\w-]{1,60}\.webhook\.office\.com\/webhookb2\/[\w@/-]{60,250})`,
  ),
  ruleOf(
    'stripe-key',
    r`k_(?:live|test|prod)_|whsec_`,
    r`\b(?:[srp]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/=]{20,250})`,
  ),
  ruleOf(
    'google-key',
    r`AIza|ya29\.|GOCSPX-|1\/\/0`,
    r`\bAIza[\w-]{35}|\bya29\.[\w-]{20,500}|\bGOCSPX-[\w-]{20,40}|\b1\/\/0[\w-]{30,200}`,
  ),
  ruleOf(
    'azure-key',
    r`AzSe[A-D]|AzFu|AzCa[A-P]|AZDO|APIM|ACDb|\+A(?:Ba|MC|St|Eh|Sb|Rm|CR)`,
    r`(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{76}(?:APIM|ACDb|\+ABa|\+AMC|\+ASt)[A-Za-z0-9+/]{5}[AQgw]==|[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b|[A-Za-z0-9+/]{33}(?:AzCa[A-P]|\+A(?:Eh|Sb|Rm))[A-Za-z0-9+/]{5,6}=|[A-Za-z0-9+/]{42}(?:AzSe|\+ACR)[A-D][A-Za-z0-9+/]{5}(?![A-Za-z0-9+/])|[\w-]{44}AzFu[\w-]{5}[AQgw]=)`,
  ),
  ruleOf('azure-secret', r`\dQ~`, r`(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])`),
  ruleOf('npm-token', r`npm_`, r`\bnpm_[A-Za-z0-9]{30,50}\b`),
  ruleOf('pypi-token', r`pypi-`, r`\bpypi-[\w-]{50,1000}`),
  ruleOf(
    'registry-token',
    r`dckr_|rubygems_|bku[ab]_|CCIPAT_|vc[pk]_|cio[A-Za-z0-9]{32}|oy2[a-z0-9]{43}|CLOJARS_|AKCp|cmVmd`,
    r`\b(?:dckr_(?:pat|oat)_[\w-]{20,60}|bku[ab]_[a-f0-9]{40}|CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}|vc[pk]_[A-Za-z0-9]{24,60}|rubygems_[a-f0-9]{48}|cio[A-Za-z0-9]{32}\b|oy2[a-z0-9]{43}\b|CLOJARS_[A-Za-z0-9]{60}|AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59})`,
  ),
  ruleOf(
    'model-key',
    r`sk-[\w-]{20}|hf_[A-Za-z]|api_org_|gsk_|r8_|pplx-|xai-|lsv2_|nvapi-`,
    r`\b(?:sk-[\w-]{20,250}|(?:hf|api_org)_[A-Za-z0-9]{30,40}\b|gsk_[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{37}|pplx-[A-Za-z0-9]{40,60}|xai-[A-Za-z0-9]{60,100}|lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}|nvapi-[\w-]{60,70})`,
    (value) => /\d|[A-Z]/.test(value.slice(3)),
  ),
  ruleOf(
    'mail-key',
    r`SG\.|re_[A-Za-z0-9]{8}_|key-[a-f0-9]{32}|xkeysib-|[a-f0-9]-us\d`,
    r`\bSG\.[\w-]{16,32}\.[\w-]{32,64}|\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}\b|\bkey-[a-f0-9]{32}\b|\bxkeysib-[a-f0-9]{64}-\w{16}|\b[a-f0-9]{32}-us\d{1,2}\b`,
  ),
  ruleOf('twilio-key', r`(?:SK|AC)[a-f0-9]{32}`, r`\b(?:SK|AC)[a-f0-9]{32}\b`),
  ruleOf(
    'vault-token',
    r`hv[sbr]\.|atlasv1\.|[^\w]s\.[A-Za-z0-9]{24}`,
    r`\bhv[sbr]\.[\w-]{20,300}|\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}|(?<![\w.])s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w.])`,
  ),
  ruleOf(
    'cloud-token',
    r`do[opr]_v1_|tskey-|sb_secret_|dapi[a-f0-9]{32}|pscale_|sbp_|f(?:o1|m1[ar]|m2)_|HRKU-|CFPAT-|v1\.0-[a-f0-9]{24}|LTAI|4b1d|sha256~|tk-us-|nfp_|rnd_|dnkey-|AQVN|t1\.[A-Z0-9]`,
    r`\b(?:do[opr]_v1_[a-f0-9]{64}|tskey-[a-z]{3,10}-[A-Za-z0-9]{6,20}-[A-Za-z0-9]{20,50}|sb_secret_[\w-]{20,60}|dapi[a-f0-9]{32}(?:-\d)?|pscale_(?:tkn|pw|oauth|id)_[\w.=-]{32,64}|sbp_[a-f0-9]{40}|fo1_[\w-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,500}={0,3}|HRKU-[\w-]{36,70}|CFPAT-[\w-]{43}|v1\.0-[a-f0-9]{24}-[a-f0-9]{146}|LTAI[A-Za-z0-9]{17,21}|4b1d[A-Za-z0-9]{38}\b|sha256~[\w-]{43}|tk-us-[\w-]{48}|nfp_[A-Za-z0-9]{36,60}|rnd_[A-Za-z0-9]{28,40}|dnkey-[\w=-]{26}-[\w=-]{52}|AQVN[\w-]{35,38}|t1\.[A-Z0-9a-z_-]+={0,2}\.[A-Z0-9a-z_-]{86}={0,2})`,
  ),
  ruleOf(
    'tool-token',
    r`shp(?:at|ca|pa|ss)_|glsa_|glc_|eyJrIjoi|sntry[su]_|NR(?:AK|JS|II|AL|BR)-|PMAK-|lin_api_|figd_|ATATT3|ATBB|ATCTT3|secret_[A-Za-z0-9]{43}|ntn_|dp\.[a-z]{2,5}\.|pul-|dt0[a-z]\d\d\.|sq0[a-z]{3}-|EAA|pat[A-Za-z0-9]{14}\.|[ps]at\.[\w-]{22}\.|AGE-SECRET|ph[cx]_|sgp_|sq[uap]_|tfp_|ops_eyJ|A3-|p8e-|duffel_|EZ[AT]K|FLW(?:SEC|PUB)K|fio-u-|ico-|s-s4t2|ZXlK|API-[A-Z0-9]{26}|pnu_|rdme_|shippo_|sm_[aps]at_|_mmk|b_[\w=-]{44}|sl\.[\w=-]{100}|\.acc[_-]`,
    r`(?<![A-Za-z0-9])(?:shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|glsa_\w{32}_[a-fA-F0-9]{8}|glc_[\w+/=]{32,400}|eyJrIjoi[A-Za-z0-9]{70,400}={0,3}|sntry[su]_[\w+/=]{40,300}|NR(?:AK|JS|II|AL|BR)-[A-Za-z0-9-]{19,40}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|lin_api_[A-Za-z0-9]{40}|figd_[\w-]{36,60}|AT(?:ATT|CTT)3[\w=-]{100,300}|ATBB[A-Za-z0-9]{28,60}|secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,60}|dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,60}|pul-[a-f0-9]{40}|dt0[a-z]\d\d\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}|sq0[a-z]{3}-[\w-]{22,43}|EAAA[\w-]{56,400}|EAA[A-Z][A-Za-z0-9]{100,400}|pat[A-Za-z0-9]{14}\.[a-f0-9]{64}|[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}|AGE-SECRET-KEY-1[A-Z0-9]{58}|ph[cx]_[A-Za-z0-9]{40,60}|sgp_[a-f0-9_]{40,80}|sq[uap]_[a-f0-9]{40}|tfp_[\w=.-]{40,70}|ops_eyJ[\w+/=-]{100,2000}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}|p8e-[a-z0-9]{32}|duffel_(?:test|live)_[\w=-]{43}|EZ[AT]K[A-Za-z0-9]{54}|FLW(?:SECK|PUBK)(?:_TEST)?-[A-Ha-h0-9]{12,32}(?:-X)?|fio-u-[\w=-]{64}|ico-[A-Za-z0-9]{32}|s-s4t2(?:ud|af)-[a-f0-9]{64}|ZXlK[\w+/]{60,4000}={0,2}|API-[A-Z0-9]{26}\b|pnu_[A-Za-z0-9]{36}|rdme_[a-z0-9]{70}|shippo_(?:live|test)_[a-f0-9]{40}|sm_[aps]at_[A-Za-z0-9]{16}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk|sl\.[\w=-]{100,200}|(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[\w+/=-]{30,120})`,
  ),
  ruleOf(
    'bot-token',
    r`:AA[\w-]{33}|[MNO][\w-]{23,25}\.[\w-]{6}\.`,
    r`\b\d{8,10}:AA[\w-]{33}(?![\w-])|\b[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])`,
  ),
  ruleOf('jwt', r`eyJ`, r`\beyJ[\w-]{8,4000}\.[\w-]{8,4000}(?:\.[\w-]{0,4000}){0,3}`),
  ruleOf(
    'password-hash',
    r`\$(?:2[abxy]|apr1|argon2|[156y]|pbkdf2)`,
    r`\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|argon2(?:id|i|d)\$[\w=,$+/.-]{20,200}|[156y]\$(?:rounds=\d+\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,90}|pbkdf2[\w-]{0,10}\$[\w=,$+/.-]{20,200})`,
  ),
  ruleOf(
    'token',
    r`[a-zA-Z]\\{0,15}["']?\s{0,3}[=:>,]\s{0,3}\\{0,15}["']?(?=[A-Za-z_+-]{0,120}\d)[\w=+/-]{15,120}(?![\w./:-])`,
    r`(?<![A-Za-z])(?:[Aa]dafruit|ADAFRUIT|[Aa]dobe|ADOBE|[Aa]irtable|AIRTABLE|[Aa]lgolia|ALGOLIA|[Aa]libaba|ALIBABA|[Aa]sana|ASANA|[Aa]tlassian|ATLASSIAN|[Cc]onfluence|CONFLUENCE|[Jj]ira|JIRA|[Bb]eamer|BEAMER|[Bb]itbucket|BITBUCKET|[Bb]ittrex|BITTREX|[Mm]eraki|MERAKI|[Cc]loudflare|CLOUDFLARE|CF_API|[Cc]odecov|CODECOV|[Cc]ohere|COHERE|[Cc]oinbase|COINBASE|[Cc]onfluent|CONFLUENT|[Cc]ontentful|CONTENTFUL|[Dd]atadog|DATADOG|DD_API|DD_APP|[Dd]iscord|DISCORD|[Dd]roneci|DRONECI|[Dd]ropbox|DROPBOX|[Ee]tsy|ETSY|[Ff]acebook|FACEBOOK|[Ff]astly|FASTLY|[Ff]inicity|FINICITY|[Ff]innhub|FINNHUB|[Ff]lickr|FLICKR|[Ff]reshbooks|FRESHBOOKS|[Gg]itter|GITTER|[Gg]ocardless|GOCARDLESS|[Hh]eroku|HEROKU|[Hh]ubspot|HUBSPOT|[Ii]ntercom|INTERCOM|[Jj]frog|JFROG|[Aa]rtifactory|ARTIFACTORY|[Kk]raken|KRAKEN|[Kk]ucoin|KUCOIN|[Ll]aunchdarkly|LAUNCHDARKLY|[Ll]inkedin|LINKEDIN|[Ll]ooker|LOOKER|[Mm]ailchimp|MAILCHIMP|[Mm]ailgun|MAILGUN|[Mm]apbox|MAPBOX|[Mm]attermost|MATTERMOST|[Mm]essagebird|MESSAGEBIRD|[Nn]etlify|NETLIFY|[Nn]ew[_-]?[Rr]elic|NEW_?RELIC|[Nn]ytimes|NYTIMES|[Oo]kta|OKTA|[Pp]laid|PLAID|[Rr]apidapi|RAPIDAPI|[Ss]endbird|SENDBIRD|[Ss]entry|SENTRY|[Ss]idekiq|SIDEKIQ|BUNDLE_ENTERPRISE__CONTRIBSYS__COM|[Ss]nyk|SNYK|[Ss]onar\w{0,10}|SONAR\w{0,10}|[Ss]ourcegraph|SOURCEGRAPH|[Ss]quarespace|SQUARESPACE|[Ss]umologic|SUMOLOGIC|[Tt]elegram|TELEGRAM|[Tt]ravis|TRAVIS|[Tt]rello|TRELLO|[Tt]witch|TWITCH|[Tt]witter|TWITTER|[Yy]andex|YANDEX|[Zz]endesk|ZENDESK)[\w.-]{0,30}\\{0,15}["']?\s{0,3}(?:=>|:=|[=:>,])\s{0,3}\\{0,15}["']?(?<value>[\w=+/-]{15,120})(?![\w./:-])`,
    looksRandom,
  ),
];
