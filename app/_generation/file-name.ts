/** A file's name from what its picture shows. */
export function fileName(prompt: string): string {
  return (
    prompt
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 60) || "picture"
  )
}
