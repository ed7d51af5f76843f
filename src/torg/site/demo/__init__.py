"""The demo: four municipalities with people, channels and weeks of life behind them.

Everything happens through the rooms' own actions and jobs, by a clock that runs from four
weeks ago until now; the networks are the practice network, played through in the same way.
`scripts/` says who and what (all made up), `script` reads it, `stage` is the clock and the
parts, the other modules each tell one side of the story. `loader` is the door.
"""
