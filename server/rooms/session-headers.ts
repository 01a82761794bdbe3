/** How a session travels: an HttpOnly cookie for browsers, a bearer token of the same value for programs. */

/** Over https the `__Host-` prefix keeps other hosts of the domain from planting a session. */
const SECURE_COOKIE = "__Host-emulsion"
const PLAIN_COOKIE = "emulsion"
const MAX_AGE_S = 180 * 24 * 60 * 60
/** 256 bits in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export interface SessionHeaders {
  readonly cookie?: string | undefined
  readonly authorization?: string | undefined
}

/** The session token these headers carry; undefined when there is none of the right form. Bearer wins. */
export function readSessionToken(headers: SessionHeaders): string | undefined {
  const bearer = /^Bearer ([^\s]+)$/i.exec(headers.authorization ?? "")?.[1]
  if (bearer !== undefined) return TOKEN.test(bearer) ? bearer : undefined
  const cookies = new Map<string, string>()
  for (const part of (headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=")
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim())
  }
  const token = cookies.get(SECURE_COOKIE) ?? cookies.get(PLAIN_COOKIE)
  return token !== undefined && TOKEN.test(token) ? token : undefined
}

/** The Set-Cookie value that hands out a session. @param secure whether the browser came over https */
export function sessionCookie(token: string, secure: boolean): string {
  const common = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${MAX_AGE_S}`
  return secure ? `${SECURE_COOKIE}=${token}; ${common}; Secure` : `${PLAIN_COOKIE}=${token}; ${common}`
}
