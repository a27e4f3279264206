"""`SparkConf` and the parts of `SparkContext` that do not need a JVM."""

from pyspark.errors import PySparkNotImplementedError


class SparkConf:
    def __init__(self, *_):
        self._values = {}

    def set(self, key, value):
        self._values[key] = str(value)
        return self

    def setAppName(self, value):
        return self.set("spark.app.name", value)

    def setMaster(self, value):
        return self.set("spark.master", value)

    def get(self, key, defaultValue=None):
        return self._values.get(key, defaultValue)

    def getAll(self):
        return list(self._values.items())


class SparkContext:
    """Facts about the application. RDDs are not available, as on clusters with standard access mode."""

    version = "4.0.1"
    appName = "Databricks Shell"
    defaultParallelism = 8
    pythonVer = "3.14"

    @classmethod
    def getOrCreate(cls, conf=None):
        return cls()

    def getConf(self):
        return SparkConf()

    def setLogLevel(self, level):
        pass

    def setJobGroup(self, *_, **__):
        pass

    def setJobDescription(self, *_):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise PySparkNotImplementedError(
            "JVM_ATTRIBUTE_NOT_SUPPORTED",
            f"Attribute `{name}` of the Spark context is not supported: this workspace has no JVM and no RDDs. "
            "Use `spark.createDataFrame`, `spark.range` or `spark.sql`.",
        )
