#!/usr/bin/env python3
"""The comparison of the population engine with other engines, in one run.

`benches/peers/compare.py [--teachers N] [--events N] [--rounds N] [--directory D]` makes an environment of its own beside the data, writes the
population, runs every engine over it on one thread and on two, each pinned to so many processors, and prints a table in Markdown: medians
of the warm rounds, and what the first took.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# What would take too long, or too much memory, gets so many teachers at most.
FEW = 100_000


def parsed():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teachers", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--directory", type=Path, default=ROOT / "target" / "peers")
    parser.add_argument("--engines", default="rust,command,duckdb,polars,clickhouse,openfisca")
    parser.add_argument("--no-build", action="store_true", help="take what was built before")
    return parser.parse_args()


def python(directory):
    """The interpreter of an environment that holds the engines, as pinned."""
    own = directory / "environment"
    interpreter = own / "bin" / "python"
    if not interpreter.exists():
        venv.create(own, with_pip=True)
        pip = [interpreter, "-m", "pip", "install", "--quiet", "--requirement", HERE / "requirements.txt"]
        subprocess.run(pip, check=True)
    return interpreter


def pinned(threads, command):
    """Runs a command on so many processors, and gives the lines of JSON that it prints."""
    processors = sorted(os.sched_getaffinity(0))[:threads]
    limit = lambda: os.sched_setaffinity(0, processors)
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, preexec_fn=limit)
    if run.returncode != 0:
        sys.exit(f"{command} failed")
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def command(policy, data, form, threads, rounds, teachers):
    """`policy run` over files, with a row of Parquet for each verdict."""
    run = [
        policy, "run", ROOT / "policies" / "vocabulary", data / "eight_sums.policy", "--subject", "teacher",
        "--data", data / form.lower(), "--as-of", "2024-06-30", "--threads", str(threads),
        "-o", data / "result.parquet",
    ]
    processors = sorted(os.sched_getaffinity(0))[:threads]
    limit = lambda: os.sched_setaffinity(0, processors)
    for number in range(rounds + 1):
        start = time.perf_counter()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        done = subprocess.run(run, **quiet, preexec_fn=limit)
        took = (time.perf_counter() - start) * 1e9 / teachers
        # 1 says that some rule is not met.
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
        yield {"from": form, "what": "`policy run`", "threads": threads, "round": number, "ns": took}


def table(lines):
    print("| from | what | threads | ns a teacher | first round | times policy-table |\n|---|---|---|---|---|---|")
    found = {}
    for line in lines:
        if "round" in line:
            found.setdefault((line["from"], line["what"], line["threads"]), []).append(line["ns"])
    own = {}
    for (source, what, threads), rounds in found.items():
        if what == "policy-table":
            own[source, threads] = statistics.median(rounds[1:])
    for (source, what, threads), rounds in sorted(found.items(), key=lambda own: (own[0][0].lower() != "memory", own[0][0] == "CSV", own[0][2])):
        warm = statistics.median(rounds[1:])
        base = own.get((source, threads))
        ratio = f"{warm / base:.2f}" if base else "–"
        print(f"| {source} | {what} | {threads} | {warm:,.0f} | {rounds[0]:,.0f} | {ratio} |")
    for line in lines:
        if "conversion" in line:
            print(f"\n{line['what']}, threads: {line['threads']}: {line['conversion']:,.0f} ns a teacher to take over the columns")


def main():
    asked = parsed()
    engines = asked.engines.split(",")
    directory = asked.directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    build = ["cargo", "build", "--release", "--quiet", "--manifest-path", ROOT / "Cargo.toml"]
    build += ["-p", "policy-cli", "-p", "policy-benches", "--bin", "policy", "--example", "peers"]
    if not asked.no_build:
        subprocess.run(build, check=True)
    rust = ROOT / "target" / "release" / "examples" / "peers"
    interpreter = python(directory)
    data = directory / f"{asked.teachers}x{asked.events}"
    few = directory / f"{min(asked.teachers, FEW)}x{asked.events}"
    for own, teachers in [(data, asked.teachers), (few, min(asked.teachers, FEW))]:
        if not (own / "eight_sums.policy").exists():
            subprocess.run([rust, "write", own, str(teachers), str(asked.events)], check=True)
    lines = []
    for threads in [1, 2]:
        for engine in engines:
            print(f"{engine}, threads: {threads}", file=sys.stderr)
            if engine == "rust":
                lines += pinned(threads, [rust, "measure", data, str(threads), str(asked.rounds)])
            elif engine == "command":
                policy = ROOT / "target" / "release" / "policy"
                lines += command(policy, data, "Parquet", threads, 1, asked.teachers)
                # Text tables are held in memory: fewer teachers.
                lines += command(policy, few, "CSV", threads, 1, min(asked.teachers, FEW))
            else:
                own = few if engine == "openfisca" else data
                worker = [interpreter, HERE / "worker.py", engine, own, str(threads), str(asked.rounds)]
                lines += pinned(threads, worker)
    with open(directory / "rounds.jsonl", "w") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    table(lines)


main()
