import { notFound } from "next/navigation"
import { roomIdSchema } from "../../../lib/protocol/messages.ts"
import { RoomLoader } from "../../_room/room-loader.tsx"

export const metadata = { title: "Room" }

export default async function Page({ params }: { params: Promise<{ roomId: string }> }) {
  const { roomId } = await params
  if (!roomIdSchema.safeParse(roomId).success) notFound()
  return <RoomLoader roomId={roomId} />
}
