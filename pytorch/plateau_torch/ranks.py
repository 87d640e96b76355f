"""The processes that torchrun starts, one per GPU: who this one is, and what they do together."""

import os

import torch
import torch.distributed as dist


class Ranks:
    """One process where torchrun did not start it. `together`: they share a batch; `always`: also where there is but one."""

    def __init__(self, together=True, always=False):
        self.rank, self.count = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        cuda = torch.cuda.is_available()
        self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
        if cuda:
            torch.cuda.set_device(self.device)
        same_sums_each_time()
        self.together = together and (self.count > 1 or always)
        if self.together:
            store, rank, count = next(dist.rendezvous("env://"))
            # torchrun starts all again where one has died, with the same store: what the dead ones left there is not read.
            store = dist.PrefixStore(f"start {os.environ.get('TORCHELASTIC_RESTART_COUNT', 0)}", store)
            dist.init_process_group("nccl" if cuda else "gloo", store=store, rank=rank, world_size=count)

    @property
    def first(self):
        """Of those that work together; each is where they do not."""
        return not self.together or self.rank == 0

    def share(self, count):
        """(first, last): this rank's part of so many rows."""
        if not self.together:
            return 0, count
        return self.rank * count // self.count, (self.rank + 1) * count // self.count

    def most(self, count, size):
        """How many batches of this size the largest share has."""
        ranks = self.count if self.together else 1
        return -(-(-(-count // ranks)) // size)

    def sum(self, value):
        """Of a tensor, over all ranks."""
        if self.together:
            dist.all_reduce(value)
        return value

    def told(self, value):
        """What the first rank says."""
        if not self.together:
            return value
        box = [value if self.first else None]
        dist.broadcast_object_list(box, 0)
        return box[0]

    def end(self):
        if self.together:
            dist.destroy_process_group()

    def named(self):
        """The device, as a record says it."""
        name = torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else "CPU"
        return f"PyTorch, {name}"


def same_sums_each_time():
    """On CUDA some gradients (attention's among them) add up in the order in which threads happen to finish, unless they are asked not to:
    https://pytorch.org/docs/stable/notes/randomness.html. An operation that cannot do otherwise is refused by PyTorch."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True)
    if hasattr(torch.utils, "deterministic"):
        torch.utils.deterministic.fill_uninitialized_memory = False  # nothing here reads it
