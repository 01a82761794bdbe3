"""Trains House's tokenizer on captions of every language, and writes it in the tokenizer.json format.

    python tokenizer_train.py [--out ../house/tokenizer]

Byte-level BPE: whatever somebody types becomes tokens, down to single bytes, so no word is an error. Words are split at
spaces and punctuation before they are merged, and carry no mark of the space, so "boat" is one token wherever it stands.
"""

from __future__ import annotations

import argparse
import json
from functools import lru_cache
from pathlib import Path
from typing import Iterator, Sequence

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from broad_specs import broad_spec
from scenes.captions import LANGUAGES, caption, load_language

TOKENS = 32
VOCABULARY = 4096
SPECIALS = ("<pad>", "<s>", "</s>")  # ids 0, 1, 2
TOKENIZER_FOLDER = Path(__file__).resolve().parent.parent / "house" / "tokenizer"


def train_tokenizer(languages: Sequence[str] = LANGUAGES, captions_each: int = 40_000, seed: int = 1) -> Tokenizer:
    """A tokenizer of at most VOCABULARY tokens for captions of `languages`."""
    tokenizer = Tokenizer(models.BPE())
    # Hyphens and apostrophes separate words, so "hot-air balloon" and "hot air balloon" read the same.
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex("['’‘`´\\-‐–—_]"), " "),
        normalizers.Replace("ё", "е"),  # Russians write either
    ])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.BertPreTokenizer(), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(_texts(languages, captions_each, seed), trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=list(SPECIALS), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    ))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A $B </s>", special_tokens=[("<s>", 1), ("</s>", 2)],
    )
    tokenizer.enable_truncation(TOKENS)
    tokenizer.enable_padding(pad_id=0, pad_token="<pad>", length=TOKENS)
    return tokenizer


def _texts(languages: Sequence[str], captions_each: int, seed: int) -> Iterator[str]:
    rng = np.random.default_rng(seed)
    for language in languages:
        for _ in range(captions_each * (2 if language == "en" else 1)):
            yield caption(broad_spec(rng), rng, language)
        # Every known form often enough to become few tokens, however rarely the grammar says it.
        for form, _, _ in load_language(language).forms():
            for _ in range(40):
                yield form


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes tokenizer.json and tokenizer_config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": TOKENS, "padding_side": "right",
        "pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "do_lower_case": True,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


@lru_cache(maxsize=None)
def load_tokenizer(folder: Path = TOKENIZER_FOLDER) -> Tokenizer:
    """The trained tokenizer. Raises FileNotFoundError that names the command when it isn't there."""
    path = folder / "tokenizer.json"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run python tokenizer_train.py")
    return Tokenizer.from_file(str(path))


def encode_prompts(prompts: Sequence[str], folder: Path = TOKENIZER_FOLDER) -> np.ndarray:
    """Token ids int64 [len(prompts), TOKENS]: begin, words, end, pads; longer prompts are cut."""
    encoded = load_tokenizer(folder).encode_batch_fast(list(prompts))
    return np.array([one.ids for one in encoded], dtype=np.int64).reshape(-1, TOKENS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=TOKENIZER_FOLDER)
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES))
    parser.add_argument("--captions", type=int, default=40_000, help="captions of each language but English, which gets twice as many")
    options = parser.parse_args()
    tokenizer = train_tokenizer(options.languages, options.captions)
    save_tokenizer(tokenizer, options.out)
    print(f"{tokenizer.get_vocab_size()} tokens -> {options.out}")
    rng = np.random.default_rng(2)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    for language in options.languages:
        lengths = [len(tokenizer.encode(caption(broad_spec(rng), rng, language)).ids) for _ in range(3000)]
        print(f"{language}: {np.mean(lengths):.1f} tokens a caption, {100 * np.mean(np.array(lengths) > TOKENS):.2f} % over {TOKENS}")


if __name__ == "__main__":
    main()
