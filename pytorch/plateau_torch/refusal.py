"""What cannot be done, said in one sentence to whoever asked for it."""


class Refusal(Exception):
    pass
