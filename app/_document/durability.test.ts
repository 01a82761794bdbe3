import * as decoding from "lib0/decoding"
import * as encoding from "lib0/encoding"
import { expect, test } from "vitest"
import * as syncProtocol from "y-protocols/sync"
import * as Y from "yjs"
import { carriesChanges, coversDocument, readDurableState } from "./durability.ts"

const vectorOf = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc))

test("a document is covered by its own state, and not by the state before its last change", () => {
  const doc = new Y.Doc()
  doc.getMap("m").set("a", 1)
  const before = vectorOf(doc)
  expect(coversDocument(before, doc)).toBe(true)
  doc.getMap("m").set("a", 2)
  expect(coversDocument(before, doc)).toBe(false)
})

test("another person's change counts too, and an empty document is covered by nothing", () => {
  const mine = new Y.Doc()
  expect(coversDocument(new Map(), mine)).toBe(true)
  const theirs = new Y.Doc()
  theirs.getText("t").insert(0, "hello")
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
  expect(coversDocument(new Map(), mine)).toBe(false)
  expect(coversDocument(vectorOf(theirs), mine)).toBe(true)
})

test("the message's body is read as the server writes it: clocks, then the count of own frames", () => {
  const doc = new Y.Doc()
  doc.getText("t").insert(0, "hello")
  const encoder = encoding.createEncoder()
  encoding.writeVarUint8Array(encoder, Y.encodeStateVector(doc))
  encoding.writeVarUint(encoder, 300)
  const read = readDurableState(decoding.createDecoder(encoding.toUint8Array(encoder)))
  expect(read.clocks.get(doc.clientID)).toBe(5)
  expect(read.frameCount).toBe(300)
})

test("step 2 and updates carry changes; step 1 and presence do not", () => {
  const doc = new Y.Doc()
  const frame = (type: number, write: (encoder: encoding.Encoder) => void) => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, type)
    write(encoder)
    return encoding.toUint8Array(encoder)
  }
  expect(carriesChanges(frame(0, (encoder) => syncProtocol.writeSyncStep1(encoder, doc)))).toBe(false)
  expect(carriesChanges(frame(0, (encoder) => syncProtocol.writeSyncStep2(encoder, doc)))).toBe(true)
  expect(carriesChanges(frame(0, (encoder) => syncProtocol.writeUpdate(encoder, Y.encodeStateAsUpdate(doc))))).toBe(
    true,
  )
  expect(carriesChanges(frame(1, () => undefined))).toBe(false)
})
