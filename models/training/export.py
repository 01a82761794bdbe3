"""Writes the shipped folder from the checkpoints: `python export.py --flow work/student.pt --autoencoder work/autoencoder.pt`.

diffusers' ONNX layout (README.md has the contract), standard operators of opset 20. Weights are stored small and turned to float32 when
the session loads (its constant folding runs the Cast and Mul once): int8 with a scale per output channel for the text encoder's and flow network's
matrices, float16 for all else. The autoencoder's inner convolutions are computed in integers where `--calibrate` names renders to measure their
ranges on (quantise.py); all else is computed in float32. `--random` exports untrained weights, to try the plumbing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from autoencoder import LATENT_CHANNELS, Autoencoder
from flow import House
from quantise import quantise_convolutions
from shards import read_images
from tokenizer_train import TOKENIZER_FOLDER, TOKENS
from train_autoencoder import as_pictures
from train_flow import load_house

OPSET = 20
SMALL = 2048  # tensors of fewer numbers stay float32
CALIBRATE_ON = 64  # pictures


class TextPart(nn.Module):
    def __init__(self, house: House) -> None:
        super().__init__()
        self.text = house.text

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        return self.text(input_ids)


class UnetPart(nn.Module):
    """Times in 0..1000, as pipelines give them; one time for the whole batch."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.unet = house.unet

    def forward(self, sample: Tensor, timestep: Tensor, timestep_r: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        return self.unet(sample, timestep / 1000, timestep_r / 1000, encoder_hidden_states)


def unet_inputs(house: House) -> dict[str, Tensor]:
    """Examples to trace the flow network with. Two tensors for the times: given one for both, the exporter takes them for one input,
    and the network is deaf to the second."""
    channels = house.sizes["unet"]["latent"]
    return {"sample": torch.randn(2, 3 * channels + 1, 16, 16), "timestep": torch.tensor([500.0]), "timestep_r": torch.tensor([400.0]),
            "encoder_hidden_states": torch.randn(2, TOKENS, house.sizes["text"]["d"])}


class EncoderPart(nn.Module):
    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, sample: Tensor) -> Tensor:
        return self.model.encode(sample)


class DecoderPart(nn.Module):
    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, latent_sample: Tensor) -> Tensor:
        return self.model.decode(latent_sample)


def to_onnx(part: nn.Module, inputs: dict[str, Tensor], batched: list[str], outputs: list[str]) -> onnx.ModelProto:
    """`batched`: the inputs whose first dimension is free."""
    batch = torch.export.Dim("batch", min=1, max=64)
    shapes = {name: {0: batch} if name in batched else None for name in inputs}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        torch.onnx.export(part.eval().cpu(), tuple(inputs.values()), path, input_names=list(inputs), output_names=outputs,
                          opset_version=OPSET, dynamo=True, dynamic_shapes=shapes, external_data=False, verbose=False)
        model = onnx.load(path)
    for kept in (model.graph.value_info, model.metadata_props):
        del kept[:]
    for node in model.graph.node:  # the exporter leaves stack traces of the machine that exported
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*model.graph.input, *model.graph.output, *model.graph.initializer):
        del value.metadata_props[:]
    return model


def output_axis(model: onnx.ModelProto, name: str) -> int | None:
    """The axis of output channels of a weight, by its one reader; None where int8 does not suit."""
    readers = [node for node in model.graph.node if name in node.input]
    if len(readers) != 1:
        return None
    node = readers[0]
    if node.op_type == "Conv":
        return 0
    if node.op_type == "MatMul" and node.input[1] == name:
        return 1
    if node.op_type == "Gemm" and node.input[1] == name:
        return 0 if any(a.name == "transB" and a.i for a in node.attribute) else 1
    return None


def shrink_weights(model: onnx.ModelProto, integers: bool) -> onnx.ModelProto:
    """Stores large float32 weights as int8 (matrices and convolutions, if `integers`) or float16."""
    small, first = [], []
    for weight in list(model.graph.initializer):
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < SMALL:
            continue
        axis = output_axis(model, weight.name) if integers and values.ndim >= 2 else None
        model.graph.initializer.remove(weight)
        if axis is None:
            small.append(numpy_helper.from_array(values.astype(np.float16), f"{weight.name}_f16"))
            first.append(helper.make_node("Cast", [f"{weight.name}_f16"], [weight.name], to=TensorProto.FLOAT))
            continue
        others = tuple(a for a in range(values.ndim) if a != axis)
        scale = np.maximum(np.abs(values).max(axis=others, keepdims=True) / 127, 1e-12).astype(np.float32)
        small.append(numpy_helper.from_array(np.round(values / scale).astype(np.int8), f"{weight.name}_i8"))
        small.append(numpy_helper.from_array(scale, f"{weight.name}_scale"))
        first.append(helper.make_node("Cast", [f"{weight.name}_i8"], [f"{weight.name}_wide"], to=TensorProto.FLOAT))
        first.append(helper.make_node("Mul", [f"{weight.name}_wide", f"{weight.name}_scale"], [weight.name]))
    model.graph.initializer.extend(small)
    nodes = first + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def write_json(path: Path, value: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_manifest(folder: Path) -> None:
    """sha256 and size of every file that running the model needs."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in ("manifest.json", "scores.json", "words.json") and path.suffix not in (".md", ".webp", ".txt"))
    write_json(folder / "manifest.json", {
        path.relative_to(folder).as_posix(): {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size} for path in files
    })


def calibration_inputs(autoencoder: Autoencoder, folders: list[str]) -> dict[str, list[dict[str, np.ndarray]]]:
    """What the two halves of the autoencoder are given when ranges are measured: renders, and their latents."""
    shards = read_images(folders)
    pictures = as_pictures(np.stack([shards[i % len(shards)][i // len(shards)] for i in range(CALIBRATE_ON)]))
    with torch.no_grad():
        latents = torch.cat([autoencoder.encode(part) for part in pictures.split(8)])
    return {"vae_encoder": [{"sample": one[None].numpy()} for one in pictures], "vae_decoder": [{"latent_sample": one[None].numpy()} for one in latents]}


def export(house: House, autoencoder: Autoencoder, out: Path, facts: dict, integers: bool = True, calibrate: list[str] | None = None) -> None:
    """`facts`: what house.json says (guidance, steps, timestep_r, preview factors). `calibrate`: folders of renders."""
    measured = calibration_inputs(autoencoder, calibrate) if calibrate else {}
    channels = LATENT_CHANNELS
    latents = torch.randn(2, channels, 16, 16)
    parts = {
        "text_encoder": (TextPart(house), {"input_ids": torch.ones(2, TOKENS, dtype=torch.int64)}, ["input_ids"], ["last_hidden_state", "pooler_output"]),
        "unet": (UnetPart(house), unet_inputs(house), ["sample", "encoder_hidden_states"], ["out_sample"]),
        "vae_encoder": (EncoderPart(autoencoder), {"sample": torch.randn(2, 3, 256, 256)}, ["sample"], ["latent_sample"]),
        "vae_decoder": (DecoderPart(autoencoder), {"latent_sample": latents}, ["latent_sample"], ["sample"]),
    }
    vae = {"_class_name": "AutoencoderKL", "latent_channels": channels, "scaling_factor": 1.0, "shift_factor": 0.0, "sample_size": 256, "downscale": 16}
    configs = {
        "text_encoder": {"_class_name": "HouseTextEncoder", **house.sizes["text"]},
        "unet": {"_class_name": "HouseUnet", "in_channels": 3 * channels + 1, "out_channels": channels, "sample_size": 16, **house.sizes["unet"]},
        "vae_encoder": vae, "vae_decoder": vae,
    }
    for name, (part, inputs, batched, outputs) in parts.items():
        model = to_onnx(part, inputs, batched, outputs)
        if name in measured:
            model = quantise_convolutions(model, measured[name])
        model = shrink_weights(model, integers and name in ("unet", "text_encoder"))
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        onnx.save(model, folder / "model.onnx")
        write_json(folder / "config.json", configs[name])
        print(f"{name}: {(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB", flush=True)
    write_json(out / "scheduler" / "scheduler_config.json", {
        "_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": facts.get("shift", 1.0), "use_dynamic_shifting": False})
    write_json(out / "model_index.json", {
        "_class_name": "HousePipeline", "_name": "House",
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"], "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
        **{name: ["onnx", "model.onnx"] for name in parts}})
    write_json(out / "house.json", facts)
    write_manifest(out)


def facts_of(autoencoder_state: dict, options: argparse.Namespace) -> dict:
    return {
        "name": "House", "edition": options.edition, "licence": "Apache-2.0", "size": 256, "latent_channels": LATENT_CHANNELS, "downscale": 16,
        "default_steps": options.steps, "guidance": options.guidance, "timestep_r": "next" if options.flow_map else "same", "shift": options.shift,
        "max_tokens": TOKENS,
        "latent_rgb_factors": [[round(x, 5) for x in row] for row in autoencoder_state["rgb_factors"]],
        "latent_rgb_bias": [round(x, 5) for x in autoencoder_state["rgb_bias"]],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flow", default="work/flow.pt")
    parser.add_argument("--autoencoder", default="work/autoencoder.pt")
    parser.add_argument("--out", type=Path, default=TOKENIZER_FOLDER.parent)
    parser.add_argument("--edition", default="1")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--guidance", type=float, default=3.0)
    parser.add_argument("--shift", type=float, default=1.0)
    parser.add_argument("--flow-map", action="store_true", help="a distilled network: it is told the time it goes to")
    parser.add_argument("--float16", action="store_true", help="keep the flow network's weights in float16 instead of int8")
    parser.add_argument("--calibrate", nargs="+", help="folders of renders; without them the autoencoder stays float32")
    parser.add_argument("--random", action="store_true", help="untrained weights")
    options = parser.parse_args()
    device = torch.device("cpu")
    autoencoder = Autoencoder()
    if options.random:
        torch.manual_seed(1)
        house = House({"vocab": 4096}, {})
        for parameter in house.unet.parameters():  # no layer stays at zero, so that parity tests see every weight
            if not parameter.any():
                torch.nn.init.normal_(parameter, std=0.02)
        state = {"rgb_factors": [[0.0] * 3] * LATENT_CHANNELS, "rgb_bias": [0.0] * 3}
    else:
        house = load_house(torch.load(options.flow, map_location=device), device)
        state = torch.load(options.autoencoder, map_location=device)
        autoencoder.load_state_dict(state["average"])
    export(house.eval(), autoencoder.eval(), options.out, facts_of(state, options), not options.float16, options.calibrate)


if __name__ == "__main__":
    main()
