"""The worker's door into delivery: claim, call, settle; reap; read back.

`step` is called with a name at every point where a kill would hurt; the fault drills
pass a function that kills the process there.
"""

from torg.delivery.jobs.look import ReadBack, settle_unknown
from torg.delivery.jobs.send import Courier, deliver_due
from torg.delivery.jobs.step import Step, no_step
from torg.delivery.jobs.stranded import reap

__all__ = ["Courier", "ReadBack", "Step", "deliver_due", "no_step", "reap", "settle_unknown"]
