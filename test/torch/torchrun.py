"""torchrun, as `python3 -m torch.distributed.run` is. That of 1.13 does not find its own default, no redirection, under Python 3.11,
whose flags leave out zero when they are listed; its way around, --redirects 3 --tee 3, tells what is said too late to kill by it."""

from torch.distributed import run
from torch.distributed.elastic.multiprocessing import Std

found = Std.from_str.__func__
Std.from_str = classmethod(lambda kind, text: Std.NONE if text == "0" else found(kind, text))
run.main()
