/** Who may do what. The server decides by this table at the socket; the page hides what would be refused. */
import type { DocumentName } from "../document/schema.ts"

export const ROLES = ["host", "editor", "commenter", "viewer"] as const
export type Role = (typeof ROLES)[number]

/** Whether a role's updates of a document are applied. Nobody but the server writes `results`. */
export function mayWrite(role: Role, document: DocumentName): boolean {
  switch (document) {
    case "canvas":
      return role === "host" || role === "editor"
    case "talk":
      return role !== "viewer"
    case "results":
      return false
  }
}

export function mayGenerate(role: Role): boolean {
  return role === "host" || role === "editor"
}

export function mayUpload(role: Role): boolean {
  return role === "host" || role === "editor"
}

/** The host may cancel anybody's picture, everyone else only their own. */
export function mayCancel(role: Role, personId: string, authorId: string): boolean {
  return role === "host" || personId === authorId
}
