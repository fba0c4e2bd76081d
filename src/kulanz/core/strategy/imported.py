"""The dunning stage (Mahnstufe) that another system had reached, in the words of our steps."""

from kulanz.core.strategy.model import Strategy


def step_of_imported_stage(strategy: Strategy, stage: str) -> str | None:
    """Return the code of the step that a stage from a file means, None for stage 0 or an unknown word.

    Understood are the number of a demanding message (1 is the first reminder), a step's code and its
    name. None means: begin at step one, which is the kinder reading of what nobody understands.
    """
    word = stage.strip().casefold()
    for step in strategy.steps:
        if word in (step.code.casefold(), step.name.casefold(), step.name_en.casefold()):
            return step.code
    demanding = strategy.demanding_steps()
    if word.isascii() and word.isdigit() and 1 <= int(word) <= len(demanding):
        return demanding[int(word) - 1].code
    return None
