const ID_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"

/** 72 random bits in 12 letters: ids travel with every drag and selection, so they are short. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => ID_LETTERS[byte & 63]).join("")
}
