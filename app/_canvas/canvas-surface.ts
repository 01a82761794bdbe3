/** The page's part of the canvas: what takes the focus and the pointer, the stage below and the writing above. */

/** Whether what has the focus needs the keys itself: a field, a dialog, a menu, a slider. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return true
  return target.closest('[role="dialog"], [role="menu"], [role="listbox"], [role="slider"]') !== null
}

export function createSurface(container: HTMLElement) {
  const surface = document.createElement("div")
  surface.tabIndex = 0
  surface.setAttribute("role", "application")
  surface.dataset.canvas = ""
  Object.assign(surface.style, {
    position: "absolute",
    inset: "0",
    touchAction: "none",
    outline: "none",
    overflow: "hidden",
    userSelect: "none",
  })
  const stageHost = document.createElement("div")
  Object.assign(stageHost.style, { position: "absolute", inset: "0", pointerEvents: "none" })
  stageHost.setAttribute("aria-hidden", "true")
  const textLayer = document.createElement("div")
  Object.assign(textLayer.style, { position: "absolute", inset: "0", overflow: "hidden", pointerEvents: "none" })
  // Whoever came here by keyboard sees that the board has the focus; a click does not need to be told.
  const ring = document.createElement("div")
  Object.assign(ring.style, { position: "absolute", inset: "0", pointerEvents: "none" })
  surface.addEventListener("focus", () => {
    if (surface.matches(":focus-visible")) ring.style.boxShadow = "inset 0 0 0 2px var(--accent)"
  })
  for (const name of ["blur", "pointerdown"]) {
    surface.addEventListener(name, () => {
      ring.style.boxShadow = "none"
    })
  }
  surface.append(stageHost, ring, textLayer)
  // A press on the writing field belongs to the field.
  textLayer.addEventListener("pointerdown", (event) => event.stopPropagation())
  container.append(surface)
  return { surface, stageHost, textLayer }
}
