/** How live frames share the engines with ordinary pictures: what the job service tells whenever it hands out work. */
export interface LiveSlots {
  beforeHandingOut(): void
  /** @param waitingModelIds models of ordinary pictures that still wait */
  afterHandingOut(waitingModelIds: ReadonlySet<string>): void
}
