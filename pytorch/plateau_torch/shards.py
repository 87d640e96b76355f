"""Weights split over GPUs (FSDP): what a rank has of a tensor, and the whole of it. Where nothing is split both are the tensor itself."""

from .refusal import Refusal


def split(model):
    """Each rank keeps a part of every weight; a block's are gathered while it computes."""
    try:
        from torch.distributed.fsdp import fully_shard
    except ImportError:
        try:
            from torch.distributed._composable.fsdp import fully_shard
        except ImportError:
            raise Refusal("--fsdp needs PyTorch 2.4 or newer: leave it out, and DDP is used.") from None
    for block in model.blocks:
        fully_shard(block)
    fully_shard(model)


def gather_no_more(model):
    """After a forward pass without a backward one, which would have let go of what the root gathered."""
    if hasattr(model, "reshard"):
        model.reshard()


def is_split(w):
    return hasattr(w, "to_local")


def part(w):
    """This rank's, as a plain tensor over the same memory."""
    return w.to_local() if is_split(w) else w


def whole(own, like):
    """Every rank's part of a tensor that is split as `like` is, put together. All ranks ask for it at once."""
    if not is_split(like):
        return own
    from torch.distributed._tensor import DTensor

    return DTensor.from_local(own, like.device_mesh, like.placements, shape=like.shape, stride=like.stride()).full_tensor()


def own_part(of, like):
    """This rank's part of a whole tensor."""
    if not is_split(like):
        return of
    from torch.distributed._tensor import distribute_tensor

    return distribute_tensor(of, like.device_mesh, like.placements).to_local()
