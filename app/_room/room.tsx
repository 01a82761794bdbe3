"use client"
/**
 * The room: the board over the whole window, and the chrome that floats on it. Everything shared lives in the session
 * (documents, pictures, socket), everything of this person's alone (tool, settings, open dialogs) here.
 */
import { Share2 } from "lucide-react"
import { Tooltip } from "radix-ui"
import { useCallback, useEffect, useState } from "react"
import type { RoomInfo } from "../../lib/protocol/messages.ts"
import { mayWrite } from "../../lib/protocol/roles.ts"
import { CLOSE } from "../../lib/protocol/sync.ts"
import { CanvasStage } from "../_canvas/canvas-stage.tsx"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { DARK_THEME, LIGHT_THEME } from "../_canvas/theme.ts"
import { useObservable } from "../_document/observable.ts"
import { Button } from "../_ui/button.tsx"
import { useTheme } from "../_ui/theme.ts"
import { showToast, Toasts } from "../_ui/toasts.tsx"
import { ArrangeBar } from "./arrange-bar.tsx"
import { CommentLayer } from "./comment-layer.tsx"
import { EngineBadge } from "./engine-badge.tsx"
import { FollowFrame, useFollowing } from "./follow-frame.tsx"
import { GenerationChrome } from "./generation-chrome.tsx"
import { HelpDialog } from "./help-dialog.tsx"
import { MaskBar } from "./mask-bar.tsx"
import { PeopleBar } from "./people-bar.tsx"
import { openRoomSession, type RoomSession } from "./room-session.ts"
import { RoomTitle } from "./room-title.tsx"
import { ShareDialog } from "./share-dialog.tsx"
import { StyleBar } from "./style-bar.tsx"
import { Toolbar } from "./toolbar.tsx"
import { uploadPicture } from "./upload-picture.ts"
import { ZoomBar } from "./zoom-bar.tsx"

interface RoomProps {
  readonly info: RoomInfo
  readonly onChanged: () => void
  /** This person may not stay: said in words on the page that follows. */
  readonly onOut: (message: string) => void
}

export function Room(props: RoomProps) {
  const { roomId } = props.info
  const { onChanged, onOut } = props
  const [session, setSession] = useState<RoomSession | undefined>(undefined)

  useEffect(() => {
    const opened = openRoomSession({
      roomId,
      onRoomChanged: onChanged,
      onRemoved: () => onOut("You were removed from this room, or it is gone."),
    })
    setSession(opened)
    return () => {
      setSession(undefined)
      void opened.destroy()
    }
  }, [roomId, onChanged, onOut])

  if (!session) return null
  return <RoomInSession {...props} session={session} />
}

function RoomInSession({ info, onChanged, onOut, session }: RoomProps & { session: RoomSession }) {
  const { documents } = session
  const readOnly = !mayWrite(info.role, "canvas")
  const theme = useTheme()
  const status = useObservable(documents.status)
  const saved = useObservable(documents.saved)
  const others = useObservable(documents.presence.others)
  const engines = useObservable(session.socket.engines)
  const [canvas, setCanvas] = useState<CanvasController | undefined>(undefined)
  const following = useFollowing(canvas, documents.presence)
  const [sharing, setSharing] = useState(false)
  const [helping, setHelping] = useState(false)

  // What the server closes for good is told on a page of its own; a role that changed is read anew.
  useEffect(() => {
    if (status.state !== "denied") return
    if (status.code === CLOSE.forbidden) onChanged()
    else if (status.code === CLOSE.newEpoch) location.reload()
    else if (status.code === CLOSE.tooLarge) showToast("This room is full: it takes no more changes.", "bad")
    else onOut(status.reason || "The server closed the connection to this room.")
  }, [status, onChanged, onOut])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isWriting(event.target)) return
      if (event.key === "?") setHelping(true)
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [])

  const chooseImage = useCallback(() => {
    const input = document.createElement("input")
    input.type = "file"
    input.accept = "image/png,image/jpeg,image/webp,image/gif,image/avif"
    input.multiple = true
    input.onchange = () => {
      void canvas?.insertFiles([...(input.files ?? [])])
    }
    input.click()
  }, [canvas])

  return (
    <Tooltip.Provider delayDuration={400}>
      <div className="fixed inset-0 overflow-hidden">
        <main>
          <CanvasStage
            documents={documents}
            theme={theme === "dark" ? DARK_THEME : LIGHT_THEME}
            readOnly={readOnly}
            author={() => info.personId}
            generationView={session.generationView(info)}
            liveFrames={session.livePictures}
            assetUrl={session.assetUrl}
            callbacks={{
              uploadImage: (file) => uploadPicture(info.roomId, file),
              cancelGeneration: session.cancel,
              retryGeneration: session.retry,
              editPrompt: () => document.querySelector<HTMLTextAreaElement>("[data-prompt]")?.focus(),
              chooseImage,
              notify: (message) => showToast(message),
            }}
            onReady={setCanvas}
          />
        </main>
        <header className="pointer-events-none absolute inset-x-3 top-3 flex items-start justify-between gap-2 sm:inset-x-4 sm:top-4 [&>*]:pointer-events-auto">
          <RoomTitle info={info} status={status} saved={saved} onChanged={onChanged} onHelp={() => setHelping(true)} />
          <div className="flex items-center gap-2">
            <PeopleBar info={info} others={others} onChanged={onChanged} following={following} />
            <Button look="accent" className="h-[38px]" onClick={() => setSharing(true)}>
              <Share2 size={15} /> <span className="max-sm:sr-only">Share</span>
            </Button>
          </div>
        </header>
        {canvas && (
          <>
            <CommentLayer info={info} session={session} canvas={canvas} />
            <GenerationChrome info={info} session={session} canvas={canvas} others={others} />
            <BottomBar
              canvas={canvas}
              readOnly={readOnly}
              mayComment={mayWrite(info.role, "talk")}
              onImage={chooseImage}
              onHelp={() => setHelping(true)}
              badge={<EngineBadge engines={engines} />}
            />
          </>
        )}
        {following && <FollowFrame following={following} />}
        <Toasts />
        <ShareDialog open={sharing} onOpenChange={setSharing} info={info} onChanged={onChanged} />
        <HelpDialog open={helping} onOpenChange={setHelping} />
      </div>
    </Tooltip.Provider>
  )
}

function BottomBar(props: {
  canvas: CanvasController
  readOnly: boolean
  mayComment: boolean
  onImage: () => void
  onHelp: () => void
  badge: React.ReactNode
}) {
  const { canvas } = props
  const tool = useObservable(canvas.tool)
  const camera = useObservable(canvas.camera)
  const snaps = useObservable(canvas.snaps)
  const canUndo = useObservable(canvas.canUndo)
  const canRedo = useObservable(canvas.canRedo)
  return (
    <footer className="pointer-events-none absolute inset-x-3 bottom-3 grid grid-cols-[1fr_auto] items-end gap-2 sm:inset-x-4 sm:bottom-4 lg:grid-cols-[1fr_auto_1fr] [&>*]:pointer-events-auto">
      <div className="justify-self-start max-lg:hidden">{props.badge}</div>
      <div className="flex min-w-0 flex-col items-center gap-2 max-sm:items-start">
        {!props.readOnly && (
          <div className="-m-2 flex max-w-[calc(100%+16px)] gap-2 overflow-x-auto p-2 empty:hidden [&>*]:shrink-0">
            <StyleBar canvas={canvas} />
            <ArrangeBar canvas={canvas} />
          </div>
        )}
        {!props.readOnly && <MaskBar canvas={canvas} />}
        <Toolbar
          tool={tool}
          onTool={(next) => {
            canvas.setTool(next)
            canvas.focus()
          }}
          readOnly={props.readOnly}
          mayComment={props.mayComment}
          onImage={props.onImage}
          canUndo={canUndo}
          canRedo={canRedo}
          onUndo={canvas.undo}
          onRedo={canvas.redo}
        />
      </div>
      <div className="justify-self-end max-sm:hidden">
        <ZoomBar
          zoom={camera.zoom}
          snaps={props.readOnly ? undefined : snaps}
          onSnaps={(on) => canvas.snaps.set(on)}
          onZoom={(factor) => canvas.zoomTo(canvas.camera.get().zoom * factor)}
          onReset={() => canvas.zoomTo(1)}
          onHelp={props.onHelp}
        />
      </div>
    </footer>
  )
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
