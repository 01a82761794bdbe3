"use client"
/** The prompt under what is being made, and the panel of the selected picture. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react"
import { replaceText } from "../../lib/document/edits.ts"
import { boxOf, type CanvasElement, readElements, roomPromptOf } from "../../lib/document/schema.ts"
import type { Box } from "../../lib/geometry/geometry.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { mayCancel, mayGenerate } from "../../lib/protocol/roles.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { useObservable } from "../_document/observable.ts"
import type { OtherPresence } from "../_document/presence.ts"
import { chosenModel, DEFAULT_SETTINGS, requestFields, settingsOfRecipe } from "../_generation/generate-settings.ts"
import { PicturePanel } from "../_generation/picture-panel.tsx"
import { placePicture } from "../_generation/place-picture.ts"
import { EXAMPLE_PROMPTS, PromptBar } from "../_generation/prompt-bar.tsx"
import type { SharedCaret } from "../_generation/shared-textarea.tsx"
import { WordHint } from "../_generation/word-hint.tsx"
import type { RoomSession } from "./room-session.ts"
import { useStyleSubject } from "./style-bar.tsx"

const BAR_WIDTH_PX = 580
/** Space the tool bar needs at the bottom of the window. */
const BOTTOM_PX = 72
const STYLE_BAR_PX = 48
const ROOM_KEY = "room"

export function GenerationChrome(props: {
  info: RoomInfo
  session: RoomSession
  canvas: CanvasController
  others: readonly OtherPresence[]
}) {
  const { info, session, canvas } = props
  const { documents } = session
  const selection = useObservable(canvas.selection)
  const engines = useObservable(session.socket.engines)
  const ready = useObservable(documents.ready)
  const [settings, setSettings] = useState(DEFAULT_SETTINGS)
  const [asking, setAsking] = useState(false)
  const canGenerate = mayGenerate(info.role)

  const selected = useSelectedElement(session, selection)
  const frame = selected?.kind === "frame" ? selected : undefined
  const picture = selected?.kind === "generation" ? selected : undefined
  const text = frame?.prompt ?? roomPromptOf(documents.canvas)
  const textKey = frame?.id ?? ROOM_KEY
  const anchor = useScreenBox(canvas, (frame ?? picture)?.id)
  const empty = useIsEmpty(session) && ready

  const generate = useCallback(async () => {
    const prompt = text.toString()
    const model = chosenModel(settings, session.socket.engines.get()?.models ?? [])
    if (!model) return
    setAsking(true)
    try {
      const fields = requestFields(settings, model)
      const elements = readElements(documents.canvas)
      const parent = picture && session.generations.view(picture.generationId).record ? picture : undefined
      const box = placePicture({
        widthPx: fields.width ?? model.sizes.width,
        heightPx: fields.height ?? model.sizes.height,
        taken: elements.filter((element) => element.id !== frame?.id).map(boxOf),
        view: canvas.visibleBox(),
        frame: frame && boxOf(frame),
        parent: parent && boxOf(parent),
      })
      const request = { ...fields, prompt, ...(parent && { parentIds: [parent.generationId] }) }
      const generationId = await session.request(request)
      if (!generationId) return
      const id = canvas.insertGeneration(generationId, box)
      if (!frame) canvas.select([id])
      canvas.reveal(id)
    } finally {
      setAsking(false)
    }
  }, [text, settings, session, documents, canvas, frame, picture])

  const useAgain = (record: GenerationRecord) => {
    replaceText(text, record.recipe.prompt, documents.edits.origin)
    setSettings(settingsOfRecipe(record.recipe))
    focusPrompt()
  }

  const { cancel } = session
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      if ((event.metaKey || event.ctrlKey) && event.key === "Enter" && canGenerate) {
        event.preventDefault()
        void generate()
      } else if (event.shiftKey && event.code === "KeyX" && !event.metaKey && !event.ctrlKey) {
        const mine = session.generations
          .records()
          .filter(
            (record) => record.authorId === info.personId && (record.state === "queued" || record.state === "running"),
          )
        const newest = mine.sort((a, b) => b.requestedAtMs - a.requestedAtMs)[0]
        if (newest) cancel(newest.id)
      } else if (event.key.toLowerCase() === "g" && !event.metaKey && !event.ctrlKey && !event.altKey) {
        event.preventDefault()
        focusPrompt()
      }
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [generate, cancel, canGenerate, session, info.personId])

  const onCaret = useCallback(
    (caret: SharedCaret) =>
      documents.presence.update(
        caret ? { activity: "prompting", caret: { text: textKey, ...caret } } : { activity: "idle", caret: null },
      ),
    [documents, textKey],
  )

  const panelOpen = picture !== undefined
  const styling = useStyleSubject(canvas) !== undefined
  return (
    <>
      {canGenerate && (
        <BarPlace anchor={anchor} panelOpen={panelOpen} bottomPx={styling ? BOTTOM_PX + STYLE_BAR_PX : BOTTOM_PX}>
          <PromptBar
            key={textKey}
            text={text}
            textKey={textKey}
            origin={documents.edits.origin}
            engines={engines}
            settings={settings}
            onSettings={setSettings}
            onGenerate={() => void generate()}
            onCaret={onCaret}
            others={props.others}
            target={frame ? "into the frame" : picture ? "branches from the picture" : ""}
            examples={empty ? EXAMPLE_PROMPTS : []}
            busy={asking}
            hint={
              <WordHint
                text={text}
                origin={documents.edits.origin}
                modelId={chosenModel(settings, engines?.models ?? [])?.id}
              />
            }
          />
        </BarPlace>
      )}
      {picture && (
        <div className="pointer-events-none absolute top-[72px] right-3 bottom-16 flex items-start sm:right-4">
          <PicturePanel
            key={picture.generationId}
            generationId={picture.generationId}
            store={session.generations}
            assetUrl={session.assetUrl}
            mayGenerate={canGenerate}
            mayCancel={canGenerate && mayCancelRecord(session, info, picture.generationId)}
            onUseAgain={useAgain}
            onRetry={(record) => session.retry(record.id)}
            onCancel={session.cancel}
            onSelect={(generationId) => selectGeneration(session, canvas, generationId)}
          />
        </div>
      )}
    </>
  )
}

function focusPrompt(): void {
  document.querySelector<HTMLTextAreaElement>("[data-prompt]")?.focus()
}

function mayCancelRecord(session: RoomSession, info: RoomInfo, generationId: string): boolean {
  const { record } = session.generations.view(generationId)
  return record !== undefined && mayCancel(info.role, info.personId, record.authorId)
}

function selectGeneration(session: RoomSession, canvas: CanvasController, generationId: string): void {
  const element = readElements(session.documents.canvas).find(
    (candidate) => candidate.kind === "generation" && candidate.generationId === generationId,
  )
  if (!element) return
  canvas.select([element.id])
  canvas.reveal(element.id)
}

/** The one selected element, read again whenever the board changes. */
function useSelectedElement(session: RoomSession, selection: ReadonlySet<string>): CanvasElement | undefined {
  const elements = useElements(session)
  return useMemo(() => {
    if (selection.size !== 1) return undefined
    const [id] = selection
    return elements.find((element) => element.id === id)
  }, [elements, selection])
}

function useIsEmpty(session: RoomSession): boolean {
  return useElements(session).length === 0
}

function useElements(session: RoomSession): readonly CanvasElement[] {
  const { canvas } = session.documents
  const cache = useMemo(() => {
    let elements: readonly CanvasElement[] | undefined
    return {
      get: () => (elements ??= readElements(canvas)),
      subscribe: (listener: () => void) => {
        const onChange = () => {
          elements = undefined
          listener()
        }
        const map = canvas.getMap("elements")
        map.observeDeep(onChange)
        return () => map.unobserveDeep(onChange)
      },
    }
  }, [canvas])
  return useSyncExternalStore(cache.subscribe, cache.get, cache.get)
}

function useScreenBox(canvas: CanvasController, id: string | undefined): Box | undefined {
  const [box, setBox] = useState<Box | undefined>(undefined)
  useEffect(() => {
    if (!id) return setBox(undefined)
    const observable = canvas.screenBoxOf(id)
    const read = () => setBox(observable.get())
    read()
    return observable.subscribe(read)
  }, [canvas, id])
  return id ? box : undefined
}

/** Under the anchor where there is room for it, else at the bottom of the window above the tools. */
function BarPlace(props: { anchor: Box | undefined; panelOpen: boolean; bottomPx: number; children: React.ReactNode }) {
  const size = useWindowSize()
  const width = Math.min(BAR_WIDTH_PX, size.width - 24)
  const { anchor } = props
  const barHeight = 110
  const fits =
    anchor !== undefined &&
    size.width >= 720 &&
    anchor.y + anchor.height > 60 &&
    anchor.y + anchor.height + 12 + barHeight < size.height - props.bottomPx &&
    anchor.x + anchor.width > 0 &&
    anchor.x < size.width
  const right = props.panelOpen && size.width >= 900 ? 312 : 16
  const style = fits
    ? {
        left: Math.max(16, Math.min(anchor.x, size.width - right - width)),
        top: anchor.y + anchor.height + 16,
        width,
      }
    : { left: Math.max(12, (size.width - width) / 2), bottom: props.bottomPx, width }
  return (
    <div className="pointer-events-none absolute z-10" style={style}>
      {props.children}
    </div>
  )
}

function useWindowSize(): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState(() => ({ width: window.innerWidth, height: window.innerHeight }))
  useEffect(() => {
    const onResize = () => setSize({ width: window.innerWidth, height: window.innerHeight })
    window.addEventListener("resize", onResize)
    return () => window.removeEventListener("resize", onResize)
  }, [])
  return size
}
