"""Carries a training checkpoint through git: `python checkpoint_pieces.py split work/flow.pt` and `... join work/flow.pt`.

The moving average of the weights in bfloat16, no optimiser state, in pieces of less than 16 MB under `checkpoints/NAME/`, with a hash.
Joined again, training goes on from that average.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from pathlib import Path

import torch

PIECE_BYTES = 15_000_000
FOLDER = Path(__file__).resolve().parent / "checkpoints"


def as_type(value, kind: torch.dtype):
    """Every float tensor inside `value` as `kind`."""
    if isinstance(value, torch.Tensor):
        return value.to(kind) if value.is_floating_point() else value
    return {key: as_type(inner, kind) for key, inner in value.items()} if isinstance(value, dict) else value


def split(path: Path, folder: Path) -> None:
    state = torch.load(path, map_location="cpu")
    if "average" in state:
        state.pop("model", None)
    buffer = io.BytesIO()
    torch.save(as_type(state, torch.bfloat16), buffer)
    data = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.piece"):
        old.unlink()
    pieces = [data[start:start + PIECE_BYTES] for start in range(0, len(data), PIECE_BYTES)]
    for index, piece in enumerate(pieces):
        (folder / f"{index:02d}.piece").write_bytes(piece)
    (folder / "pieces.json").write_text(json.dumps({"pieces": len(pieces), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}) + "\n")
    print(f"{folder.name}: {len(data) / 1e6:.1f} MB in {len(pieces)} pieces")


def join(folder: Path, path: Path) -> None:
    """Raises ValueError when a piece is missing or damaged."""
    about = json.loads((folder / "pieces.json").read_text())
    data = b"".join((folder / f"{index:02d}.piece").read_bytes() for index in range(about["pieces"]))
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise ValueError(f"checkpoints/{folder.name} is damaged: its hash differs. Check it out again.")
    state = torch.load(io.BytesIO(data), map_location="cpu")
    if "average" in state:
        state["model"] = state["average"]
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(as_type(state, torch.float32), path)
    print(f"{path} is there again")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("split", "join"))
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    folder = FOLDER / options.path.stem
    split(options.path, folder) if options.action == "split" else join(folder, options.path)


if __name__ == "__main__":
    main()
