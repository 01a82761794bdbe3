/**
 * CLIP's tokenizer (vocab.json, merges.txt) in the `tokenizer.json` form.
 * Rules: Radford et al. 2021, arXiv:2103.00020, section 2.4: lower-case byte-level BPE whose words end in "</w>".
 */

/** What CLIP splits a text into: English endings, runs of letters, single digits, runs of other signs. */
const WORDS = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"

const BEGIN = "<|startoftext|>"
const END = "<|endoftext|>"

/**
 * @param vocab id by token
 * @param merges merges.txt: a header line, then one pair a line
 * @returns the parsed content of an equivalent `tokenizer.json`
 */
export function clipTokenizerJson(vocab: Readonly<Record<string, number>>, merges: string): object {
  const size = Object.keys(vocab).length
  const begin = vocab[BEGIN] ?? size - 2
  const end = vocab[END] ?? size - 1
  const added = (id: number, content: string) => ({
    ...{ id, content, single_word: false, lstrip: false, rstrip: false, special: true },
    normalized: content === BEGIN,
  })
  return {
    version: "1.0",
    added_tokens: [added(begin, BEGIN), added(end, END)],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: WORDS }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: "RobertaProcessing",
      sep: [END, end],
      cls: [BEGIN, begin],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: "",
      end_of_word_suffix: "</w>",
      fuse_unk: false,
      vocab,
      merges: merges
        .split(/\r?\n/)
        .filter((line) => line !== "" && !line.startsWith("#version"))
        .map((line) => line.split(" ")),
    },
  }
}
