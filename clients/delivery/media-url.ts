// Says of the path of a media URL whether Dam has given it out and whether it is still good: docs/delivery/urls.md, for an edge to do before it asks Dam.

import { createHmac, timingSafeEqual } from 'node:crypto';

export type State = 'GOOD' | 'EXPIRED' | 'UNKNOWN';

export interface Key {
  id: string;
  /** Base64. */
  secret: string;
}

/** No more than what has to be read: that the rest is right is what the signature says. */
const shape = /^([a-z0-9]{1,16})\.([A-Za-z0-9_-]{24})\/((0|[1-9][0-9]{0,10})\.[0-9A-Za-z./_~-]+)$/;

/** `path` is what comes after `/media/`, `now` in Unix seconds. */
export function check(path: string, keys: Key[], now: number): State {
  const [, id, signature, text, expiry] = (path.length <= 512 && shape.exec(path)) || [];
  const key = keys.find(candidate => candidate.id === id);
  if (!key || !signature || !text) {
    return 'UNKNOWN';
  }

  const expected = createHmac('sha256', Buffer.from(key.secret, 'base64')).update(text, 'ascii').digest().subarray(0, 18);
  if (!timingSafeEqual(expected, Buffer.from(signature, 'base64url'))) {
    return 'UNKNOWN';
  }

  return Number(expiry) > now ? 'GOOD' : 'EXPIRED';
}
