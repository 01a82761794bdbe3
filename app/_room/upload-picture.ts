/** Sends a picture to the room's assets. What is refused is said in words, and answers undefined. */
import { AppError } from "../../lib/errors.ts"
import { callApi } from "../_ui/api.ts"
import { showToast } from "../_ui/toasts.tsx"

export async function uploadPicture(
  roomId: string,
  file: Blob,
): Promise<{ assetId: string; width: number; height: number } | undefined> {
  try {
    return await callApi(`/rooms/${roomId}/assets`, { method: "POST", body: file })
  } catch (error) {
    const name = file instanceof File ? `“${file.name}”: ` : ""
    showToast(`${name}${error instanceof AppError ? error.message : "The picture could not be uploaded."}`, "bad")
    return undefined
  }
}
