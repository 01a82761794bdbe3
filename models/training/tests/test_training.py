"""The parts of training that can be wrong without anybody noticing: noise, optimiser, sampler, masks, times, carried checkpoints."""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checkpoint_pieces import join, split  # noqa: E402
from distil import FINEST, SHARES, draw_times, finest_share  # noqa: E402
from export import UnetPart, to_onnx, unet_inputs  # noqa: E402
from flow import House, network_input, sample  # noqa: E402
from optimiser import make_optimiser, orthogonal  # noqa: E402
from parity import seeded_normals  # noqa: E402
from repaint_masks import around_thing, border, box, random_mask, strokes  # noqa: E402
from train_autoencoder import grid_loss  # noqa: E402
from train_flow import flow_loss  # noqa: E402
from unet import Unet  # noqa: E402

torch.set_num_threads(1)


def test_noise_is_that_of_the_typescript_generator():
    # Printed by lib/random/rng.ts: createRng(7).nextNormal(), six times; createRng(2 ** 40 + 5) once.
    expected = [0.14603997564919516, 1.333166034627014, -0.6259649945456994, -0.48094872253216314, -0.34419552977116835, 0.25275865395582026]
    np.testing.assert_allclose(seeded_normals(7, 6), expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(seeded_normals(2**40 + 5, 1), [-1.6109442935296912], rtol=0, atol=1e-12)


@pytest.mark.parametrize("shape", [(64, 300), (300, 64), (64, 64)])
def test_orthogonal_evens_the_singular_values(shape):
    values = torch.linalg.svdvals(orthogonal(torch.randn(shape, generator=torch.Generator().manual_seed(1))).float())
    assert values[0] < 1.3 and values[len(values) // 4] > 0.5


def test_optimiser_learns_a_linear_map():
    torch.manual_seed(1)
    truth, model = torch.randn(64, 64) / 8, torch.nn.Linear(64, 64)
    optimiser = make_optimiser([(model, 0.01)])
    def loss():
        x = torch.randn(256, 64)
        return (model(x) - x @ truth.T).square().mean()
    before = loss().item()
    for _ in range(150):
        error = loss()
        error.backward()
        optimiser.step()
        optimiser.zero_grad()
    assert loss().item() < before / 20


def test_sampler_lands_on_the_picture_when_the_velocity_is_true():
    target, noise = torch.randn(2, 12, 16, 16), torch.randn(2, 12, 16, 16)
    true_velocity = lambda given, t, r, words: (given[:, :12] - target) / t[:, None, None, None]  # noqa: E731
    for steps in (1, 4):
        torch.testing.assert_close(sample(true_velocity, None, None, noise, steps), target, rtol=0, atol=1e-5)


def test_sampler_tells_a_flow_map_where_it_goes():
    seen = []
    def network(given, t, r, words):
        seen.append((t[0].item(), r[0].item()))
        return torch.zeros_like(given[:, :12])
    sample(network, None, None, torch.zeros(1, 12, 16, 16), 2, next_time=True)
    assert seen == [(1.0, 0.5), (0.5, 0.0)]


def test_network_takes_every_condition_to_heart():
    """After a little noise on its zero layers, each input channel group, the time and the words all change the answer."""
    torch.manual_seed(2)
    unet = Unet(width=64, deep=64, blocks=1).eval()
    for parameter in unet.parameters():
        parameter.data.add_(torch.randn_like(parameter) * 0.05)
    base = dict(latents=torch.randn(1, 12, 16, 16), mask=torch.ones(1, 1, 16, 16), masked=torch.zeros(1, 12, 16, 16), sketch=torch.zeros(1, 12, 16, 16))
    t, r, words = torch.tensor([0.7]), torch.tensor([0.7]), torch.randn(1, 32, 256)
    run = lambda parts, t, r, words: unet(network_input(**parts), t, r, words)  # noqa: E731
    with torch.no_grad():
        first = run(base, t, r, words)
        for name in base:
            assert not torch.allclose(run({**base, name: base[name] + 0.5}, t, r, words), first, atol=1e-4), name
        assert not torch.allclose(run(base, torch.tensor([0.3]), torch.tensor([0.3]), words), first, atol=1e-4)
        assert not torch.allclose(run(base, t, torch.tensor([0.2]), words), first, atol=1e-4)
        assert not torch.allclose(run(base, t, r, words + torch.randn_like(words)), first, atol=1e-4)


def test_grid_loss_hears_the_grid_and_not_the_noise():
    grid = torch.zeros(1, 3, 64, 64)
    grid[..., ::4, :] = 0.02
    noise = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(1)) * 0.02
    assert grid_loss(grid) > 0.004 and grid_loss(noise) < 0.004


def test_flow_loss_weighs_things_and_only_where_they_can_be_known():
    things = torch.zeros(2, 3, 8, 8)
    things[:, 1, :4] = 1
    error = torch.zeros(2, 12, 16, 16)
    error[:, :, :8] = 1  # where the thing lies
    at = lambda t: flow_loss(error, torch.zeros_like(error), things, torch.full((2,), t)).item()  # noqa: E731
    assert at(1.0) == pytest.approx(0.5) and at(0.0) == pytest.approx(2.5 / 3.5)


def test_the_exported_network_hears_the_time_it_goes_to():
    torch.manual_seed(3)
    house = House({"vocab": 300}, {"width": 64, "deep": 64, "blocks": 1}).eval()
    for parameter in house.unet.parameters():
        parameter.data.add_(torch.randn_like(parameter) * 0.05)
    inputs = unet_inputs(house)
    session = onnxruntime.InferenceSession(to_onnx(UnetPart(house), inputs, ["sample", "encoder_hidden_states"], ["out_sample"]).SerializeToString())
    for following in (500.0, 0.0):
        given = {**inputs, "timestep_r": torch.tensor([following])}
        with torch.no_grad():
            expected = UnetPart(house)(**given).numpy()
        drawn = session.run(None, {name: value.numpy() for name, value in given.items()})[0]
        np.testing.assert_allclose(drawn, expected, rtol=0, atol=1e-4)


def test_masks_hide_something_and_keep_something():
    rng = np.random.default_rng(1)
    thing = np.zeros((2, 64, 64), bool)
    thing[1, 20:40, 20:40] = True
    for draw in (strokes, box, border, lambda rng: around_thing(thing, rng), lambda rng: random_mask(thing, rng)):
        for _ in range(40):
            mask = draw(rng)
            assert mask.shape == (256, 256) and set(np.unique(mask)) <= {0, 255}
            assert 0.004 < (mask > 0).mean() < 0.97
    assert around_thing(thing[:1], rng) is None
    assert around_thing(thing, rng)[80:160, 80:160].all()  # the whole thing is hidden


def test_distillation_times_stay_in_the_unit_interval():
    start, length, steps = draw_times(200, np.random.default_rng(1))
    assert len(start) == 200 and (start <= 1).all() and (start - length >= -1e-9).all() and (length > 0).all()
    assert (np.diff(steps) <= 0).all() and steps[0] == FINEST and steps[-1] == 1


def test_distillation_begins_with_guidance_and_keeps_some_of_every_length():
    assert finest_share(0) > 0.7 and finest_share(1) == SHARES[FINEST]
    for progress in (0.0, 0.2, 0.5, 1.0):
        start, _, steps = draw_times(32, np.random.default_rng(1), finest_share(progress))
        assert len(start) == 32 and (steps == FINEST).sum() >= 32 * finest_share(progress) - 2
        assert set(steps) == set(SHARES)


def test_checkpoint_travels_in_pieces_and_damage_is_noticed(tmp_path):
    state = {"model": {"w": torch.zeros(50, 50)}, "average": {"w": torch.randn(50, 50)}, "seen": 12}
    torch.save(state, tmp_path / "flow.pt")
    split(tmp_path / "flow.pt", tmp_path / "pieces")
    join(tmp_path / "pieces", tmp_path / "back.pt")
    back = torch.load(tmp_path / "back.pt")
    assert back["seen"] == 12
    torch.testing.assert_close(back["model"]["w"], state["average"]["w"].bfloat16().float())
    piece = tmp_path / "pieces" / "00.piece"
    piece.write_bytes(piece.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match="damaged"):
        join(tmp_path / "pieces", tmp_path / "back.pt")
