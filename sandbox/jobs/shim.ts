/**
 * Python that a job runs before a notebook or file: `dbutils.widgets`, `.notebook.exit` and `.jobs.taskValues`,
 * `sys.argv`, and a record of the printed output, which the result of a failing command does not have.
 */
export const shim = `
def __job_start__(text):
    import json, sys

    given = json.loads(text)
    previous = globals().get("dbutils")
    left = {"exit": None, "values": {}}
    printed, room = [], [400_000]
    write = sys.stdout.write

    def tally(part):
        if room[0] > 0:
            printed.append(part[: room[0]])
            room[0] -= len(part)
        return write(part)

    sys.stdout.write = tally
    sys.argv = given["argv"]

    class NotebookExit(Exception):
        pass

    class InputWidgetNotDefined(Exception):
        pass

    class Widgets:
        def __init__(self):
            self.defaults = {}

        def text(self, name, defaultValue="", label=None):
            self.defaults.setdefault(name, defaultValue)

        def dropdown(self, name, defaultValue, choices=(), label=None):
            self.text(name, defaultValue)

        combobox = multiselect = dropdown

        def get(self, name):
            if name in given["parameters"]:
                return given["parameters"][name]
            if name in self.defaults:
                return self.defaults[name]
            raise InputWidgetNotDefined(f"No input widget named {name} is defined")

        def getAll(self):
            return {**self.defaults, **given["parameters"]}

        def getArgument(self, name, defaultValue=None):
            return self.getAll().get(name, defaultValue)

        def remove(self, name):
            self.defaults.pop(name, None)

        def removeAll(self):
            self.defaults.clear()

    class NotebookUtils:
        def exit(self, value=""):
            left["exit"] = str(value)
            raise NotebookExit(str(value)[:200])

        def run(self, path, timeout_seconds=0, arguments=None):
            raise RuntimeError("dbutils.notebook.run is not available here: use %run, or a task of its own.")

    class TaskValues:
        def set(self, key, value):
            json.dumps(value)
            left["values"][key] = value

        def get(self, taskKey, key, default=None, debugValue=None):
            values = given["values"].get(taskKey, {})
            if key in values:
                return values[key]
            if default is None:
                raise ValueError(f"No task value found for task {taskKey} and key {key}")
            return default

    class Jobs:
        taskValues = TaskValues()

    class DBUtils:
        widgets, notebook, jobs = Widgets(), NotebookUtils(), Jobs()

        def __getattr__(self, name):
            return getattr(previous, name)

    def finish():
        text = json.dumps({**left, "printed": "".join(printed)})
        printed.clear()
        room[0] = 400_000
        write(text)

    globals().update(dbutils=DBUtils(), __job_left__=finish)
    if given["file"] is not None:
        globals()["__file__"] = given["file"]
`;
