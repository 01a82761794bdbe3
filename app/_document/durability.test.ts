import * as decoding from "lib0/decoding"
import * as encoding from "lib0/encoding"
import { expect, test } from "vitest"
import * as Y from "yjs"
import { coversDocument, readDurableVector } from "./durability.ts"

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

test("the message's body is read as y-protocols writes state vectors", () => {
  const doc = new Y.Doc()
  doc.getText("t").insert(0, "hello")
  const encoder = encoding.createEncoder()
  encoding.writeVarUint8Array(encoder, Y.encodeStateVector(doc))
  const read = readDurableVector(decoding.createDecoder(encoding.toUint8Array(encoder)))
  expect(read.get(doc.clientID)).toBe(5)
})
