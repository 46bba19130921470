// The rules of delivery for who wants to decide at an edge, or to check what Dam decides. Instants are texts of one length in UTC: they compare as texts.

export interface TerritoryRule {
  mode: 'ALL' | 'ONLY' | 'EXCEPT';
  territories: string[];
}

export interface Terms {
  startsAt: string | null;
  expiresAt: string | null;
  isRevoked: boolean;
  territories: TerritoryRule;
  channels: string[];
}

export interface Policy {
  isTakenDown: boolean;
  currentStatus: string;
  publishedProcessing: string | null;
  embargoUntil: string | null;
  expiresAt: string | null;
  territories: TerritoryRule;
  channels: string[];
  purposes: string[];
  needsRelease: boolean;
  license: Terms | null;
  releases: Terms[];
}

export interface Context {
  at: string;
  territory: string | null;
  channel: string | null;
  purpose: string | null;
  isAuthorized: boolean;
}

export interface Verdict {
  allowed: boolean;
  reasons: string[];
  changesAt: string | null;
}

type Answer = 'yes' | 'no' | 'unknown';

export function decide(policy: Policy, context: Context): Verdict {
  const reasons = reasonsAt(policy, context, context.at);
  const later = [...instantsOf(policy)].filter(instant => instant > context.at).sort();
  return {
    allowed: reasons.length === 0,
    reasons,
    changesAt: later.find(instant => reasonsAt(policy, context, instant).join() !== reasons.join()) ?? null,
  };
}

function reasonsAt(policy: Policy, context: Context, at: string): string[] {
  const { license, releases, publishedProcessing: processing } = policy;
  const terms = license === null ? releases : [license, ...releases];
  const ended = (end: string | null) => end !== null && end <= at;
  const toCome = (start: string | null) => start !== null && start > at;
  const inTerritory = [policy.territories, ...terms.map(one => one.territories)].map(rule => isAllowedIn(rule, context.territory));
  const onChannel = [policy.channels, ...terms.map(one => one.channels)].map(keys => isNamed(keys, context.channel));
  const forPurpose = isNamed(policy.purposes, context.purpose);
  const checks: [string, boolean][] = [
    ['TAKEN_DOWN', policy.isTakenDown],
    ['QUARANTINED', processing === 'QUARANTINED'],
    ['NOT_AUTHORIZED', !context.isAuthorized],
    ['ARCHIVED', policy.currentStatus === 'ARCHIVED'],
    ['NOT_APPROVED', processing === null],
    ['NOT_READY', processing !== null && processing !== 'READY' && processing !== 'QUARANTINED'],
    ['RELEASE_MISSING', policy.needsRelease && releases.length === 0],
    ['RELEASE_REVOKED', releases.some(release => release.isRevoked)],
    ['RELEASE_EXPIRED', releases.some(release => ended(release.expiresAt))],
    ['LICENSE_EXPIRED', license !== null && (license.isRevoked || ended(license.expiresAt))],
    ['EXPIRED', ended(policy.expiresAt)],
    ['EMBARGOED', toCome(policy.embargoUntil) || terms.some(one => toCome(one.startsAt))],
    ['TERRITORY_BLOCKED', inTerritory.includes('no')],
    ['TERRITORY_UNKNOWN', inTerritory.includes('unknown')],
    ['CHANNEL_BLOCKED', onChannel.includes('no')],
    ['CHANNEL_UNKNOWN', onChannel.includes('unknown')],
    ['PURPOSE_BLOCKED', forPurpose === 'no'],
    ['PURPOSE_UNKNOWN', forPurpose === 'unknown'],
  ];
  return checks.filter(([, refuses]) => refuses).map(([code]) => code);
}

function* instantsOf(policy: Policy): Generator<string> {
  for (const one of [{ startsAt: policy.embargoUntil, expiresAt: policy.expiresAt }, policy.license, ...policy.releases]) {
    if (one?.startsAt) yield one.startsAt;
    if (one?.expiresAt) yield one.expiresAt;
  }
}

/** A country covers its subdivisions; of a country of which only parts are named nothing is known. */
function isAllowedIn(rule: TerritoryRule, territory: string | null): Answer {
  if (rule.mode === 'ALL') return 'yes';
  if (territory === null) return 'unknown';
  if (rule.territories.some(named => named === territory || territory.startsWith(`${named}-`))) return rule.mode === 'ONLY' ? 'yes' : 'no';
  if (rule.territories.some(named => named.startsWith(`${territory}-`))) return 'unknown';
  return rule.mode === 'ONLY' ? 'no' : 'yes';
}

function isNamed(keys: string[], key: string | null): Answer {
  if (keys.length === 0) return 'yes';
  if (key === null) return 'unknown';
  return keys.includes(key) ? 'yes' : 'no';
}
