"use client"
/** The prompt under what is being made, what opens beside it, and the panel of the selected picture. */
import { useCallback, useEffect, useMemo, useState } from "react"
import { replaceText } from "../../lib/document/edits.ts"
import { setLiveSettings } from "../../lib/document/live-settings.ts"
import { boxOf, type ElementId, readElements, roomPromptOf } from "../../lib/document/schema.ts"
import type { Side } from "../../lib/geometry/grow-box.ts"
import type { GenerationRecord } from "../../lib/job/generation.ts"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { mayGenerate } from "../../lib/protocol/roles.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { useObservable } from "../_document/observable.ts"
import type { OtherPresence } from "../_document/presence.ts"
import { DEFAULT_EDIT, EditChips } from "../_generation/edit-chips.tsx"
import { chosenModel, DEFAULT_SETTINGS, requestFields, settingsOfRecipe } from "../_generation/generate-settings.ts"
import { actionName, type Intent } from "../_generation/intents.ts"
import { LiveControls } from "../_generation/live-controls.tsx"
import { startLiveSender } from "../_generation/live-sender.ts"
import { sourceOfPicture } from "../_generation/picture-source.ts"
import { placePicture } from "../_generation/place-picture.ts"
import { EXAMPLE_PROMPTS, PromptBar } from "../_generation/prompt-bar.tsx"
import type { SharedCaret } from "../_generation/shared-textarea.tsx"
import { WordHint } from "../_generation/word-hint.tsx"
import { showToast } from "../_ui/toasts.tsx"
import { useIsArranging } from "./arrange-bar.tsx"
import { useIsEmpty, useSelectedElement } from "./board-elements.ts"
import { chromeInsets } from "./chrome-insets.ts"
import { extendPicture, repaintPicture } from "./edit-picture.ts"
import { drawingOf } from "./frame-drawing.ts"
import { keepLivePicture } from "./keep-live-picture.ts"
import { LineageDialog } from "./lineage-dialog.tsx"
import { runAgain } from "./picture-actions.tsx"
import { PromptPlace, useScreenBox } from "./prompt-place.tsx"
import { elementOfGeneration, putOnBoard, showOnBoard } from "./put-on-board.ts"
import type { RoomSession } from "./room-session.ts"
import { SelectedPicture } from "./selected-picture.tsx"
import { useStyleSubject } from "./style-bar.tsx"
import { useStrip } from "./use-strip.ts"
import { VariationStrip } from "./variation-strip.tsx"

const BAR_HEIGHT_PX = 110
const EDIT_ROW_PX = 36
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
  const [edit, setEdit] = useState(DEFAULT_EDIT)
  const [asking, setAsking] = useState(false)
  const canGenerate = mayGenerate(info.role)

  const selected = useSelectedElement(session, selection)
  const frame = selected?.kind === "frame" ? selected : undefined
  const picture = selected?.kind === "generation" ? selected : undefined
  const text = frame?.prompt ?? roomPromptOf(documents.canvas)
  const textKey = frame?.id ?? ROOM_KEY
  const image = selected?.kind === "image" ? selected : undefined
  const editable = picture ?? image
  const maskVersion = useObservable(canvas.masks.version)
  const isMasked = useMemo(
    // Read anew with every change of a mask.
    () => maskVersion >= 0 && editable !== undefined && !canvas.masks.isEmpty(editable.id),
    [canvas, editable, maskVersion],
  )
  const hasDrawing = frame !== undefined && canvas.isDrawnIn(boxOf(frame))
  const subject = isMasked ? "mask" : editable ? "picture" : hasDrawing ? "drawing" : undefined
  const anchor = useScreenBox(canvas, (frame ?? picture ?? image)?.id)
  const empty = useIsEmpty(session) && ready

  const generate = useCallback(async () => {
    const prompt = text.toString()
    const model = chosenModel(settings, session.socket.engines.get()?.models ?? [])
    if (!model) return
    setAsking(true)
    try {
      const fields = requestFields(settings, model)
      if (editable && !canvas.masks.isEmpty(editable.id)) {
        const how = { words: prompt, fields, intent: edit.intent, strength: edit.maskStrength }
        return await repaintPicture({ roomId: info.roomId, session, canvas }, editable, how)
      }
      const elements = readElements(documents.canvas)
      const parent = picture && session.generations.view(picture.generationId).record ? picture : undefined
      const isDrawing = frame !== undefined && edit.finishesDrawing && canvas.isDrawnIn(boxOf(frame))
      const beside = parent ?? (edit.pictureStrength === undefined ? undefined : image)
      const size = { widthPx: fields.width ?? model.sizes.width, heightPx: fields.height ?? model.sizes.height }
      const from = await startFrom()
      if (!from) return
      const box = placePicture({
        ...size,
        taken: elements.filter((element) => element.id !== frame?.id).map(boxOf),
        view: canvas.visibleBox(),
        // Beside its drawing, so that the next picture is not drawn from this one.
        frame: isDrawing ? undefined : frame && boxOf(frame),
        parent: isDrawing ? frame && boxOf(frame) : beside && boxOf(beside),
      })
      const request = { ...fields, ...from, prompt, ...(parent && { parentIds: [parent.generationId] }) }
      const generationId = await session.request(request)
      if (!generationId) return
      const id = canvas.insertGeneration(generationId, box)
      if (!frame) canvas.select([id])
      canvas.reveal(id, chromeInsets())

      /** What the picture starts from besides its words; undefined when that cannot be had, and has been told. */
      async function startFrom() {
        if (isDrawing && frame)
          return await drawingOf(info.roomId, canvas, { frame, size, edit, canSketch: model?.canSketch === true })
        if (!editable || edit.pictureStrength === undefined) return {}
        const source = sourceOfPicture(
          editable,
          (generationId) => session.generations.view(generationId).record,
          "whole",
        )
        if (source.ok) return { sourceAssetId: source.assetId, strength: edit.pictureStrength }
        showToast(source.message, "bad")
        return undefined
      }
    } catch (error) {
      // A picture that could not be read or encoded here; what the server refuses has been told already.
      showToast(error instanceof Error ? error.message : "The picture could not be made ready.", "bad")
    } finally {
      setAsking(false)
    }
  }, [text, settings, session, documents, canvas, frame, picture, editable, edit, info.roomId])

  const extend = useCallback(
    async (id: ElementId, side: Side, share?: number) => {
      const model = chosenModel(settings, session.socket.engines.get()?.models ?? [])
      const element = canvas.element(id)
      if (!element) return
      if (!model) return showToast("No engine is connected.", "bad")
      setAsking(true)
      try {
        const how = { words: text.toString(), fields: requestFields(settings, model), side, share }
        await extendPicture({ roomId: info.roomId, session, canvas }, element, how)
      } catch (error) {
        showToast(error instanceof Error ? error.message : "The picture could not be extended.", "bad")
      } finally {
        setAsking(false)
      }
    },
    [settings, session, canvas, text, info.roomId],
  )
  useEffect(
    () => startLiveSender({ ...session, canvas, pictures: session.livePictures, mayDraw: canGenerate }),
    [session, canvas, canGenerate],
  )
  const keepLive = async (drawnIn: NonNullable<typeof frame>) => {
    setAsking(true)
    try {
      await keepLivePicture({ roomId: info.roomId, session, canvas }, drawnIn)
    } catch (error) {
      showToast(error instanceof Error ? error.message : "The picture could not be kept.", "bad")
    } finally {
      setAsking(false)
    }
  }
  useEffect(() => {
    if (!canGenerate) return
    canvas.extend.set(({ id, side, share }) => void extend(id, side, share))
    return () => canvas.extend.set(undefined)
  }, [canvas, canGenerate, extend])

  const useAgain = (record: GenerationRecord) => {
    replaceText(text, record.recipe.prompt, documents.edits.origin)
    setSettings(settingsOfRecipe(record.recipe))
    focusPrompt()
  }

  /** Shows a picture on the board, which it is put on where that may be done and it is not there. */
  const show = ({ id, recipe, parentIds }: GenerationRecord) => {
    if (showOnBoard(session, canvas, id)) return
    if (!canGenerate) return showToast("This picture is not on the board.")
    const { width: widthPx, height: heightPx } = recipe
    putOnBoard({ session, canvas }, { generationId: id, widthPx, heightPx, beside: parentIds[0] })
  }

  const branch = (record: GenerationRecord) => {
    show(record)
    replaceText(roomPromptOf(documents.canvas), record.recipe.prompt, documents.edits.origin)
    // The same words with the same seed would be the same picture.
    setSettings({ ...settingsOfRecipe(record.recipe), seed: undefined })
    focusPrompt()
  }

  const [lineageOf, setLineageOf] = useState<string | undefined>(undefined)
  const strips = useStrip(session, picture?.generationId)
  const { strip } = strips
  const stripAnchor = useScreenBox(canvas, strip && elementOfGeneration(session, strip.of)?.id)

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
  const tool = useObservable(canvas.tool)
  const isStyling = useStyleSubject(canvas) !== undefined
  const isArranging = useIsArranging(canvas)
  const hasBar = isStyling || isArranging || tool === "mask"
  return (
    <>
      {canGenerate && (
        <PromptPlace
          barHeight={BAR_HEIGHT_PX + EDIT_ROW_PX * ((subject ? 1 : 0) + (frame ? 1 : 0))}
          anchor={strip ? undefined : anchor}
          panelOpen={panelOpen}
          bottomPx={hasBar ? BOTTOM_PX + STYLE_BAR_PX : BOTTOM_PX}
        >
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
            target={targetWords({
              isMasked,
              intent: edit.intent,
              inFrame: frame !== undefined,
              fromPicture: picture !== undefined,
            })}
            action={isMasked ? actionName(edit.intent, edit.maskStrength) : "Generate"}
            mayBeEmpty={isMasked}
            tools={
              <>
                {frame && (
                  <LiveControls
                    key={frame.id}
                    frameId={frame.id}
                    live={frame.live}
                    pictures={session.livePictures}
                    model={engines?.models[0]}
                    onLive={(live) =>
                      documents.edits.commit(() =>
                        setLiveSettings(documents.canvas, frame.id, live, documents.edits.origin),
                      )
                    }
                    onKeep={() => void keepLive(frame)}
                    busy={asking}
                  />
                )}
                {subject && (
                  <EditChips
                    subject={subject}
                    edit={edit}
                    onEdit={setEdit}
                    onExtend={(side) => editable && void extend(editable.id, side)}
                    canSketch={chosenModel(settings, engines?.models ?? [])?.canSketch === true}
                    busy={asking}
                  />
                )}
              </>
            }
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
        </PromptPlace>
      )}
      {strip && (
        <VariationStrip
          key={strip.id}
          info={info}
          session={session}
          strip={strip}
          anchor={stripAnchor}
          panelOpen={panelOpen}
          onChoose={show}
          onClose={() => strips.close(strip.id)}
        />
      )}
      {lineageOf && (
        <LineageDialog
          key={lineageOf}
          generationId={lineageOf}
          session={session}
          mayGenerate={canGenerate}
          onShow={(record) => {
            setLineageOf(undefined)
            show(record)
          }}
          onBranch={(record) => {
            setLineageOf(undefined)
            branch(record)
          }}
          onRunAgain={(record) => {
            setLineageOf(undefined)
            void runAgain({ session, canvas }, record)
          }}
          onClose={() => setLineageOf(undefined)}
        />
      )}
      {picture && (
        <SelectedPicture
          generationId={picture.generationId}
          info={info}
          session={session}
          canvas={canvas}
          strips={strips}
          onUseAgain={useAgain}
          onBranch={branch}
          onLineage={setLineageOf}
        />
      )}
    </>
  )
}

/** Where the words go, said beside the button. */
function targetWords(at: { isMasked: boolean; intent: Intent; inFrame: boolean; fromPicture: boolean }): string {
  if (at.isMasked) return at.intent === "background" ? "around the mask" : "into the mask"
  return at.inFrame ? "into the frame" : at.fromPicture ? "branches from the picture" : ""
}

function focusPrompt(): void {
  document.querySelector<HTMLTextAreaElement>("[data-prompt]")?.focus()
}
