"""One engine over one population, in a process of its own: its answers are held to what is expected, then it is timed.

`worker.py ENGINE DIRECTORY THREADS ROUNDS` prints a line of JSON for each round, nanoseconds a teacher. The first round is cold.
"""

import datetime
import json
import os
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ENGINE, DIRECTORY, THREADS, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
FIRST = 10_000_000
PARQUET, CSV = f"{DIRECTORY}/parquet/training.parquet", f"{DIRECTORY}/csv/training.csv"
PROFESSIONAL = ["ethics", "school_based", "subject_skill"]
YEAR = datetime.date(2023, 1, 1), datetime.date(2023, 12, 31)
# Which sum each of the ten comparisons looks at, the figure, and whether it is a most.
COMPARISONS = [
    (0, 90, False), (0, 260, True), (1, 30, False), (2, 60, False), (3, 10, False),
    (4, 16, False), (5, 34, False), (6, 120, True), (6, 5, False), (7, 4, False),
]
EXPECTED = pq.read_table(f"{DIRECTORY}/expected.parquet")
COUNT = EXPECTED.num_rows


def conditions(quote_end):
    """What each of the eight sums adds up, in SQL."""
    year = f"{quote_end} between date '2023-01-01' and date '2023-12-31'"
    words = ", ".join(f"'{word}'" for word in PROFESSIONAL)
    own = ["true", "category = 'public'", f"category in ({words})"]
    own += [f"category = '{word}'" for word in PROFESSIONAL]
    own += ["mode = 'online'", "mode = 'centralized'"]
    return [f"{year} and {condition}" for condition in own]


def sql(table, add, count, unit=1):
    """The eight sums of each teacher, and ten comparisons of them."""
    filters = conditions('"end"')
    sums = [f"{add('hours', own)} as s{place}" for place, own in enumerate(filters[:7])]
    sums.append(f"{count(filters[7])} as s7")
    told = [
        f"s{place} {'<=' if most else '>='} {figure * (1 if place == 7 else unit)} as c{number}"
        for number, (place, figure, most) in enumerate(COMPARISONS)
    ]
    return f"select *, {', '.join(told)} from (select id, {', '.join(sums)} from {table} group by id)"


def hold(columns):
    """Holds the sums (hours, and a count) and the comparisons of all teachers to what is expected."""
    order = np.argsort(np.asarray(columns["id"]))
    assert len(order) == COUNT, (len(order), COUNT)
    hundredths = []
    for place in range(8):
        # Expected are millionths.
        expected = EXPECTED[f"s{place}"].to_numpy()
        own = np.round(np.asarray(columns[f"s{place}"], dtype=np.float64)[order] * 1e6).astype(np.int64)
        assert np.array_equal(own, expected), f"s{place}"
        hundredths.append(expected)
    for number, (place, figure, most) in enumerate(COMPARISONS):
        expected = hundredths[place] <= figure * 1e6 if most else hundredths[place] >= figure * 1e6
        own = np.asarray(columns[f"c{number}"])[order].astype(bool)
        assert np.array_equal(own, expected), f"c{number}"


def hold_arrow(table, unit=1):
    columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    for place in range(7):
        columns[f"s{place}"] = columns[f"s{place}"].astype(np.float64) / unit
    hold(columns)


def timed(source, what, work, rounds=None):
    for number in range((rounds or ROUNDS) + 1):
        start = time.perf_counter()
        work()
        took = (time.perf_counter() - start) * 1e9 / COUNT
        tell({"from": source, "what": what, "threads": THREADS, "round": number, "ns": round(took, 1)})


def tell(line):
    print(json.dumps(line), flush=True)


def duckdb():
    import duckdb

    name = f"DuckDB {duckdb.__version__}"
    own = duckdb.connect()
    own.execute(f"set threads = {THREADS}")
    own.execute("set preserve_insertion_order = false")
    enums = {
        "category": EXPECTED_WORDS("category"),
        "mode": EXPECTED_WORDS("mode"),
    }
    for field, words in enums.items():
        own.execute(f"create type {field}_t as enum ({', '.join(repr(word) for word in words)})")
    start = time.perf_counter()
    own.execute(
        "create table training as select id::integer as id, category::category_t as category, mode::mode_t as mode, "
        f"(hours * 100)::integer as hours, \"end\" from read_parquet('{PARQUET}') order by id"
    )
    tell({"what": name, "threads": THREADS, "from": "memory", "conversion": (time.perf_counter() - start) * 1e9 / COUNT})

    def add(value, condition):
        return f"coalesce(sum({value}) filter (where {condition}), 0)"

    def count(condition):
        return f"count(*) filter (where {condition})"

    def run(query):
        return own.sql(query).to_arrow_table()

    memory = sql("training", add, count, unit=100)
    hold_arrow(run(memory), unit=100)
    timed("memory", name, lambda: run(memory))
    parquet = sql(f"read_parquet('{PARQUET}')", add, count)
    hold_arrow(run(parquet))
    timed("Parquet", name, lambda: run(parquet))
    types = "{'id': 'INTEGER', 'category': 'category_t', 'mode': 'mode_t', 'hours': 'DOUBLE', 'end': 'DATE'}"
    csv = sql(f"read_csv('{CSV}', header = true, columns = {types})", add, count)
    hold_arrow(run(csv))
    timed("CSV", name, lambda: run(csv), rounds=1)


def EXPECTED_WORDS(field):
    """The distinct words of a column."""
    column = pq.read_table(PARQUET, columns=[field])[field]
    return sorted(word for word in column.unique().to_pylist() if word is not None)


def polars():
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    import polars as pl

    name = f"Polars {pl.__version__}"

    def query(frame, unit=1):
        year = pl.col("end").is_between(*YEAR)
        own = [
            year,
            year & (pl.col("category") == "public"),
            year & pl.col("category").is_in(PROFESSIONAL),
            *(year & (pl.col("category") == word) for word in PROFESSIONAL),
            year & (pl.col("mode") == "online"),
        ]
        sums = [pl.when(one).then(pl.col("hours")).sum().alias(f"s{place}") for place, one in enumerate(own)]
        sums.append((year & (pl.col("mode") == "centralized")).sum().alias("s7"))
        told = []
        for number, (place, figure, most) in enumerate(COMPARISONS):
            figure *= 1 if place == 7 else unit
            one = pl.col(f"s{place}") <= figure if most else pl.col(f"s{place}") >= figure
            told.append(one.alias(f"c{number}"))
        return frame.group_by("id").agg(sums).with_columns(told)

    start = time.perf_counter()
    frame = pl.read_parquet(PARQUET).with_columns(
        pl.col("category").cast(pl.Enum(EXPECTED_WORDS("category"))),
        pl.col("mode").cast(pl.Enum(EXPECTED_WORDS("mode"))),
        (pl.col("hours") * 100).cast(pl.Int32),
        pl.col("id").set_sorted(),
    )
    tell({"what": name, "threads": THREADS, "from": "memory", "conversion": (time.perf_counter() - start) * 1e9 / COUNT})
    for engine in ["streaming", "in-memory"]:
        run = lambda: query(frame.lazy(), 100).collect(engine=engine)
        hold_arrow(run().to_arrow(), unit=100)
        timed("memory", f"{name} ({engine})", run)
    del frame
    run = lambda: query(pl.scan_parquet(PARQUET)).collect(engine="streaming")
    hold_arrow(run().to_arrow())
    timed("Parquet", name, run)
    types = {"id": pl.Int32, "category": pl.String, "mode": pl.String, "hours": pl.Float64, "end": pl.Date}
    run = lambda: query(pl.scan_csv(CSV, schema=types)).collect(engine="streaming")
    hold_arrow(run().to_arrow())
    timed("CSV", name, run, rounds=1)


def clickhouse():
    from chdb import session

    own = session.Session()
    name = f"ClickHouse {own.query('select version()').data().strip().strip(chr(34))}"
    settings = f"settings max_threads = {THREADS}, max_insert_threads = {THREADS}"
    words = {field: ", ".join(f"'{word}'" for word in EXPECTED_WORDS(field)) for field in ["category", "mode"]}
    own.query("create database if not exists bench")
    own.query(
        "create table bench.training (id Int32, "
        f"category Nullable(Enum8({words['category']})), mode Nullable(Enum8({words['mode']})), "
        "hours Nullable(Int32), \"end\" Nullable(Date32)) engine = Memory"
    )
    start = time.perf_counter()
    own.query(
        f"insert into bench.training select id, category, mode, toInt32(hours * 100), \"end\" from file('{PARQUET}', Parquet) {settings}"
    )
    tell({"what": name, "threads": THREADS, "from": "memory", "conversion": (time.perf_counter() - start) * 1e9 / COUNT})

    def add(value, condition):
        return f"coalesce(sumIf({value}, {condition}), 0)"

    def count(condition):
        return f"countIf({condition})"

    def check(query, unit=1):
        found = own.query(f"{query} {settings}", "ArrowStream").bytes()
        hold_arrow(pa.ipc.open_stream(found).read_all(), unit)

    # The answers are worked out and dropped.
    run = lambda query: own.query(f"{query} format Null {settings}")
    memory = sql("bench.training", add, count, unit=100)
    check(memory, 100)
    timed("memory", name, lambda: run(memory))
    parquet = sql(f"file('{PARQUET}', Parquet)", add, count)
    check(parquet)
    timed("Parquet", name, lambda: run(parquet))
    structure = "id Int32, category Nullable(String), mode Nullable(String), hours Nullable(Float64), \"end\" Nullable(Date32)"
    structure = structure.replace('"', "`")
    csv = sql(f"file('{CSV}', CSVWithNames, '{structure}')", add, count)
    check(csv)
    timed("CSV", name, lambda: run(csv), rounds=1)


def openfisca():
    """Vectors of 32-bit floats: a training is a person, a teacher a group of them. What is missing is what its default says."""
    from importlib.metadata import version

    from openfisca_core import entities, indexed_enums, periods, simulation_builder, taxbenefitsystems, variables

    training = entities.build_entity(key="training", plural="trainings", label="", is_person=True)
    teacher = entities.build_entity(
        key="teacher", plural="teachers", label="", roles=[{"key": "training_of", "plural": "trainings_of"}]
    )
    day = np.datetime64("1970-01-01")

    def words(field):
        return indexed_enums.Enum(field, [("none", "none"), *((word, word) for word in EXPECTED_WORDS(field))])

    Category, Mode = words("category"), words("mode")
    yearly = periods.DateUnit.YEAR

    class category(variables.Variable):
        value_type, possible_values, default_value = indexed_enums.Enum, Category, Category["none"]
        entity, definition_period = training, yearly

    class mode(variables.Variable):
        value_type, possible_values, default_value = indexed_enums.Enum, Mode, Mode["none"]
        entity, definition_period = training, yearly

    class hours(variables.Variable):
        value_type, entity, definition_period = float, training, yearly

    class end(variables.Variable):
        value_type, entity, definition_period = datetime.date, training, yearly

    class in_year(variables.Variable):
        value_type, entity, definition_period = float, training, yearly

        def formula(own, period):
            days = own("end", period)
            is_in = (days >= np.datetime64(YEAR[0])) & (days <= np.datetime64(YEAR[1]))
            return is_in * own("hours", period)

    def a_sum(place):
        def formula(own, period):
            if place == 7:
                days = own.members("end", period)
                is_in = (days >= np.datetime64(YEAR[0])) & (days <= np.datetime64(YEAR[1]))
                return own.sum(is_in & (own.members("mode", period) == Mode["centralized"]))
            amounts = own.members("in_year", period)
            category, mode = own.members("category", period), own.members("mode", period)
            told = {
                0: lambda: None,
                1: lambda: category == Category["public"],
                2: lambda: sum(category == Category[word] for word in PROFESSIONAL) > 0,
                3: lambda: category == Category["ethics"],
                4: lambda: category == Category["school_based"],
                5: lambda: category == Category["subject_skill"],
                6: lambda: mode == Mode["online"],
            }[place]()
            return own.sum(amounts if told is None else amounts * told)

        body = {"value_type": float, "entity": teacher, "definition_period": yearly, "formula": formula}
        return type(f"s{place}", (variables.Variable,), body)

    def a_comparison(number, place, figure, most):
        def formula(own, period):
            return own(f"s{place}", period) <= figure if most else own(f"s{place}", period) >= figure

        body = {"value_type": bool, "entity": teacher, "definition_period": yearly, "formula": formula}
        return type(f"c{number}", (variables.Variable,), body)

    system = taxbenefitsystems.TaxBenefitSystem([training, teacher])
    told = [a_comparison(number, *own) for number, own in enumerate(COMPARISONS)]
    system.add_variables(category, mode, hours, end, in_year, *map(a_sum, range(8)), *told)

    table = pq.read_table(PARQUET)
    ids = table["id"].to_numpy() - FIRST
    start = time.perf_counter()
    builder = simulation_builder.SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("training", np.arange(len(ids)))
    group = builder.declare_entity("teacher", np.arange(COUNT))
    builder.join_with_persons(group, ids, roles=np.array(["training_of"] * len(ids)))
    simulation = builder.build(system)
    period = periods.period("2023")
    for field, own in [("category", Category), ("mode", Mode)]:
        array = table[field].combine_chunks().fill_null("none").to_numpy(zero_copy_only=False)
        simulation.set_input(field, period, own.encode(array.astype(str)))
    simulation.set_input("hours", period, table["hours"].fill_null(0).to_numpy().astype(np.float32))
    simulation.set_input("end", period, table["end"].fill_null(day.astype(object)).to_numpy().astype("datetime64[D]"))
    name = f"OpenFisca {version('openfisca-core')}"
    tell({"what": name, "threads": THREADS, "from": "memory", "conversion": (time.perf_counter() - start) * 1e9 / COUNT})
    worked_out = ["in_year", *(f"s{place}" for place in range(8)), *(f"c{number}" for number in range(len(COMPARISONS)))]

    def run():
        for own in worked_out:
            simulation.delete_arrays(own)
        return {own: simulation.calculate(own, period) for own in worked_out[1:]}

    hold({"id": np.arange(COUNT), **run()})
    timed("memory", name, run)


{"duckdb": duckdb, "polars": polars, "clickhouse": clickhouse, "openfisca": openfisca}[ENGINE]()
