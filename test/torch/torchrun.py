"""torchrun, as `python3 -m torch.distributed.run` is. That of 1.13 does not find its own default, no redirection, under Python 3.11,
whose flags leave out zero and what is made of others when they are listed. --redirects 1 --tee 1 is a way around, for who types it."""

from torch.distributed import run
from torch.distributed.elastic.multiprocessing import Std

found = Std.from_str.__func__
Std.from_str = classmethod(lambda kind, text: Std.NONE if text == "0" else found(kind, text))
run.main()
