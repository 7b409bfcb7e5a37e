"""Every way in which a script can end, each followed by runs that are unharmed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.spark.fake_server import FakeServer
from tests.engine.spark.test_lifecycle import eventually, gone

SESSION = """
import os, sys
from pyspark.context import SparkContext
from pyspark.sql import SparkSession
sc = SparkContext()
spark = SparkSession(sc)
"""
TEN_ROWS = SESSION + "print('sum', spark.range(10).groupBy().sum().first()[0])\n"


@pytest.fixture
def next_run(worker: FakeServer) -> Iterator[None]:
    """After the test, a run that uses Spark must succeed."""
    yield
    ending = worker.run(TEN_ROWS)
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "sum 45\n"), ending
    assert worker.abandoned.empty()


def test_a_script_that_returns_has_succeeded(worker: FakeServer, lake: Path) -> None:
    ending = worker.run(
        SESSION
        + "spark.createDataFrame([(1, 'a')], ['n', 't']).write.json('s3://bucket/out/')\n"
        + "print(spark.read.json('s3a://bucket/out/').collect(), file=sys.stderr)\n"
        + "print(sc.textFile('s3n://bucket/out/').map(str.upper).collect())\n"
    )
    assert ending["state"] == "SUCCEEDED"
    assert ending["error_message"] == ""
    assert ending["stdout"] == '[\'{"N":1,"T":"A"}\']\n'
    assert ending["stderr"] == "[Row(n=1, t='a')]\n"
    names = sorted(path.name for path in (lake / "bucket" / "out").iterdir())
    assert names[0] == "_SUCCESS"
    assert names[1].startswith("part-")
    assert not [name for name in names if name.endswith(".crc")]


def test_endpoints_of_aws_lead_to_the_emulated_cloud(worker: FakeServer) -> None:
    script = (
        "import os, boto3\n"
        "here = os.environ['AWS_ENDPOINT_URL']\n"
        "for url in ('https://glue.us-east-1.amazonaws.com', 'https://amazonaws.com', None):\n"
        "    client = boto3.client('glue', region_name='us-east-1', endpoint_url=url)\n"
        "    assert client.meta.endpoint_url == here, client.meta.endpoint_url\n"
        "other = 'http://localhost:5000'\n"
        "assert boto3.resource('s3', endpoint_url=other).meta.client.meta.endpoint_url == other\n"
    )
    ending = worker.run(script)
    assert ending["state"] == "SUCCEEDED", ending


def test_a_script_sees_the_arguments_that_aws_passes(worker: FakeServer) -> None:
    script = "import sys; print(sys.argv[0].rsplit('/', 1)[1], sys.argv[1:])"
    ending = worker.run(
        script, {"--bucket": "b", "--TempDir": "s3://b/t/", "--enable-metrics": "true", "--JOB_NAME": "other"}
    )
    assert ending["stdout"] == (
        "script.py ['--JOB_NAME', 'a_job', '--JOB_ID', 'j_a_job', '--JOB_RUN_ID', "
        f"'jr_{worker.runs:064x}', '--job-bookmark-option', 'job-bookmark-disable', "
        "'--TempDir', 's3://b/t/', '--bucket', 'b']\n"
    )


def test_settings_reach_the_context_and_leave_with_it(worker: FakeServer) -> None:
    zone = "spark.conf.get('spark.sql.session.timeZone')"
    script = SESSION + f"print(sc.getConf().get('spark.mine', 'unset'), {zone})"
    assert worker.run(script, {"--conf": "spark.mine=1"})["stdout"] == "1 UTC\n"
    assert worker.run(script)["stdout"] == "unset UTC\n"


def test_a_script_gets_awss_variables_and_not_the_users(worker: FakeServer) -> None:
    ending = worker.run(
        "import os, pathlib\n"
        "print(os.environ['AWS_ENDPOINT_URL'], [k for k in os.environ if k.startswith('BOATHOUSE')])\n"
        "print(pathlib.Path.home() == pathlib.Path.cwd(), os.listdir())\n"
    )
    assert ending["stdout"] == f"{worker.url} []\nTrue ['script.py']\n"


def test_python_functions_run_in_workers_with_awss_variables(worker: FakeServer) -> None:
    ending = worker.run(
        SESSION + "print(sc.parallelize([1], 1).map(lambda _: os.environ['AWS_REGION']).collect())"
    )
    assert ending["stdout"] == "['us-east-1']\n"


def test_tasks_of_python_s_have_no_archive_of_spark_s_to_look_into_again(worker: FakeServer) -> None:
    ending = worker.run(
        SESSION
        + "def told(_):\n"
        + "    import gc, sys, pyspark\n"
        + "    return [place for place in sys.path if '/pyspark/' in place], gc.get_freeze_count() > 0\n"
        + "print(sc.parallelize([1], 1).map(told).collect())\n"
    )
    assert ending["stdout"] == "[([], True)]\n", ending


def test_a_script_may_call_the_workers_interpreter_by_its_bare_name(worker: FakeServer) -> None:
    ending = worker.run(
        "import os\nos.environ['PYSPARK_PYTHON'] = 'python3'\n"
        + SESSION
        + "print(sc.parallelize([1, 2], 1).map(lambda number: number + 1).sum())\n"
    )
    assert ending["stdout"] == "5\n", ending


def test_the_event_log_lands_in_its_bucket(worker: FakeServer, lake: Path) -> None:
    arguments = {"--enable-spark-ui": "true", "--spark-event-logs-path": "s3://bucket/sparkHistoryLogs/"}
    assert worker.run(TEN_ROWS, arguments)["state"] == "SUCCEEDED"
    (log,) = (lake / "bucket" / "sparkHistoryLogs").iterdir()
    assert log.name.startswith("local-")
    assert "SparkListenerApplicationEnd" in log.read_text()


def test_spark_reads_and_appends_at_the_root_of_a_bucket(worker: FakeServer) -> None:
    (worker.lake / "rooted").mkdir()
    (worker.lake / "rooted" / "a.csv").write_text("n,t\n1,x\n")
    ending = worker.run(
        SESSION
        + "rows = spark.read.option('header', True).csv('s3://rooted')\n"
        + "print(rows.collect())\n"
        + "rows.cache().count(); rows.write.mode('append').option('header', True).csv('s3://rooted/')\n"
        + "print(spark.read.option('header', True).csv('s3a://rooted/').count())\n"
    )
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "[Row(n='1', t='x')]\n2\n")


def test_hadoops_input_formats_and_glue_read_the_root_of_a_bucket(worker: FakeServer) -> None:
    (worker.lake / "rooted-texts" / "in").mkdir(parents=True)
    (worker.lake / "rooted-texts" / "a.json").write_text('{"n": 1}\n{"n": 2}\n')
    (worker.lake / "rooted-texts" / "in" / "b.json").write_text('{"n": 3}\n')
    ending = worker.run(
        SESSION
        + "from awsglue.context import GlueContext\n"
        + "frames = GlueContext(sc).create_dynamic_frame\n"
        + "hadoop = sc._jsc.hadoopConfiguration()\n"
        + "hadoop.set('mapreduce.input.fileinputformat.input.dir.recursive', 'true')\n"
        + "root = 's3://rooted-texts/'\n"
        + "print(sorted(sc.textFile(root).collect()))\n"
        + "print(sorted(uri for uri, _ in sc.wholeTextFiles(root).collect()))\n"
        + "print(sc.binaryFiles(root).count(), spark.read.text(root[:-1]).count())\n"
        + "for place in (root, root[:-1]):\n"
        + "    frame = frames.from_options('s3', {'paths': [place], 'recurse': True}, 'json')\n"
        + "    print(sorted(row.n for row in frame.toDF().collect()))\n"
    )
    assert ending["stdout"].splitlines() == [
        """['{"n": 1}', '{"n": 2}', '{"n": 3}']""",
        "['s3://rooted-texts/a.json', 's3://rooted-texts/in/b.json']",
        "2 2",
        "[1, 2, 3]",
        "[1, 2, 3]",
    ], ending


def test_a_bucket_made_by_the_script_is_there_for_spark(worker: FakeServer) -> None:
    bucket = worker.lake / "made-meanwhile"
    ending = worker.run(
        SESSION
        + f"import time; os.mkdir({str(bucket)!r}); time.sleep(0.5)\n"
        + "spark.range(3).write.parquet('s3://made-meanwhile/t/')\n"
        + "print(spark.read.parquet('s3://made-meanwhile/t/').count())\n"
    )
    assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "3\n")


@pytest.mark.usefixtures("next_run")
class TestEndings:
    """Each is followed by a run that must succeed."""

    def test_an_exception_is_a_failed_run_with_the_scripts_own_traceback(self, worker: FakeServer) -> None:
        ending = worker.run("def f():\n    raise ValueError('no rows')\nf()\n")
        assert ending["state"] == "FAILED"
        assert ending["error_message"] == (
            "ValueError: no rows\n"
            '  File "script.py", line 3, in <module>\n    f()\n'
            "  File \"script.py\", line 2, in f\n    raise ValueError('no rows')"
        )
        assert ending["stderr"].startswith("Traceback (most recent call last):\n")
        assert "boathouse/engine" not in ending["stderr"]

    def test_a_script_that_does_not_compile_is_a_failed_run(self, worker: FakeServer) -> None:
        ending = worker.run("x = 1\ny = = 2\n")
        assert ending["state"] == "FAILED"
        assert ending["error_message"] == "SyntaxError: invalid syntax (script.py, line 2)"

    @pytest.mark.parametrize("end", ["sys.exit()", "sys.exit(0)", "os._exit(0)"])
    def test_leaving_with_zero_is_a_success(self, worker: FakeServer, end: str) -> None:
        assert worker.run(f"import os, sys\n{end}\nprint('not reached')")["state"] == "SUCCEEDED"

    def test_leaving_with_a_number_is_a_failed_run(self, worker: FakeServer) -> None:
        ending = worker.run("import sys\nsys.exit(3)")
        assert ending["state"] == "FAILED"
        assert ending["error_message"].splitlines()[0] == "SystemExit: 3"

    def test_leaving_with_words_is_a_failed_run_that_says_them(self, worker: FakeServer) -> None:
        ending = worker.run("import sys\nsys.exit('nothing to do')")
        assert (ending["state"], ending["stderr"]) == ("FAILED", "nothing to do\n")

    @pytest.mark.parametrize(
        ("script", "words"),
        [
            ("import os; os._exit(4)", "Command failed with exit code 4"),
            (
                "import os; os.kill(os.getpid(), 9)",
                "The script's process was killed by SIGKILL (exit code 137).",
            ),
            (
                "import ctypes; ctypes.string_at(0)",
                "The script's process was killed by SIGSEGV (exit code 139).",
            ),
        ],
    )
    def test_a_process_that_vanishes_is_a_failed_run(
        self, worker: FakeServer, script: str, words: str
    ) -> None:
        ending = worker.run(script)
        assert (ending["state"], ending["error_message"]) == ("FAILED", words)

    @pytest.mark.parametrize("end", ["java.lang.System.exit(3)", "java.lang.Runtime.getRuntime().halt(3)"])
    def test_a_script_that_ends_the_jvm_is_a_failed_run(self, worker: FakeServer, end: str) -> None:
        ending = worker.run(SESSION + f"sc._jvm.{end}\n")
        assert ending["state"] == "FAILED"
        assert ending["error_message"].splitlines()[-1] == "The Spark JVM ended with exit status 3."

    def test_a_gateway_that_is_shut_down_is_replaced(self, worker: FakeServer) -> None:
        assert worker.run(SESSION + "sc._gateway.shutdown()\n")["state"] == "SUCCEEDED"

    def test_an_unknown_bucket_is_told_in_awss_words(self, worker: FakeServer) -> None:
        ending = worker.run(SESSION + "spark.read.json('s3://no-such-bucket/x/')")
        assert ending["state"] == "FAILED"
        assert "Error Code: NoSuchBucket; Bucket: no-such-bucket" in ending["error_message"].splitlines()[0]

    def test_a_run_that_takes_too_long_is_ended(self, worker: FakeServer) -> None:
        ending = worker.run(SESSION + "while True: pass", minutes=4 / 60)
        assert ending["state"] == "TIMEOUT"
        assert ending["error_message"] == "The job run took longer than its timeout of 0.0666667 minutes."

    def test_a_run_that_is_stopped_ends(self, worker: FakeServer) -> None:
        run_id = worker.submit(SESSION + "print('up', flush=True)\nspark.range(10**15).count()")
        while b"up" not in worker.logs[run_id, "stdout"]:
            time.sleep(0.1)
        worker.stopped.add(run_id)
        assert worker.wait(run_id)["state"] == "STOPPED"
        names = "[t.getName() for t in sc._jvm.java.lang.Thread.getAllStackTraces().keySet()]"
        left = f"print([n for n in {names} if n.startswith('Executor task launch')])\n"
        assert worker.run(SESSION + left)["stdout"] == "[]\n"

    def test_a_hundred_megabytes_of_log_arrive_whole(self, worker: FakeServer) -> None:
        run_id = worker.submit("line = 'x' * 99\nfor _ in range(1_000_000): print(line)")
        assert worker.wait(run_id)["state"] == "SUCCEEDED"
        assert len(worker.logs.pop((run_id, "stdout"))) == 100_000_000

    def test_a_context_and_a_stream_that_are_left_running_are_stopped(
        self, worker: FakeServer, lake: Path
    ) -> None:
        stream = (
            "spark.readStream.format('rate').load().writeStream"
            ".option('checkpointLocation', 's3://bucket/check/').start('s3://bucket/stream/', 'json')\n"
        )
        assert worker.run(SESSION + stream)["state"] == "SUCCEEDED"

    def test_a_script_may_stop_its_context_and_make_another(self, worker: FakeServer) -> None:
        again = "sc.stop()\nsc = SparkContext()\nprint(sc.parallelize([1, 2]).count())\n"
        assert worker.run(SESSION + again)["stdout"] == "2\n"

    def test_a_patched_module_and_another_directory_stay_in_their_run(self, worker: FakeServer) -> None:
        script = "import os, json, pyspark\njson.dumps = os.write = pyspark.SparkContext = None\n"
        assert worker.run(script + "os.chdir('/')\n")["state"] == "SUCCEEDED"

    def test_a_fork_that_goes_through_the_whole_script_speaks_for_nobody(self, worker: FakeServer) -> None:
        script = (
            "import os, sys, time\n"
            "child = os.fork()\n"
            "if child: os.waitpid(child, 0)\n"
            "print('parent' if child else 'child')\n"
            "sys.exit(3 if child else 0)\n"
        )
        ending = worker.run(script)
        assert (ending["state"], ending["stdout"]) == ("FAILED", "child\nparent\n")
        assert ending["error_message"].splitlines()[0] == "SystemExit: 3"

    def test_a_pool_of_processes_works(self, worker: FakeServer) -> None:
        script = (
            "import multiprocessing\n"
            "def twice(n): return 2 * n\n"
            "with multiprocessing.Pool(2) as pool: print(pool.map(twice, [1, 2]))\n"
        )
        assert worker.run(script)["stdout"] == "[2, 4]\n"

    def test_what_a_script_sets_for_the_whole_jvm_ends_with_it(self, worker: FakeServer) -> None:
        script = SESSION + (
            "java = sc._jvm\n"
            "print(java.java.util.TimeZone.getDefault().getID(),"
            " java.org.apache.logging.log4j.LogManager.getRootLogger().getLevel().toString())\n"
            "zone = java.java.util.TimeZone.getTimeZone('Asia/Tokyo')\n"
            "java.java.util.TimeZone.setDefault(zone)\n"
            "sc.setLogLevel('FATAL')\n"
        )
        first, second = worker.run(script), worker.run(script)
        assert first["stdout"].startswith("UTC ")
        assert second["stdout"] == first["stdout"]

    def test_a_python_function_that_never_returns_is_ended_with_its_run(
        self, worker: FakeServer, lake: Path
    ) -> None:
        script = SESSION + (
            f"def stuck(row):\n"
            f"    open({str(lake / 'stuck')!r}, 'w').write(str(os.getpid()))\n"
            f"    while True: pass\n"
            "sc.parallelize([1], 1).map(stuck).count()\n"
        )
        assert worker.run(script, minutes=4 / 60)["state"] == "TIMEOUT"
        pid = (lake / "stuck").read_text()
        assert eventually(lambda: gone(int(pid)))

    def test_a_full_disk_fails_the_run_and_what_it_wrote_is_gone(self, worker: FakeServer) -> None:
        script = (
            "import os, tempfile\n"
            "with tempfile.NamedTemporaryFile(delete=False) as large: large.write(b'x' * 10_000_000)\n"
            "print(large.name)\n"
            "open('/dev/full', 'w', buffering=1).write('x' * 10_000)\n"
        )
        ending = worker.run(script)
        assert ending["error_message"].splitlines()[0] == "OSError: [Errno 28] No space left on device"
        assert not os.path.exists(ending["stdout"].strip())

    def test_a_script_that_closes_its_output_still_ends_as_it_ends(self, worker: FakeServer) -> None:
        script = "import os, sys\nprint('before', flush=True)\nos.close(1)\nos.close(2)\n{}\n"
        ending = worker.run(script.format("sys.stdout.close()"))
        assert (ending["state"], ending["stdout"]) == ("SUCCEEDED", "before\n")
        assert worker.run(script.format("raise ValueError('x')"))["error_message"].startswith("ValueError: x")

    def test_processes_that_a_script_leaves_are_ended(self, worker: FakeServer) -> None:
        script = (
            "import os, subprocess, sys\n"
            "for session in (False, True):\n"
            "    child = subprocess.Popen(['sleep', '600'], start_new_session=session)\n"
            "    print(child.pid)\n"
        )
        ending = worker.run(script)
        assert ending["state"] == "SUCCEEDED"
        for pid in map(int, ending["stdout"].split()):
            assert not os.path.exists(f"/proc/{pid}")

    def test_a_refused_argument_is_a_failed_run_that_names_it(self, worker: FakeServer) -> None:
        ending = worker.run("print('not reached')", {"--datalake-formats": "paimon"})
        assert ending["state"] == "FAILED"
        assert ending["error_message"].startswith("--datalake-formats paimon is not emulated")
        assert ending["stdout"] == ""

    def test_a_script_that_is_not_there_is_a_failed_run(self, worker: FakeServer) -> None:
        ending = worker.run("", location="s3://code/nowhere.py")
        assert ending["state"] == "FAILED"
        assert ending["error_message"] == "s3://code/nowhere.py: the script cannot be read: no such key"

    def test_threads_of_a_script_are_waited_for(self, worker: FakeServer) -> None:
        script = (
            "import threading, time\n"
            "threading.Thread(target=lambda: (time.sleep(0.5), print('late'))).start()\n"
        )
        assert worker.run(script)["stdout"] == "late\n"
