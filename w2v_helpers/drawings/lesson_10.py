"""Lesson 10: the scores of two programs, a dot for each of forty seeds."""

from matplotlib.figure import Figure

from w2v_helpers.plots import COLORS, INK, MARKERS, described, figure


def forty_seeds(quality: dict[str, dict[str, list[float]]]) -> Figure:
    """A row for each set and program: a dot for each seed's score, a bar at their mean.

    ``quality``: set → program → the seeds' scores; *ours* is the quick trainer.
    """
    fig, ((ax,),) = figure(6.2, 3.8)
    programs = {"quick trainer": "ours", "gensim": "gensim"}  # the figure's name → the record's
    rows = [(name, program) for name in quality for program in programs]
    told = []
    for y, (name, program) in enumerate(rows):
        scores = quality[name][programs[program]]
        number = [*programs].index(program)
        up = [y + 0.5 * (i / (len(scores) - 1) - 0.5) for i in range(len(scores))]
        look = {"marker": MARKERS[number], "color": COLORS[number], "alpha": 0.6}
        ax.scatter(scores, up, s=22, **look)
        mean = sum(scores) / len(scores)
        ax.plot([mean, mean], [y - 0.36, y + 0.36], color=INK, linewidth=2)
        told.append(f"{program} on {name} {mean:.2f}")
    ax.set(yticks=range(len(rows)), yticklabels=[f"{name}\n{own}" for name, own in rows])
    ax.set(ylim=(len(rows) - 0.4, -0.6), xlim=(0.15, 0.6), xlabel="Spearman's correlation")
    return described(
        fig,
        "Four rows of dots, one for each of forty seeds, and a bar at each mean: "
        f"{', '.join(told)}. On each set the two clouds lie over each other; the quick trainer's "
        "is wider on WordSim-353.",
    )
