"""Every sample of our own as bytes: what mutations and the fuzzer begin with."""

from tests.formats.einvoice_samples import einvoice_samples
from tests.formats.places import SAMPLES


def every_sample() -> list[bytes]:
    """Return the files beside the tests and the e-invoices the tests make."""
    files = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    return [path.read_bytes() for path in files] + [one.data for one in einvoice_samples()]
