"""Set up a fresh clone: .venv, hashed requirements, the kulanz command, the assets of the pages.

Runs on the machine's own Python, before anything is installed: standard library only, and in a syntax
that an older Python can still read, because an old Python must get a sentence and not a SyntaxError.
Each step leaves a stamp with a digest of what it was made from, and runs again only when that changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
STAMPS = os.path.join(VENV, "kulanz-setup")
OLDEST = (3, 11)
NEWER_NAMES = ("python3.14", "python3.13", "python3.12", "python3.11")


class CannotSetUp(Exception):
    """The machine lacks something; the sentence says what, and what to do."""


def main(arguments):
    """Do every step that is due and return the exit code."""
    os.chdir(ROOT)
    try:
        use_a_new_enough_python(arguments)
        make_venv()
        install_requirements("dev" if "--dev" in arguments or "--fuzz" in arguments else "run")
        if "--fuzz" in arguments:
            install_fuzzer()
        install_project()
        build_assets()
        compile_messages()
    except CannotSetUp as reason:
        sys.stderr.write("set-up: %s\n" % reason)
        return 1
    except subprocess.CalledProcessError as failure:
        sys.stderr.write(
            "set-up: this command failed (its own words stand above): %s\n" % " ".join(failure.cmd)
        )
        return 1
    return 0


def use_a_new_enough_python(arguments):
    """Go on with a newer Python of this machine where `python3` is too old."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER_NAMES:
        newer = shutil.which(name)
        if newer and subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(newer, [newer, os.path.abspath(__file__)] + arguments)
    raise CannotSetUp(
        "Kulanz needs Python 3.11 or newer, and %s is Python %d.%d. Install a newer one "
        "and call make with it, for example: make run PYTHON=python3.12"
        % ((sys.executable,) + tuple(sys.version_info[:2]))
    )


def make_venv():
    python = venv_python()
    made_for = "%s %s" % (VENV, ".".join(str(part) for part in sys.version_info[:2]))
    if os.path.exists(python) and works(python) and recorded("venv") in (made_for, None):
        record("venv", made_for)
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        raise CannotSetUp(
            "this Python (%s) comes without its venv module. On Debian and Ubuntu install it with "
            "`apt install python3-venv`, elsewhere install Python from python.org, and try again."
            % sys.executable
        ) from None
    say("making .venv")
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    record("venv", made_for)


def works(python):
    check = "import sys; sys.exit(sys.version_info < %r)" % (OLDEST,)
    return subprocess.call([python, "-c", check], stderr=subprocess.DEVNULL) == 0


def install_requirements(which):
    """Install requirements/run.txt or its superset requirements/dev.txt; never take dev away again."""
    wanted = requirement_file(which)
    superset = requirement_file("dev")
    if digest(wanted) == recorded("requirements") or digest(superset) == recorded("requirements"):
        return
    say("installing %s" % os.path.relpath(wanted, ROOT))
    pip("install", "--require-hashes", "--prefer-binary", "-r", wanted)
    record("requirements", digest(wanted))


def install_fuzzer():
    """Install requirements/fuzz.txt: apart from the rest, because not every machine has a package of it."""
    wanted = requirement_file("fuzz")
    if digest(wanted) == recorded("fuzz"):
        return
    say("installing %s" % os.path.relpath(wanted, ROOT))
    try:
        pip("install", "--require-hashes", "--only-binary", ":all:", "-r", wanted)
    except subprocess.CalledProcessError:
        raise CannotSetUp(
            "the fuzzer (atheris) has no package for this machine and its Python %d.%d, so `make fuzz` cannot run "
            "here. It does on Linux with Python 3.11 to 3.13; `make test` fuzzes a little everywhere."
            % tuple(sys.version_info[:2])
        ) from None
    record("fuzz", digest(wanted))


def install_project():
    """Install Kulanz itself, editable and without dependencies: those are pinned above."""
    build = requirement_file("build")
    made_from = digest(os.path.join(ROOT, "pyproject.toml"), build)
    if made_from == recorded("project") and os.path.exists(command("kulanz")):
        return
    say("installing kulanz")
    pip("install", "--require-hashes", "--prefer-binary", "-r", build)
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    record("project", made_from)


def build_assets():
    builder = os.path.join(ROOT, "tools", "assets.py")
    subprocess.check_call([venv_python(), builder])


def compile_messages():
    """Compile the English sentences of the pages; needs the installed project, as build_assets does."""
    sentences = os.path.join(ROOT, "src", "kulanz", "locale", "en", "LC_MESSAGES", "django.po")
    compiled = sentences[: -len("po")] + "mo"
    if os.path.exists(compiled) and digest(sentences) == recorded("messages"):
        return
    subprocess.check_call([venv_python(), os.path.join(ROOT, "tools", "messages.py"), "compile"])
    record("messages", digest(sentences))


def pip(*arguments):
    # Twice quiet: errors only. What an index lacks is no news here, because the hashes decide.
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    subprocess.check_call([venv_python(), "-m", "pip"] + list(arguments[:1]) + quiet + list(arguments[1:]))


def requirement_file(name):
    return os.path.join(ROOT, "requirements", name + ".txt")


def command(name):
    folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return os.path.join(VENV, folder, name + ending)


def venv_python():
    return command("python")


def digest(*files):
    total = hashlib.sha256()
    for name in files:
        with open(name, "rb") as file:
            total.update(file.read())
    return total.hexdigest()


def recorded(step):
    try:
        with open(os.path.join(STAMPS, step), encoding="utf-8") as file:
            return file.read()
    except OSError:
        return None


def record(step, value):
    os.makedirs(STAMPS, exist_ok=True)
    with open(os.path.join(STAMPS, step), "w", encoding="utf-8") as file:
        file.write(value)


def say(what):
    sys.stderr.write("set-up: %s\n" % what)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
