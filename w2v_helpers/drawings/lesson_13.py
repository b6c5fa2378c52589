"""The figure of lesson 13: the speeds of the last rungs beside gensim's."""

from matplotlib.figure import Figure

from w2v_helpers.plots import COLORS, INK, described, figure


def speed_bars(speeds: dict[str, float]) -> Figure:
    """A bar a program, words per second, the slowest at the bottom; gensim's in another color."""
    fig, ((ax,),) = figure(6.2, 0.46 * len(speeds) + 1.1)
    names = sorted(speeds, key=speeds.get)
    for place, name in enumerate(names):
        ax.barh(place, speeds[name], color=COLORS["gensim" in name])
        ax.text(speeds[name], place, f" {speeds[name]:,.0f}", va="center", color=INK)
    ax.set_yticks(range(len(names)), names)
    most = max(speeds.values())
    ax.set(xlabel="words per second", xlim=(0, 1.35 * most))
    ax.locator_params(axis="x", nbins=3)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    told = ", ".join(f"{name} {speeds[name]:,.0f}" for name in names)
    return described(fig, f"Bars of words per second, the slowest at the bottom: {told}.")
