/**
 * Why a server answered an engine's socket with an HTTP error, where trying again will not help. socket.io's client says
 * "websocket error" whatever happened; the status is only in the text of the event that `ws` gave it.
 */

const REASONS: Readonly<Record<string, string>> = {
  401: "the token is wrong. Use the one in the server's data folder, secrets/engine-token.",
  403: "engines may not connect from here.",
}

/** @returns the reason, or undefined when the connection may well succeed later */
export function explainRefusal(error: Error & { description?: unknown }): string | undefined {
  const { description } = error
  const said = typeof description === "object" && description !== null && "message" in description
  const status = /Unexpected server response: (\d{3})/.exec(said ? String(description.message) : "")?.[1]
  return status && REASONS[status]
}
