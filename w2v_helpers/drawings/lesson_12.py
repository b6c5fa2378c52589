"""What lesson 12 shows: where the time of a run goes, the weights of a block, speeds as dots."""

from collections.abc import Iterator

from matplotlib.figure import Figure
from torch import Tensor
from torch.profiler import profile

from w2v_helpers.plots import COLORS, INK, MARKERS, described, figure


def most_time(seen: profile, count: int = 4) -> Iterator[str]:
    """The operations that take most of the time, each with its share."""
    found = sorted(seen.key_averages(), key=lambda row: -row.self_cpu_time_total)
    whole = sum(row.self_cpu_time_total for row in found)
    for row in found[:count]:
        yield f"    {row.key:<28} {row.self_cpu_time_total / whole:.0%}"


def block_weights(weights: Tensor) -> Figure:
    """The weights of a block's pairs, (centres, contexts and negatives), darker where larger."""
    fig, ((ax,),) = figure(6.2, 2.8)
    ax.imshow(weights, cmap="Blues")
    ax.set(ylabel="16 centres", xlabel="26 words of text, then 16 negatives")
    ax.set_yticks([0, 5, 10, 15])
    return described(
        fig,
        "A grid of 16 centres by 26 words of text and 16 negatives. Each centre has a stripe of "
        "ten blue words, darkest beside a white gap, one place further right than the row above; "
        "the negatives are evenly blue.",
    )


def speed_dots(speeds: dict[str, float]) -> Figure:
    """A dot a rung, the slowest at the bottom, on a logarithmic axis; gensim's looks different."""
    fig, ((ax,),) = figure(6.2, 0.42 * len(speeds) + 1.2)
    names = sorted(speeds, key=speeds.get)
    best = max((name for name in names if "gensim" not in name), key=speeds.get)
    told = [f"{name}, one thread" if name == best else name for name in names]
    for place, name in enumerate(names):
        look = "gensim" in name
        ax.plot(speeds[name], place, MARKERS[look], color=COLORS[look], markersize=9)
        ax.text(speeds[name] * 1.6, place, f"{speeds[name]:,.0f}", va="center", color=INK)
    ax.set_yticks(range(len(names)), told)
    ax.set(xlabel="words per second (log scale)", xscale="log")
    ax.set_xlim(min(speeds.values()) / 3, 20 * max(speeds.values()))
    ax.set_xticks([100, 10_000, 1_000_000], ["100", "10,000", "1,000,000"])
    ax.minorticks_off()
    ax.set_ylim(-0.6, len(names) - 0.4)
    dots = ", ".join(f"{one} {speeds[name]:,.0f}" for one, name in zip(told, names, strict=True))
    return described(fig, f"Dots of words per second, the slowest at the bottom: {dots}.")
