"""Weights split over GPUs (FSDP): what a rank has of a tensor, and the whole of it. Where nothing is split both are the tensor itself."""

from .refusal import Refusal


def split(model, ranks):
    """Each rank keeps a part of every weight; a block's are gathered while it computes."""
    try:
        from torch.distributed.device_mesh import init_device_mesh

        try:
            from torch.distributed.fsdp import fully_shard
        except ImportError:
            from torch.distributed._composable.fsdp import fully_shard
    except ImportError:
        raise Refusal("--fsdp needs PyTorch 2.4 or newer: leave it out, and DDP is used.") from None
    mesh = init_device_mesh(ranks.device.type, (ranks.count,))
    for block in model.blocks:
        fully_shard(block, mesh=mesh)
    fully_shard(model, mesh=mesh)


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
    mesh, placements = like.device_mesh, like.placements
    return _tensors().DTensor.from_local(own, mesh, placements, shape=like.shape, stride=like.stride()).full_tensor()


def own_part(of, like):
    """This rank's part of a whole tensor, which every rank has."""
    if not is_split(like):
        return of
    return _tensors().distribute_tensor(of.to(part(like).device), like.device_mesh, like.placements).to_local()


def _tensors():
    try:
        from torch.distributed import tensor
    except ImportError:
        from torch.distributed import _tensor as tensor
    return tensor
