/** Where models live. The shipped one is found from this file, so that the server may be started from any folder. */
import { fileURLToPath } from "node:url"

export const HOUSE_FOLDER = fileURLToPath(new URL("../../models/house", import.meta.url))
